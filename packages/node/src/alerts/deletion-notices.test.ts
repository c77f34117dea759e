// SPDX-License-Identifier: Apache-2.0
// Notices of alerts that have ended: each State hears once of each, whenever the node dies, and nobody waits for a State that is away.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemRandom } from '../clock.ts';
import { countEntries } from '../store/entries.ts';
import { shownMark } from '../store/shown-alerts.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { ShownToPartner } from '../store/staging/note-shown.ts';
import type { Store } from '../store/store.ts';
import { listTold } from '../store/told-alerts.ts';
import { DeletionNotices } from './deletion-notices.ts';
import type { NodeVoice } from './node-voice.ts';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'iims-notices-'));
after(() => rmSync(folder, { recursive: true }));
let stores = 0;
let store: Store;
let now = 0;
/** What was said: State and alerts of each notice. */
let said: string[] = [];
let suspended = new Set<string>();

beforeEach(async () => {
  stores += 1;
  said = [];
  suspended = new Set();
  now = 1_000_000;
  const path = join(folder, `${stores}.db`);
  store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: () => now, random: systemRandom });
});
afterEach(() => store.close());

/** Stores the message as the road does, without its seal. */
const voice: NodeVoice = {
  async say({ kind, to, caseRef, fields }) {
    if (suspended.has(to)) throw new IimsError('partner.suspended', { message: 'suspended', field: 'to' });
    said.push(`${to} ${fields.alerts.map(({ alertId }) => alertId).join(' ')}`);
    const id = uuidV7(now, systemRandom(10));
    const own = 'GEO' as StateCode;
    const kept = {
      direction: 'out',
      id: uuidToBytes(id),
      state: own,
      status: 'stored',
      message: {
        version: 1,
        id,
        kind,
        from: { state: own },
        to: [{ state: to }],
        caseRef,
        urgency: 'routine',
        sentAt: now,
        author: 'node',
        handling: { code: 'H0' },
      },
      expiresAt: now + 28 * DAY_MS,
      exercise: false,
      signer: { keyId: new Uint8Array(32), ed25519: new Uint8Array(32), mldsa65: new Uint8Array(1_952) },
      envelope: new Uint8Array(100),
      envelopeHash: new Uint8Array(32),
      messageKey: new Uint8Array(32),
    } as const;
    const args = { kept, to: [to], raiseAt: now + DAY_MS, clocks: {} };
    await store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args });
  },
};
const notices = (from: Pick<Store, 'reader' | 'stage'> = store) =>
  new DeletionNotices({
    store: from as Store,
    voice,
    clock: { now: () => now },
    random: systemRandom,
    onConfirmed: () => undefined,
  });
const look = (one = notices()) => one.look(() => false);

/** No register holds them, so that they have ended when they are noted. */
async function tell(state: string, ...alertIds: string[]): Promise<void> {
  await store.write({ event: 'node.started', body: {} });
  const [from, to] = [await shownMark(store.reader), await countEntries(store.reader)];
  const toPartners: ShownToPartner[] = alertIds.map((alertId) => ({
    ...{ state, register: 'docs', alertId },
    ...{ queryId: 'q', atMs: now },
  }));
  await store.stage({ name: 'note-shown', args: { from, to, toPartners, toOfficers: [], metCovert: [] } });
}

describe('notices of alerts that have ended', () => {
  it('go once to each State that was told, and to no other', async () => {
    await tell('UKR', 'A', 'B');
    await tell('MDA', 'B');
    await look();
    await look();
    assert.deepEqual(said.map((one) => one.split(' ').sort().join(' ')).sort(), ['A B UKR', 'B MDA']);
  });

  it('are said once wherever the node dies between planning, saying and noting', async () => {
    for (const dies of ['plan-notice', 'note-notice'] as const) {
      await tell('UKR', `before ${dies}`, `with ${dies}`);
      const dying = {
        reader: store.reader,
        stage: async (staging: Parameters<Store['stage']>[0]) => {
          const done = staging.name === 'plan-notice' ? await store.stage(staging) : undefined;
          if (staging.name === dies) throw new Error('killed');
          return done ?? store.stage(staging);
        },
      } as unknown as Store;
      await assert.rejects(look(notices(dying)), { message: 'killed' });
      await look();
      await look();
    }
    assert.equal(said.length, 2);
  });

  it('wait for a State to which nothing can be sent, and keep no other waiting', async () => {
    suspended.add('AZE');
    await tell('AZE', 'A');
    await tell('UKR', 'A');
    for (let i = 0; i < 3; i += 1) await look();
    await tell('AZE', 'B');
    await look();
    assert.deepEqual(said, ['UKR A']);
    suspended.clear();
    await look();
    await look();
    assert.deepEqual(said, ['UKR A', 'AZE A', 'AZE B']);
  });

  it('are said again when they expired unanswered, and not before', async () => {
    await tell('UKR', 'A');
    await look();
    now += 28 * DAY_MS;
    await look();
    assert.equal(said.length, 1);
    now += 1;
    await look();
    assert.deepEqual(said, ['UKR A', 'UKR A']);
    const [told] = await listTold(store.reader, 'docs', 'A');
    assert.equal(told!.notice!.sentAt, now);
  });

  it('write nothing while there is nothing to say', async () => {
    const stagings: string[] = [];
    const watched = { reader: store.reader, stage: async ({ name }: { name: string }) => stagings.push(name) };
    await look(notices(watched as unknown as Store));
    assert.deepEqual(stagings, []);
  });
});
