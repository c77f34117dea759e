// SPDX-License-Identifier: Apache-2.0
// Look-ups over a real store that is watched: the work that each outcome costs, and what is never served.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import type { Question } from '@iims/wire/query';
import type { Subject } from '@iims/wire/subject';
import type { Hit } from '@iims/wire/verdict';
import { systemClock, systemRandom } from '../clock.ts';
import { loadRegister } from '../registers/load-register.ts';
import type { PlateSearch } from '../registers/plate-list.ts';
import type { SimilarPerson } from '../registers/similar-persons.ts';
import { listRegisters, lookUpAlerts, type RegisterRow } from '../store/alerts.ts';
import type { Reader, SqlValue } from '../store/sql.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { NO_PLATES, NOBODY, passportAlert, personAlert, vehicleAlert } from './alert.fixture.ts';
import { type LookupResult, lookUp, type PersonSearch } from './lookup.ts';

const NOW = Date.UTC(2026, 10, 22, 23, 59);
const folder = mkdtempSync(join(tmpdir(), 'iims-lookup-'));
const path = join(folder, 'iims.db');
let store: Store;
let statements: string[] = [];
/** Runs after each statement of the watched reader. */
let meanwhile: () => Promise<void> = async () => undefined;

before(async () => {
  store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: systemClock.now, random: systemRandom });
});
beforeEach(async () => {
  meanwhile = async () => undefined;
  await load('documents', [
    passportAlert('HIT1', 1),
    passportAlert('COVERT1', 2, { covert: true }),
    passportAlert('BOTH1', 3),
    passportAlert('BOTH1', 4, { covert: true }),
    passportAlert('OTHER1', 5),
    passportAlert('OTHER2', 6),
  ]);
  await load('persons', [personAlert(1)]);
  await load('withheld', [passportAlert('WITHHELD1', 7)]);
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('the work of a look-up', () => {
  it('is the same statements and rows for hit, miss and covert, and where the register may not be read', async () => {
    const hit = await workOf('HIT1');
    assert.equal(hit.found.hits.length, 1);
    for (const number of ['MISS1', 'COVERT1', 'WITHHELD1']) {
      const { found, statements } = await workOf(number);
      assert.deepEqual(found.hits, []);
      assert.equal(found.covertAlertIds.length, number === 'COVERT1' ? 1 : 0);
      assert.deepEqual(statements, hit.statements);
    }
  });

  it('is the same statements where a covert alert stands beside an open one, and as many alerts', async () => {
    const textsOf = (statements: readonly string[]) =>
      statements.map((statement) => statement.replace(/^\d+ rows/, ''));
    const [hit, both] = [await workOf('HIT1'), await workOf('BOTH1')];
    assert.deepEqual([both.found.hits.length, both.found.covertAlertIds.length], [1, 1]);
    assert.deepEqual(textsOf(both.statements), textsOf(hit.statements));
    assert.deepEqual(both.statements[1], hit.statements[1]);
  });

  it('is two alerts read for any key, at either end of the index too', async () => {
    const readFor = async (...keys: string[]) => {
      statements = [];
      const { found, decoys } = await lookUpAlerts(watched(store.reader), keys);
      assert.equal(found.length + decoys.length, 2);
      return statements;
    };
    const inside = await readFor('td||HIT1');
    assert.deepEqual(await readFor('td||MISS1'), inside);
    assert.deepEqual(await readFor('!'), inside);
    assert.deepEqual(await readFor('~~~'), inside);
  });

  it('grows only where more than two alerts are found, and all of them are', async () => {
    const crowd = Array.from({ length: 5 }, (_, i) => passportAlert('CROWD1', 10 + i, { covert: i === 0 }));
    await load('documents', crowd);
    const { found } = await workOf('CROWD1');
    assert.deepEqual(
      [found.hits.map(({ alertId }) => alertId), found.more, found.covertAlertIds],
      [['UKR-STD-11', 'UKR-STD-12', 'UKR-STD-13'], true, ['UKR-STD-10']],
    );
  });

  it('is no less where nothing exact can be asked, since the index of persons is', async () => {
    const { found, statements } = await workOf({
      kind: 'person',
      names: [{ form: 'mrz', surname: 'DOE', given: 'ANNA' }],
    });
    assert.deepEqual(found.hits, []);
    assert.equal(statements.length, (await workOf('MISS1')).statements.length);
  });
});

describe('a look-up', () => {
  it('shows an alert once, by the strongest key that leads to it', async () => {
    const one: Subject = { kind: 'travel-document', number: 'H1T1', alternatives: ['HIT1'] };
    const other: Subject = { kind: 'travel-document', number: 'HIT1', issuingState: 'UTO' };
    const [repaired] = (await workOf(one)).found.hits;
    assert.deepEqual([repaired?.band, repaired?.matchedOn], ['compare', 'repaired']);
    const both = await lookUp(store.reader, question(one, other), {
      registers: await readable(),
      now: NOW,
      persons: NOBODY,
      plates: NO_PLATES,
    });
    assert.deepEqual(
      both.hits.map(({ band, matchedOn }) => [band, matchedOn]),
      [['hit', 'as-given']],
    );
  });

  it('acts on a name of the person, and shows the birth date that met', async () => {
    const [hit] = (await workOf(named('KOVAL', 'IVAN', '1981-03-01'))).found.hits;
    assert.deepEqual([hit?.band, hit?.why], ['hit', ['name-and-birth-date']]);
    assert.equal(factOf(hit, 'birth-date'), '1981-03-01');
  });

  it('only compares where the name may be the victim’s, and shows it first', async () => {
    const [hit] = (await workOf(named('BONDAR', 'PETRO', '1980-02-29'))).found.hits;
    assert.deepEqual([hit?.band, hit?.why], ['compare', ['name-and-birth-date', 'misused-identity']]);
    assert.deepEqual(hit?.facts[0], { label: 'misused-identity', value: 'BONDAR PETRO 1980-02-29' });
  });

  it('only compares by a nickname, and says so', async () => {
    const [hit] = (await workOf(named('VANKO', '', '1980-02-29'))).found.hits;
    assert.deepEqual([hit?.band, hit?.why], ['compare', ['name-and-birth-date', 'weak-alias']]);
  });

  it('meets a person by a paper, and says that it is one', async () => {
    const paper: Subject = { kind: 'travel-document', number: 'PAPER1', issuingState: 'UTO' };
    const [hit] = (await workOf(paper)).found.hits;
    assert.deepEqual([hit?.subjectKind, hit?.band], ['person', 'hit']);
    assert.deepEqual(hit?.why, ['document-number-and-issuer', 'document-of-person']);
  });

  it('only compares once the day of review is over, and says that the owner has not confirmed', async () => {
    await load('documents', [
      passportAlert('OVER1', 1, { reviewOn: '2026-11-21' }),
      passportAlert('TODAY1', 2, { reviewOn: '2026-11-22' }),
    ]);
    const [over] = (await workOf('OVER1')).found.hits;
    assert.deepEqual([over?.band, over?.why], ['compare', ['document-number', 'not-revalidated']]);
    const [today] = (await workOf('TODAY1')).found.hits;
    assert.deepEqual([today?.band, today?.why], ['hit', ['document-number']]);
  });

  it('follows the index of persons to an alert, and says no more of it than the index does', async () => {
    const why = ['name-transliterated', 'birth-date-inverted'] as const;
    const { found } = await workOf(UNKNOWN_PERSON, {
      search: () => [{ register: 'persons', alertId: 'UKR-PER-1', band: 'compare', why, met: FIRST_NAME }],
    });
    assert.deepEqual(
      found.hits.map(({ alertId, band, matchedOn, why }) => [alertId, band, matchedOn, why]),
      [['UKR-PER-1', 'compare', 'similar', why]],
    );
    const equal = ['name-transliterated', 'birth-date-equal'] as const;
    const certain = await workOf(UNKNOWN_PERSON, {
      search: () => [{ register: 'persons', alertId: 'UKR-PER-1', band: 'hit', why: equal, met: FIRST_NAME }],
    });
    assert.deepEqual(
      certain.found.hits.map(({ band, matchedOn }) => [band, matchedOn]),
      [['hit', 'similar']],
    );
  });

  it('shows the victim first where the index of persons met the victim’s name', async () => {
    const why = ['name-letter-edited', 'birth-date-equal', 'misused-identity'] as const;
    const met = { meaning: 'misused-identity', name: 0, birthDate: '1980-02-29' } as const;
    const { found } = await workOf(UNKNOWN_PERSON, {
      search: () => [{ register: 'persons', alertId: 'UKR-PER-1', band: 'compare', why, met }],
    });
    const [hit] = found.hits;
    assert.deepEqual([hit?.band, hit?.why], ['compare', why]);
    assert.deepEqual(hit?.facts[0], { label: 'misused-identity', value: 'BONDAR PETRO 1980-02-29' });
  });

  it('follows the index into the register that it names, where another has an alert of the same id', async () => {
    await load('other-persons', [personAlert(1)]);
    const why = ['name-alike', 'birth-date-equal'] as const;
    const { found } = await workOf(UNKNOWN_PERSON, {
      search: () => [{ register: 'other-persons', alertId: 'UKR-PER-1', band: 'hit', why, met: FIRST_NAME }],
    });
    assert.deepEqual(
      found.hits.map(({ register }) => register),
      ['other-persons'],
    );
    const both = await workOf(named('KOVAL', 'IVAN', '1980-02-29'));
    assert.deepEqual(both.found.hits.map(({ register }) => register).sort(), ['other-persons', 'persons']);
    await load('other-persons', []);
  });

  it('tells an alert that a key leads to as well by its key', async () => {
    const asked = named('KOVAL', 'IVAN', '1980-02-29');
    const { found } = await workOf(asked, {
      search: () => [
        {
          register: 'persons',
          alertId: 'UKR-PER-1',
          band: 'hit',
          why: ['name-equal', 'birth-date-equal'],
          met: FIRST_NAME,
        },
      ],
    });
    assert.deepEqual(
      found.hits.map(({ matchedOn, why }) => [matchedOn, why]),
      [['as-given', ['name-and-birth-date']]],
    );
  });

  it('runs the same statements for a person who is found, is covert, or is unknown, and for ten of them', async () => {
    await load('persons', [personAlert(1), personAlert(2, { covert: true })]);
    const leadingTo = (...ids: string[]): PersonSearch => ({
      search: () =>
        ids.map((alertId) => ({
          register: 'persons',
          alertId,
          band: 'hit',
          why: ['birth-date-equal'],
          met: FIRST_NAME,
        })),
    });
    const miss = await workOf(UNKNOWN_PERSON);
    assert.deepEqual(miss.found.hits, []);
    for (const id of ['UKR-PER-1', 'UKR-PER-2', 'UKR-PER-9']) {
      assert.deepEqual((await workOf(UNKNOWN_PERSON, leadingTo(id))).statements.length, miss.statements.length);
    }
    const covert = await workOf(UNKNOWN_PERSON, leadingTo('UKR-PER-2'));
    assert.deepEqual([covert.found.hits, covert.found.covertAlertIds], [[], ['UKR-PER-2']]);
    assert.deepEqual(
      covert.statements.map((statement) => statement.replace(/^\d+ rows/, '')),
      miss.statements.map((statement) => statement.replace(/^\d+ rows/, '')),
    );
    const gone = Array.from({ length: 10 }, (_, i) => `UKR-PER-${90 + i}`);
    assert.equal((await workOf(UNKNOWN_PERSON, leadingTo(...gone))).statements.length, miss.statements.length);
  });

  it('never serves another alert when its register is replaced between its statements', async () => {
    // The numbers of the alerts begin anew with each load, so that of HIT1 goes to another one.
    meanwhile = once(() => load('documents', [passportAlert('OTHER1', 5), passportAlert('OTHER2', 6)]));
    assert.deepEqual((await workOf('HIT1')).found.hits, []);
    meanwhile = once(() => load('documents', [passportAlert('OTHER1', 5), passportAlert('HIT1', 1)]));
    assert.deepEqual(
      (await workOf('OTHER1')).found.hits.map(({ alertId }) => alertId),
      ['UKR-STD-5'],
    );
  });

  it('fails where the register is replaced again and again', async () => {
    let first = 0;
    meanwhile = async () => {
      const alerts = [passportAlert('HIT1', 1), passportAlert('OTHER1', 5), passportAlert('OTHER2', 6)];
      first = (first + 1) % alerts.length;
      await load('documents', [...alerts.slice(first), ...alerts.slice(0, first)]);
    };
    await assert.rejects(workOf('HIT1'), { code: 'store.failed' });
  });

  it('serves no alert in which a bit flipped on the disk, even where it still reads well; as a decoy it harms nobody', async () => {
    damage('UKR-STD-1');
    await assert.rejects(workOf('HIT1'), { code: 'store.failed', rule: /sealed/ });
    for (const number of [2, 3, 4, 5, 6]) damage(`UKR-STD-${number}`);
    assert.deepEqual((await workOf('MISS1')).found.hits, []);
  });
});

describe('a part of a plate', () => {
  const PATTERN: Subject = { kind: 'vehicle', platePattern: 'AA?234*' };
  const leadingTo = (...plates: string[]): PlateSearch => ({
    search: async () => plates.map((plate) => ({ plate, registrationState: 'UKR' })),
  });
  before(async () => {
    const vin = (serial: number) => `WVWZZZ1JZXW00000${serial}`;
    const alerts = [1, 2, 3, 4].map((serial) =>
      vehicleAlert(`AA${serial}234BB`, vin(serial), serial, { covert: serial === 4 }),
    );
    await load('vehicles', alerts);
  });
  after(() => load('vehicles', []));

  it('is never more than a reason to compare, and says that it is a part', async () => {
    const { found } = await workOf(PATTERN, NOBODY, leadingTo('AA1234BB'));
    assert.deepEqual(
      found.hits.map(({ alertId, band, matchedOn, why }) => [alertId, band, matchedOn, why]),
      [['UKR-VEH-1', 'compare', 'confusable', ['plate-in-part']]],
    );
  });

  it('runs the same statements where nothing fits, one plate does, or a covert one', async () => {
    const texts = async (...plates: string[]) =>
      (await workOf(PATTERN, NOBODY, leadingTo(...plates))).statements.map((text) => text.replace(/^\d+ rows/, ''));
    const miss = await texts();
    assert.ok(miss.length > 0);
    for (const plates of [['AA1234BB'], ['AA4234BB'], ['AA1234BB', 'AA4234BB']])
      assert.deepEqual(await texts(...plates), miss);
    const { found } = await workOf(PATTERN, NOBODY, leadingTo('AA4234BB'));
    assert.deepEqual([found.hits, found.covertAlertIds], [[], ['UKR-VEH-4']]);
  });
});

describe('a person met by two keys', () => {
  const PAPER: Subject = { kind: 'travel-document', number: 'paper-2' };
  const similar = (change: Partial<SimilarPerson> = {}): PersonSearch => ({
    search: () => [
      {
        register: 'persons',
        alertId: 'UKR-PER-1',
        band: 'compare',
        why: ['name-letter-edited', 'birth-date-missing'],
        met: FIRST_NAME,
        ...change,
      },
    ],
  });
  const askedWith = async (paper: Subject, persons: PersonSearch): Promise<readonly Hit[]> =>
    (
      await lookUp(store.reader, question(UNKNOWN_PERSON, paper), {
        registers: await readable(),
        now: NOW,
        persons,
        plates: NO_PLATES,
      })
    ).hits;
  beforeEach(async () => {
    const papers = [{ number: 'PAPER2', documentType: 'passport' }] as const;
    const victim = {
      names: [{ form: 'mrz', surname: 'BONDAR', given: 'PETRO' }],
      documents: [{ ...papers[0], number: 'VICTIM1' }],
    } as const;
    await load('persons', [personAlert(1, { documents: papers, misusedIdentity: victim })]);
  });

  it('is a hit by a similar name and a listed paper, each of which alone is compared', async () => {
    const [byName] = await askedWith({ ...PAPER, number: 'OTHER9' }, similar());
    assert.equal(byName?.band, 'compare');
    const [byPaper] = await askedWith(PAPER, NOBODY);
    assert.deepEqual([byPaper?.band, byPaper?.why], ['compare', ['document-number', 'document-of-person']]);
    const [both] = await askedWith(PAPER, similar());
    assert.deepEqual(
      [both?.band, both?.matchedOn, both?.why],
      ['hit', 'as-given', ['document-number', 'document-of-person', 'name-letter-edited', 'birth-date-missing']],
    );
    assert.equal(factOf(both, 'document'), 'PAPER2');
  });

  it('is compared by a paper that is only like the listed one', async () => {
    const [hit] = await askedWith({ ...PAPER, number: 'PAPERZ' }, similar());
    assert.equal(hit?.band, 'compare');
  });

  it('is compared by a paper of the victim, and says whose it may be', async () => {
    const [hit] = await askedWith({ ...PAPER, number: 'VICTIM1' }, similar());
    assert.equal(hit?.band, 'compare');
    assert.ok(hit?.why.includes('misused-identity'), hit?.why.join());
  });

  it('is compared where the name is the victim’s or one that many bear', async () => {
    for (const meaning of ['misused-identity', 'weak-alias'] as const) {
      const persons = similar({ why: ['name-equal', meaning], met: { meaning, name: 0 } });
      assert.equal((await askedWith(PAPER, persons))[0]?.band, 'compare', meaning);
    }
  });

  it('is compared where the owner has not confirmed the alert, and says no more than eight codes', async () => {
    const rules = [
      'name-transliterated',
      'name-fields-inverted',
      'name-letter-edited',
      'name-punctuation',
      'name-truncated',
    ] as const;
    await load('persons', [
      personAlert(1, { documents: [{ number: 'PAPER2', documentType: 'passport' }], reviewOn: '2026-11-21' }),
    ]);
    const [hit] = await askedWith(PAPER, similar({ why: [...rules, 'birth-date-edited'] }));
    assert.equal(hit?.band, 'compare');
    assert.deepEqual(hit?.why, [
      'document-number',
      'document-of-person',
      ...rules.slice(1),
      'birth-date-edited',
      'not-revalidated',
    ]);
  });
});

describe('what an officer compares', () => {
  it('is the spelling, the date and the paper that met, the name in the other letters, and whose nationality was asked', async () => {
    const spelling = (form: 'original' | 'mrz', surname: string, quality: 'primary' | 'strong-alias' = 'primary') =>
      ({ form, surname, given: 'X', quality }) as const;
    await load('persons', [
      personAlert(1, {
        names: [spelling('original', 'Коваль'), spelling('mrz', 'KOVAL'), spelling('mrz', 'BONDAR', 'strong-alias')],
        nationalities: ['UKR', 'MDA'],
        documents: [
          { number: 'A1', documentType: 'passport' },
          { number: 'B2', issuingState: 'MDA', documentType: 'passport' },
        ],
      }),
    ]);
    const asked: Subject = { ...UNKNOWN_PERSON, nationality: 'MDA' } as Subject;
    const labels = ['surname', 'birth-date', 'name-original', 'name-mrz', 'nationality', 'document'];
    const told = async (name: number) => {
      const persons: PersonSearch = {
        search: () => [
          {
            register: 'persons',
            alertId: 'UKR-PER-1',
            band: 'compare',
            why: ['name-alike'],
            met: { name, birthDate: '1981-03-01' },
          },
        ],
      };
      const [hit] = (await workOf(asked, persons)).found.hits;
      return labels.map((label) => factOf(hit, label));
    };
    assert.deepEqual(await told(0), ['Коваль', '1981-03-01', undefined, 'KOVAL, X', 'MDA', 'A1']);
    assert.deepEqual(await told(1), ['KOVAL', '1981-03-01', 'Коваль, X', undefined, 'MDA', 'A1']);
    assert.deepEqual(await told(2), ['BONDAR', '1981-03-01', 'Коваль, X', undefined, 'MDA', 'A1']);
    // The alert changed since it was indexed: nothing is shown that it does not say.
    assert.deepEqual((await told(9))[0], 'Коваль');
    const paper: Subject = { kind: 'travel-document', number: 'B2', issuingState: 'MDA' };
    assert.equal(factOf((await workOf(paper)).found.hits[0], 'document'), 'MDA B2');
  });
});

const FIRST_NAME = { name: 0 };
const UNKNOWN_PERSON = named('NOBODY', 'NEMO', '1999-09-09');

async function workOf(
  asked: string | Subject,
  persons: PersonSearch = NOBODY,
  plates: PlateSearch = NO_PLATES,
): Promise<{ found: LookupResult; statements: readonly string[] }> {
  const subject: Subject = typeof asked === 'string' ? { kind: 'travel-document', number: asked } : asked;
  const registers = await readable();
  statements = [];
  const found = await lookUp(watched(store.reader), question(subject), { registers, now: NOW, persons, plates });
  return { found, statements };
}

function named(surname: string, given: string, birthDate: string): Subject {
  return { kind: 'person', names: [{ form: 'mrz', surname, given }], birthDate };
}

function factOf(hit: Hit | undefined, label: string): string | undefined {
  return hit?.facts.find((fact) => fact.label === label)?.value;
}

async function readable(): Promise<readonly RegisterRow[]> {
  return (await listRegisters(store.reader)).filter(({ id }) => id !== 'withheld');
}

function watched(reader: Reader): Reader {
  return {
    ...reader,
    async all<R>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]> {
      const rows = await reader.all<R>(sql, parameters);
      statements.push(`${rows.length} rows of ${sql}`);
      await meanwhile();
      return rows;
    },
  };
}

function once(act: () => Promise<void>): () => Promise<void> {
  let due = true;
  return async () => {
    if (!due) return;
    due = false;
    await act();
  };
}

async function load(id: string, alerts: readonly Alert[]): Promise<void> {
  await loadRegister(store, { id, kind: 'travel-document', title: id, changedAt: 0, alerts }, systemClock.now());
}

/** Turns one bit of what is sealed. */
function damage(alertId: string): void {
  const database = new DatabaseSync(path);
  const row = database.prepare('select body from alert where alert_id = ?').get(alertId);
  const body = Buffer.from(row?.body as Uint8Array);
  body[body.length - 40]! ^= 1;
  database.prepare('update alert set body = ? where alert_id = ?').run(body, alertId);
  database.close();
}

function question(...subjects: Subject[]): Question {
  return { subjects } as unknown as Question;
}
