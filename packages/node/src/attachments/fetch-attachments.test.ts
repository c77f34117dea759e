// SPDX-License-Identifier: Apache-2.0
// What a State announces and then does not give whole leaves nothing on the disk of the one that asked for it.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type StateCode, uuidV7 } from '@iims/wire/identifiers';
import { systemClock, systemRandom } from '../clock.ts';
import { STORE_FILE } from '../data-directory.ts';
import type { MessageToKeep } from '../store/messages.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { AttachmentFolder } from './attachment-folder.ts';
import { AttachmentFetching } from './fetch-attachments.ts';

const UKR = 'UKR' as StateCode;
const SEALED_BYTES = 500;
const HALF = new Uint8Array(SEALED_BYTES / 2);

it('keeps nothing of a file that its giver begins and then refuses, so that no State fills the disk past its bound', {
  timeout: 60_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'iims-fetching-'));
  const store = await openSqliteStore({
    atRest: new Uint8Array(32),
    path: join(directory, STORE_FILE),
    now: systemClock.now,
    random: systemRandom,
    writer: 'this-thread',
    reserveBytes: 0,
  });
  const folder = new AttachmentFolder(join(directory, 'attachments'), store.reader);
  const refused: string[] = [];
  const fetching = new AttachmentFetching({
    store,
    folder,
    stream: async (_state, { path, take }) => {
      const asked = new URL(path, 'https://partner.invalid').searchParams;
      if (asked.get('offset') === '0') {
        await take(HALF);
        return { status: 200, body: new Uint8Array(0) };
      }
      refused.push(asked.get('id')!);
      return { status: 400, body: new Uint8Array(0) };
    },
    verify: () => assert.fail('no file came whole'),
    // Two that were refused hide the third no more than a thousand hide the next.
    lookedAtOnce: 2,
    onFault: (fault) => assert.fail(String(fault)),
    clock: systemClock,
    random: systemRandom,
  });
  try {
    for (const n of [1, 2, 3]) await announce(store, n);
    fetching.wake(UKR);
    while (refused.length < 3) await setTimeout(10);
    assert.equal(new Set(refused).size, 3);
    await fetching.stop();
    assert.deepEqual(readdirSync(folder.path), []);
  } finally {
    await fetching.stop();
    await store.close();
    rmSync(directory, { recursive: true });
  }
});

/** A message that came, with one large attachment. */
async function announce(store: Store, n: number): Promise<void> {
  const fill = (length: number) => new Uint8Array(length).fill(n);
  const now = systemClock.now();
  const id = uuidV7(now, fill(10));
  const idBytes = Uint8Array.from(Buffer.from(id.replaceAll('-', ''), 'hex'));
  const kept = {
    direction: 'in',
    id: idBytes,
    state: UKR,
    status: 'stored',
    message: {
      ...{ version: 1, id, kind: 'free-message', from: { state: UKR }, to: [{ state: 'GEO' as StateCode }] },
      ...{ caseRef: 'CASE-1', urgency: 'routine', sentAt: now, author: 'officer-1', handling: { code: 'H0' } },
    } as MessageToKeep['message'],
    expiresAt: now + 86_400_000,
    exercise: false,
    signer: { keyId: fill(32), ed25519: fill(32), mldsa65: fill(1_952) },
    envelope: fill(200),
    envelopeHash: fill(32),
    messageKey: fill(32),
    sequence: n,
    receipt: fill(9),
  } as const;
  const files = { kind: 'announces', files: [{ place: 1, envelope: idBytes, sealedBytes: SEALED_BYTES }] } as const;
  await store.write(
    { event: 'message.received', body: {} },
    { name: 'receive-message', args: { kept, clocks: {}, files } },
  );
}
