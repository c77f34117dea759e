// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { AZE, countingRandom, UKR } from './federation.fixture.ts';
import { REFUSALS_ENTERED_MAX, type RefusedDocument, RefusedDocuments } from './refused-documents.ts';
import { REFUSALS_SHOWN_MAX, trustRefusals } from './trust-refusals.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-refusals-'));
after(() => rmSync(directory, { recursive: true }));
const clock = { now: 1_000 };
let databases = 0;

/** A node's log, what it refused in this run, and how it refuses. */
async function openLog(t: TestContext, path = join(directory, `${databases++}.db`)) {
  const sources = { now: () => clock.now, random: countingRandom('refusals') };
  const store = await openSqliteStore({ path, atRest: new Uint8Array(32), writer: 'this-thread', ...sources });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await store.close();
    isOpen = false;
  };
  t.after(close);
  const run = new RefusedDocuments();
  const refuse = async (document: RefusedDocument) => {
    const entry = run.entryOf(document, clock.now);
    if (entry !== undefined) await store.write(entry);
  };
  return { path, store, refuse, close, shown: () => trustRefusals(store.reader, run) };
}

const older: RefusedDocument = {
  by: UKR,
  type: 'state',
  state: AZE,
  version: 1,
  sha256: 'a1',
  code: 'trust.rollback',
};
const forged: RefusedDocument = { by: UKR, type: 'root', state: 'root', sha256: 'b2', code: 'trust.threshold' };

describe('refusals of the trust list', () => {
  it('say who brought what, when, and why it was refused, the latest first', async (t) => {
    const { refuse, shown, store } = await openLog(t);
    clock.now = 1_000;
    await refuse(older);
    await store.write({ event: 'node.started', body: {} });
    clock.now = 2_000;
    await refuse({ ...forged, by: 'administrator' });
    const once = { documents: 1, times: 1 };
    assert.deepEqual(await shown(), {
      refusals: [
        {
          by: 'administrator',
          type: 'root',
          code: 'trust.threshold',
          ...once,
          firstAt: 2_000,
          lastAt: 2_000,
          logIndex: 2,
        },
        {
          by: UKR,
          type: 'state',
          state: AZE,
          version: 1,
          code: 'trust.rollback',
          ...once,
          firstAt: 1_000,
          lastAt: 1_000,
          logIndex: 0,
        },
      ],
      leftOut: 0,
    });
  });

  it('of the same document a thousand times are one, with the number and the last time', async (t) => {
    const { refuse, shown } = await openLog(t);
    for (clock.now = 1; clock.now <= 1_000; clock.now++) await refuse(forged);
    const [refusal, ...others] = (await shown()).refusals;
    const { times, documents, firstAt, lastAt } = refusal!;
    assert.deepEqual([others, times, documents, firstAt, lastAt], [[], 1_000, 1, 1, 1_000]);
  });

  it('of a thousand forged documents are one as well, and those without an entry are counted', async (t) => {
    const { refuse, shown } = await openLog(t);
    for (let i = 0; i < 1_000; i++) await refuse({ ...forged, sha256: `forged ${i}` });
    await refuse({ ...forged, by: AZE });
    const { refusals, leftOut } = await shown();
    assert.deepEqual(refusals.map(({ by, documents }) => [by, documents]).sort(), [
      [AZE, 1],
      [UKR, REFUSALS_ENTERED_MAX],
    ]);
    assert.equal(leftOut, 1_000 - REFUSALS_ENTERED_MAX);
  });

  it('are there after a restart, and the same brought then adds to them', async (t) => {
    const before = await openLog(t);
    await before.refuse(forged);
    await before.refuse(forged);
    await before.close();
    const { refuse, shown } = await openLog(t, before.path);
    assert.equal((await shown()).refusals[0]!.times, 1, 'what left no entry is forgotten');
    await refuse(forged);
    await refuse(forged);
    assert.equal((await shown()).refusals[0]!.times, 3);
  });

  it('of attestations that are merely out of step are left in the log', async (t) => {
    const { refuse, shown } = await openLog(t);
    const attestation = { ...older, type: 'attestation' };
    for (const code of ['trust.rollback', 'trust.mix', 'trust.signature']) await refuse({ ...attestation, code });
    await refuse({ ...attestation, code: 'trust.early' });
    assert.deepEqual(
      (await shown()).refusals.map(({ code }) => code),
      ['trust.early'],
    );
  });

  it('are shown up to a bound, and those that do not say who brought them as well', async (t) => {
    const { store, shown } = await openLog(t);
    const { by: _, ...unnamed } = older;
    for (let version = 1; version <= REFUSALS_SHOWN_MAX + 5; version++)
      await store.write({ event: 'trust-list.refused', body: { ...unnamed, version } });
    const { refusals } = await shown();
    assert.equal(refusals.length, REFUSALS_SHOWN_MAX);
    assert.equal(refusals[0]!.by, undefined);
  });
});
