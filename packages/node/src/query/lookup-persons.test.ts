// SPDX-License-Identifier: Apache-2.0
// Looking up persons: by the keys of their names and papers, by the index of persons, and what an officer is shown to compare.
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Subject } from '@iims/wire/subject';
import type { Hit } from '@iims/wire/verdict';
import type { SimilarPerson } from '../registers/similar-persons.ts';
import { NO_PLATES, NOBODY, personAlert } from './alert.fixture.ts';
import { lookUp, type PersonSearch } from './lookup.ts';
import { NOW, named, openLookUps, question } from './lookups.fixture.ts';

const lookUps = openLookUps();
const { load, readable, workOf } = lookUps;

describe('a look-up of a person', () => {
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

  it('follows the index of persons to an alert, and says no more of it than the index does', async () => {
    const why = ['name-transliterated', 'birth-date-inverted'] as const;
    const { found } = await workOf(UNKNOWN_PERSON, {
      ...NOBODY,
      search: () => [{ register: 'persons', alertId: 'UKR-PER-1', band: 'compare', why, met: FIRST_NAME }],
    });
    assert.deepEqual(
      found.hits.map(({ alertId, band, matchedOn, why }) => [alertId, band, matchedOn, why]),
      [['UKR-PER-1', 'compare', 'similar', why]],
    );
    const equal = ['name-transliterated', 'birth-date-equal'] as const;
    const certain = await workOf(UNKNOWN_PERSON, {
      ...NOBODY,
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
      ...NOBODY,
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
      ...NOBODY,
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
      ...NOBODY,
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
      ...NOBODY,
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
});

describe('a register of persons that the index does not follow', () => {
  const ofPersons = async () => (await readable()).map((register) => ({ ...register, kind: 'person' }));
  const unfollowed = async (subject: Subject, persons: PersonSearch, registers = ofPersons()) => {
    const options = { registers: await registers, now: NOW, persons, plates: NO_PLATES };
    const found = await lookUp(lookUps.store.reader, question(subject), options);
    return [...found.unfollowed].map(({ id }) => id).sort();
  };

  it('is told of where a person is asked about, and of no other question', async () => {
    const persons: PersonSearch = { ...NOBODY, follows: ({ id }) => id !== 'persons' };
    assert.deepEqual(await unfollowed(UNKNOWN_PERSON, persons), ['persons']);
    assert.deepEqual(await unfollowed(UNKNOWN_PERSON, NOBODY), []);
    assert.deepEqual(await unfollowed({ kind: 'travel-document', number: 'MISS1' }, persons), []);
  });

  it('is one that was replaced after its right was weighed', async () => {
    const before = await ofPersons();
    await load('persons', [personAlert(2)]);
    assert.deepEqual(await unfollowed(UNKNOWN_PERSON, NOBODY, Promise.resolve(before)), ['persons']);
    assert.deepEqual(await unfollowed(UNKNOWN_PERSON, NOBODY), []);
  });

  it('is what it was before the search began: what is followed meanwhile was not searched', async () => {
    let isFollowed = false;
    const search = () => {
      isFollowed = true;
      return [];
    };
    assert.ok((await unfollowed(UNKNOWN_PERSON, { search, follows: () => isFollowed })).includes('persons'));
  });
});

describe('a person met by two keys', () => {
  const PAPER: Subject = { kind: 'travel-document', number: 'paper-2' };
  const similar = (change: Partial<SimilarPerson> = {}): PersonSearch => ({
    ...NOBODY,
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
      await lookUp(lookUps.store.reader, question(UNKNOWN_PERSON, paper), {
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
        ...NOBODY,
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

function factOf(hit: Hit | undefined, label: string): string | undefined {
  return hit?.facts.find((fact) => fact.label === label)?.value;
}
