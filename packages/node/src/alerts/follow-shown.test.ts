// SPDX-License-Identifier: Apache-2.0
// What was shown, as the log tells it: nothing is lost or doubled, whenever the node dies.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { systemRandom } from '../clock.ts';
import { listMetCovert } from '../store/met-covert.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { EntryDraft, Store } from '../store/store.ts';
import { listTold } from '../store/told-alerts.ts';
import { ShownAlerts } from './follow-shown.ts';
import { ShowedNothing } from './showed-nothing.ts';

const folder = mkdtempSync(join(tmpdir(), 'iims-shown-'));
after(() => rmSync(folder, { recursive: true }));
let stores = 0;
let store: Store;
/** Stagings that the node began. */
let stagings: string[] = [];
/** A staging of this number, from 1, never comes back: so far a node gets that is killed. */
let killedAt = Number.POSITIVE_INFINITY;

beforeEach(async () => {
  stores += 1;
  stagings = [];
  killedAt = Number.POSITIVE_INFINITY;
  const path = join(folder, `${stores}.db`);
  store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: () => 1_000, random: systemRandom });
});
afterEach(() => store.close());

const follow = (showedNothing?: ShowedNothing) => {
  const watched = {
    reader: store.reader,
    stage: async (staging: Parameters<Store['stage']>[0]) => {
      stagings.push(staging.name);
      if (stagings.length >= killedAt) throw new Error('killed');
      return store.stage(staging);
    },
  } as unknown as Store;
  return new ShownAlerts({ state: 'GEO', store: watched, now: () => 1_000, ...(showedNothing && { showedNothing }) });
};
const answered = (asker: string, ...alerts: string[]): EntryDraft => ({
  event: 'query.answered',
  body: { asker, queryId: `asked by ${asker}` },
  own: { covert: ['GEO-STD-9'], covertCount: 1, shown: alerts.map((alert) => ({ register: 'docs', alert })) },
});
const told = async (alert: string) => (await listTold(store.reader, 'docs', alert)).map(({ state }) => state);

describe('following what was shown', () => {
  it('notes who was told of what, and nothing of what stayed covert', async () => {
    await store.write(answered('UKR', 'GEO-STD-1', 'GEO-STD-2'));
    await store.write(answered('MDA', 'GEO-STD-2'));
    await store.write(answered('AZE'));
    await follow().catchUp();
    assert.deepEqual(await told('GEO-STD-1'), ['UKR']);
    assert.deepEqual(await told('GEO-STD-2'), ['MDA', 'UKR']);
    assert.deepEqual(await told('GEO-STD-9'), []);
  });

  it('writes after every query, whatever its answer, and after nothing else', async () => {
    const noted = async (draft: EntryDraft) => {
      await store.write(draft);
      stagings = [];
      await follow().catchUp();
      return stagings.filter((name) => name === 'note-shown').length;
    };
    assert.equal(await noted(answered('UKR', 'GEO-STD-1')), 1);
    assert.equal(await noted(answered('UKR')), 1);
    assert.equal(await noted({ event: 'node.started', body: {} }), 0);
  });

  it('opens no entry that is known to show nothing, and still writes after it', async () => {
    const showedNothing = new ShowedNothing();
    const following = follow(showedNothing);
    const { index } = await store.write(answered('UKR', 'GEO-STD-1'));
    // A false word, so that it shows that the entry was not opened.
    showedNothing.note(index, false);
    await following.catchUp();
    assert.deepEqual([await told('GEO-STD-1'), stagings], [[], ['note-shown']]);
    assert.equal(showedNothing.has(index), false);
    await store.write(answered('UKR', 'GEO-STD-1'));
    await following.catchUp();
    assert.deepEqual(await told('GEO-STD-1'), ['UKR']);
  });

  it('notes who met covert alerts, whether it opens the entry or knows of it', async () => {
    const showedNothing = new ShowedNothing();
    const miss = { event: 'query.answered', body: {}, own: { covert: [], covertCount: 0, shown: [] } } as const;
    const closed = (covertCount: number) => ({
      event: 'query.closed' as const,
      body: { outcomes: [{ state: 'UKR' }, { state: 'GEO', ...(covertCount > 0 && { covertCount }) }] },
    });
    const written = [];
    for (const draft of [answered('UKR'), miss, closed(1), closed(0), answered('UKR', 'GEO-STD-1'), miss, miss])
      written.push((await store.write(draft)).index);
    showedNothing.note(written[5]!, true);
    showedNothing.note(written[6]!, false);
    await follow(showedNothing).catchUp();
    const met = [written[0], written[2], written[4], written[5]].reverse();
    assert.deepEqual(await listMetCovert(store.reader, { limit: 9 }), met);
  });

  it('writes the same rows of the same length after a covert alert as after a miss', async () => {
    const pages: (readonly [number, number])[] = [];
    for (const covertCount of [0, 1, 0, 1]) {
      await store.write({ event: 'query.answered', body: {}, own: { covert: [], covertCount, shown: [] } });
      stagings = [];
      await follow().catchUp();
      assert.deepEqual(
        stagings.filter((name) => name === 'note-shown'),
        ['note-shown'],
      );
      const rows = await store.reader.all<{ content: Uint8Array }>('select content from met_covert');
      pages.push([rows.length, rows[0]!.content.length]);
    }
    assert.equal(new Set(pages.map(String)).size, 1, String(pages));
  });

  it('goes on where it was killed, and notes nothing twice', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => store.write(answered('UKR', `GEO-STD-${i}`))));
    let killed = 0;
    for (killedAt = 1; killedAt < 6; killedAt += 1) {
      stagings = [];
      await follow()
        .catchUp()
        .catch(() => (killed += 1));
    }
    assert.ok(killed > 1);
    killedAt = Number.POSITIVE_INFINITY;
    await Promise.all([follow().catchUp(), follow().catchUp()]);
    for (let i = 0; i < 200; i += 1) assert.deepEqual(await told(`GEO-STD-${i}`), ['UKR']);
  });

  it('leaves nothing under way when it is stopped', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, i) => store.write(answered('UKR', `GEO-STD-${i}`))));
    const shown = follow();
    const catching = shown.catchUp();
    await shown.stop();
    await catching;
    const before = stagings.length;
    await shown.catchUp();
    await new Promise((done) => setTimeout(done, 20));
    assert.equal(stagings.length, before);
  });
});
