// SPDX-License-Identifier: Apache-2.0
// When the line to a partner asks, beside what that partner withholds.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemClock, systemRandom } from '../clock.ts';
import { awaitingStates, ENTRY_PACE_MS, nextEntryDue } from '../store/awaited-entries.ts';
import { messageToSend } from '../store/kept-message.fixture.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { UKR } from '../trust/federation.fixture.ts';
import { AwaitedEntries } from './awaited-entries.ts';

it('what is signed now is asked for in time, though the partner withholds another entry for half an hour', {
  timeout: 240_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-awaited-'));
  const sources = { atRest: new Uint8Array(32), now: systemClock.now, random: systemRandom };
  const store = await openSqliteStore({ path: join(folder, 'iims.db'), ...sources, reserveBytes: 65_536 });
  let askedAt: number | undefined;
  let isAsked: () => void;
  const asked = new Promise<void>((done) => (isAsked = done));
  const fetchDue = async () => {
    askedAt ??= systemClock.now();
    isAsked();
    return { asked: 1, early: 0 };
  };
  const entries = new AwaitedEntries({
    states: () => awaitingStates(store.reader),
    nextDue: (state) => nextEntryDue(store.reader, state),
    fetchDue,
    restMs: 250,
    clock: systemClock,
    random: systemRandom,
  });
  t.after(async () => {
    await entries.stop();
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const sign = async () => {
    const id = uuidV7(systemClock.now(), systemRandom(10));
    const { index } = await store.write(
      { event: 'message.stored', body: {} },
      { name: 'send-message', args: messageToSend(uuidToBytes(id), systemClock.now(), UKR) },
    );
    const args = { messageId: uuidToBytes(id), state: UKR, receivedAt: systemClock.now(), receipt: new Uint8Array(9) };
    await store.write({ event: 'message.receipted', body: {} }, { name: 'take-message-receipt', args });
    return index;
  };
  const withheld = { no: await sign(), againAt: systemClock.now() + ENTRY_PACE_MS.at(-1)! };
  await store.write(
    { event: 'receipt.withheld', body: {} },
    { name: 'note-withheld', args: { state: UKR, asked: [withheld] } },
  );
  await entries.start();
  const signedAt = systemClock.now();
  await sign();
  entries.wanted(UKR);
  await asked;
  // Not for the one that is withheld, and long before that one is due again.
  assert.ok(askedAt! >= signedAt + ENTRY_PACE_MS[0]!);
});
