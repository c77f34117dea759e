// SPDX-License-Identifier: Apache-2.0
// Either node is killed on a message's way, where something is durable and the other does not know: what was acknowledged arrives, once, in order, and its receipt is held.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { verifyNode } from '@iims/node/audit/verify-node';
import type { MessageDraft } from '@iims/node/messages/send';
import { missingMessages } from '@iims/node/store/inbox';
import { listMessages } from '@iims/node/store/messages';
import { deliveriesOf } from '@iims/node/store/outbox';
import type { StateCode } from '@iims/wire/identifiers';
import type { Deed, Told } from '../federation/node-process.ts';
import { GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const MESSAGES_EACH = 6;
let federation: TestFederation;
const running = new Map<StateCode, ChildProcess>();
const acknowledged: string[] = [];

before(async () => {
  federation = await TestFederation.found({ states: [GEO, UKR] });
});
after(async () => {
  for (const child of running.values()) child.kill('SIGKILL');
  await federation.close();
});

describe('messages between nodes that are killed', { timeout: 240_000 }, () => {
  it('are sent again until all have their receipts', async () => {
    await start(UKR, 'after:receive-message');
    // After the outbox is durable, before anything leaves and before the sender is told.
    await start(GEO, 'after:send-message');
    await sendSome();
    await died(GEO);
    await start(GEO, 'before:take-message-receipt');
    await sendSome();
    // After the inbox is durable, before the answer.
    await died(UKR);
    await start(UKR);
    // After the answer, before the receipt is kept.
    await died(GEO);
    await start(GEO);
    await settled();
  });

  it('and arrived once and in order, as stores and logs of both show', async () => {
    for (const state of [GEO, UKR]) await kill(state);
    const received = await federation.entries(UKR, 'message.received');
    const ids = received.map(({ body }) => body.messageId);
    assert.deepEqual(new Set(ids).size, ids.length, 'none twice');
    assert.deepEqual(
      received.map(({ body }) => body.sequence),
      ids.map((_, n) => n + 1),
      'in order, without a gap',
    );
    for (const id of acknowledged) assert.ok(ids.includes(id), 'none lost');
    const stored = await federation.entries(GEO, 'message.stored');
    assert.deepEqual(
      ids,
      stored.map(({ body }) => body.messageId),
    );
    assert.equal((await federation.entries(GEO, 'message.receipted')).length, ids.length);

    assert.deepEqual(await federation.readStore(UKR, missingMessages), []);
    await federation.readStore(GEO, async (reader) => {
      for (const { id } of await listMessages(reader, { limit: 1_000 })) {
        const [delivery] = await deliveriesOf(reader, id);
        assert.ok(delivery!.status === 'received' && delivery!.receipt !== undefined);
      }
    });
    for (const state of [GEO, UKR]) {
      assert.equal((await verifyNode({ directory: federation.directoryOf(state) })).ok, true, state);
    }
  });
});

/** Sends one after another until enough are acknowledged, or the node is no more. */
async function sendSome(): Promise<void> {
  const child = running.get(GEO)!;
  const gone = once(child, 'exit');
  for (let n = 0; n < MESSAGES_EACH && !isDead(child) && child.connected; n += 1) {
    child.send({ do: 'send', draft: draft(n) } satisfies Deed);
    const [told] = (await Promise.race([once(child, 'message'), gone])) as [unknown];
    if (!isTold(told)) return;
    acknowledged.push(told.id);
  }
}

/** Until the sender holds a receipt for all that it acknowledged. */
async function settled(): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const stored = (await federation.entries(GEO, 'message.stored')).length;
    if ((await federation.entries(GEO, 'message.receipted')).length === stored) return;
    await setTimeout(100);
  }
  assert.fail('all is receipted within a minute');
}

async function start(state: StateCode, crash?: string): Promise<void> {
  const child = spawn(process.execPath, [NODE_PROCESS, federation.directoryOf(state), ...(crash ? [crash] : [])], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  running.set(state, child);
  const [said] = await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
  assert.equal(String(said), 'ready\n');
}

async function kill(state: StateCode): Promise<void> {
  running.get(state)?.kill('SIGKILL');
  await died(state);
}

async function died(state: StateCode): Promise<void> {
  const child = running.get(state)!;
  if (!isDead(child)) await once(child, 'exit');
}

function isDead({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function isTold(said: unknown): said is Told {
  return typeof said === 'object' && said !== null && 'id' in said;
}

function draft(n: number): MessageDraft {
  return {
    kind: 'free-message',
    to: [{ state: UKR }],
    caseRef: 'SCENARIO-5',
    urgency: 'routine',
    handling: { code: 'H0' },
    fields: { subject: 'A vehicle', text: `Number ${n}` },
    attachments: [],
  };
}

const NODE_PROCESS = fileURLToPath(new URL('../federation/node-process.ts', import.meta.url));
