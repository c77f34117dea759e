// SPDX-License-Identifier: Apache-2.0
// Looking up in a real store: what is met, at what price, and what is never served.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Subject } from '@iims/wire/subject';
import type { PlateSearch } from '../registers/plate-list.ts';
import { lookUpAlerts } from '../store/alerts.ts';
import { HEAD_DIGITS, NEAR, nearTokens } from '../store/key-tokens.ts';
import { NO_PLATES, NOBODY, passportAlert, vehicleAlert } from './alert.fixture.ts';
import { lookUp } from './lookup.ts';
import { NOW, openLookUps, question } from './lookups.fixture.ts';

const lookUps = openLookUps();
const { damage, load, readable, workOf } = lookUps;

describe('the work of a look-up', () => {
  it('is the same statements and rows for hit, miss and covert, and where the register may not be read', async () => {
    // The first look-up through a reader asks once more: whether keys are being made anew.
    await workOf('MISS1');
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

  it('is as many statements and alerts where a covert or withheld one is asked about beside several that the asker knows', async () => {
    const workBeside = async (target: string, ...known: string[]) => {
      const numbers = [...known, target];
      lookUps.statements = [];
      const subjects = numbers.map((number): Subject => ({ kind: 'travel-document', number }));
      const { hits, covertAlertIds } = await lookUp(lookUps.watched, question(...subjects), {
        registers: await readable(),
        now: NOW,
        persons: NOBODY,
        plates: NO_PLATES,
      });
      assert.deepEqual([hits.length, covertAlertIds.length], [known.length, target === 'COVERT1' ? 1 : 0]);
      // Of the one that probes, what stands under keys that were asked before differs by nothing but itself.
      return lookUps.statements.slice(1);
    };
    for (const known of [
      ['OTHER1', 'OTHER2'],
      ['HIT1', 'OTHER1', 'OTHER2'],
    ]) {
      const miss = await workBeside('MISS1', ...known);
      assert.deepEqual(await workBeside('COVERT1', ...known), miss);
      assert.deepEqual(await workBeside('WITHHELD1', ...known), miss);
    }
  });

  it('is two alerts read for any key, at either end of the index too', async () => {
    const readFor = async (...keys: string[]) => {
      lookUps.statements = [];
      const { found, decoys } = await lookUpAlerts(lookUps.watched, keys);
      assert.equal(found.length + decoys.length, 2);
      return lookUps.statements;
    };
    const inside = await readFor('td||HIT1');
    assert.deepEqual(await readFor('td||MISS1'), inside);
    assert.deepEqual(await readFor('!'), inside);
    assert.deepEqual(await readFor('~~~'), inside);
  });

  it('is decoys that nobody knows before who asks about another key beside one that it knows', async () => {
    const decoyOf = async (target: string) =>
      (await lookUpAlerts(lookUps.store.reader, ['td||OTHER1', `td||${target}`])).decoys[0]?.alertId;
    const decoys = new Set<string | undefined>();
    for (let at = 0; at < 40; at += 1) decoys.add(await decoyOf(`MISS${at}`));
    assert.ok(decoys.size > 1, [...decoys].join());
    assert.equal(await decoyOf('MISS1'), await decoyOf('MISS1'), 'and the same again: a mean would be known');
  });

  it('is other decoys where the same number is asked about as another thing, which lies beside it in the index', async () => {
    const decoysOf = async (key: string) =>
      (await lookUpAlerts(lookUps.store.reader, [key])).decoys.map(({ alertId }) => alertId).join();
    const others = new Set<string>();
    for (const word of ['td', 'doc', 'plate', 'vin', 'vin8'])
      for (const state of ['', 'GEO', 'UKR', 'AZE', 'MDA']) others.add(await decoysOf(`${word}|${state}|MISS1`));
    assert.ok(others.size > 1, [...others].join(' '));
  });

  it('is one place of the index for all that a typed number may be', async () => {
    const near = nearTokens(lookUps.store.reader);
    const keys = ['td|UKR|AB060012', 'td~|UKR|A8060012', 'doc||AB060012', 'plate|UKR|AB060012', 'vin8|AB060012'];
    const tokens = keys.map(near);
    assert.equal(new Set(tokens).size, keys.length);
    assert.equal(new Set(tokens.map((token) => token.slice(0, NEAR.length + HEAD_DIGITS))).size, 1);
    assert.notEqual(
      near('td|UKR|AB060013').slice(0, NEAR.length + HEAD_DIGITS),
      tokens[0]!.slice(0, NEAR.length + HEAD_DIGITS),
    );
  });

  it('grows only where more than two alerts are found, and all of them are', async () => {
    const crowd = Array.from({ length: 5 }, (_, i) => passportAlert('CROWD1', 10 + i, { covert: i === 0 }));
    await load('documents', crowd);
    const { found } = await workOf('CROWD1');
    assert.deepEqual(
      [found.hits.map(({ alertId }) => alertId), found.more, found.covertAlertIds],
      [['UKR-STD-11', 'UKR-STD-12', 'UKR-STD-13'], true, ['UKR-STD-10']],
    );
    await load('documents', crowd.slice(0, 4));
    const { found: all } = await workOf('CROWD1');
    assert.deepEqual([all.hits.length, all.more], [3, false], 'as many as are shown are all');
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
    const both = await lookUp(lookUps.store.reader, question(one, other), {
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

  it('names of registers that the asker may not read the covert alerts alone, and of others none', async () => {
    const all = await readable();
    await load('documents', [passportAlert('OPEN1', 1), passportAlert('COVERT1', 2, { covert: true })]);
    const named = async (number: string, withheld: typeof all) => {
      const subject: Subject = { kind: 'travel-document', number };
      const options = { registers: [], withheld, now: NOW, persons: NOBODY, plates: NO_PLATES };
      const { hits, covertAlertIds } = await lookUp(lookUps.store.reader, question(subject), options);
      assert.deepEqual(hits, []);
      return covertAlertIds;
    };
    assert.deepEqual([await named('OPEN1', all), await named('COVERT1', all)], [[], ['UKR-STD-2']]);
    assert.deepEqual(await named('COVERT1', []), []);
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

  it('never serves another alert when its register is replaced between its statements', async () => {
    // The numbers of the alerts begin anew with each load, so that of HIT1 goes to another one.
    lookUps.meanwhile = once(() => load('documents', [passportAlert('OTHER1', 5), passportAlert('OTHER2', 6)]));
    assert.deepEqual((await workOf('HIT1')).found.hits, []);
    lookUps.meanwhile = once(() => load('documents', [passportAlert('OTHER1', 5), passportAlert('HIT1', 1)]));
    assert.deepEqual(
      (await workOf('OTHER1')).found.hits.map(({ alertId }) => alertId),
      ['UKR-STD-5'],
    );
  });

  it('fails where the register is replaced again and again', async () => {
    let first = 0;
    lookUps.meanwhile = async () => {
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
    ...NO_PLATES,
    search: async () => plates.map((plate) => ({ plate, registrationState: 'UKR' })),
  });
  before(async () => {
    const vin = (serial: number) => `WVWZZZ1JZXW00000${serial}`;
    const alerts = [1, 2, 3, 4].map((serial) =>
      vehicleAlert(`AA${serial}234BB`, vin(serial), serial, { covert: serial === 4 }),
    );
    await load('vehicles', alerts, 'vehicle');
  });
  after(() => load('vehicles', [], 'vehicle'));

  it('is never more than a reason to compare, and says that it is a part', async () => {
    const { found } = await workOf(PATTERN, NOBODY, leadingTo('AA1234BB'));
    assert.deepEqual(
      found.hits.map(({ alertId, band, matchedOn, why }) => [alertId, band, matchedOn, why]),
      [['UKR-VEH-1', 'compare', 'confusable', ['plate-in-part']]],
    );
  });

  it('is behind where the list of plates is, and only where a part is asked', async () => {
    const behind: PlateSearch = { ...NO_PLATES, follows: () => false };
    const unfollowed = async (asked: Subject) =>
      [...(await workOf(asked, NOBODY, behind)).found.unfollowed].map(({ id }) => id);
    assert.deepEqual(await unfollowed(PATTERN), ['vehicles']);
    assert.deepEqual(await unfollowed({ kind: 'vehicle', plate: 'AA1234BB' }), []);
  });

  it('runs the same statements where nothing fits, one plate does, or a covert one', async () => {
    const texts = async (...plates: string[]) =>
      (await workOf(PATTERN, NOBODY, leadingTo(...plates))).statements.map((text) => text.replace(/^\d+ rows/, ''));
    const miss = await texts();
    assert.ok(miss.length > 0);
    for (const plates of [['AA1234BB'], ['AA4234BB'], ['AA1234BB', 'AA4234BB']])
      assert.deepEqual(await texts(...plates), miss);
    // And as many hashes: the token of a number takes two.
    const { watched } = lookUps;
    const tokensOf = async (...plates: string[]) => {
      let made = 0;
      const tokenOf = (text: string): string => {
        made += 1;
        return watched.tokenOf(text);
      };
      lookUps.watched = { ...watched, tokenOf };
      await workOf(PATTERN, NOBODY, leadingTo(...plates));
      lookUps.watched = watched;
      return made;
    };
    const none = await tokensOf();
    for (const plates of [['AA1234BB'], ['AA4234BB'], ['AA1234BB', 'AA4234BB']])
      assert.equal(await tokensOf(...plates), none, plates.join());
    const { found } = await workOf(PATTERN, NOBODY, leadingTo('AA4234BB'));
    assert.deepEqual([found.hits, found.covertAlertIds], [[], ['UKR-VEH-4']]);
  });
});

function once(act: () => Promise<void>): () => Promise<void> {
  let due = true;
  return async () => {
    if (!due) return;
    due = false;
    await act();
  };
}
