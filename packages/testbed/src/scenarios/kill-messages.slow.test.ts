// SPDX-License-Identifier: Apache-2.0
// Either node is killed on a message's way, where something is durable and the other does not know: what was acknowledged arrives, once, in order, and its receipt is held.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { verifyNode } from '@iims/node/audit/verify-node';
import type { MessageDraft } from '@iims/node/messages/send';
import { missingMessages } from '@iims/node/store/inbox';
import { listMessages } from '@iims/node/store/messages';
import { deliveriesOf } from '@iims/node/store/outbox';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { DrivenNode } from '../federation/driven-node.ts';
import { GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const MESSAGES_EACH = 6;
let federation: TestFederation;
const running = new Map<StateCode, DrivenNode>();
const acknowledged: string[] = [];

before(async () => {
  federation = await TestFederation.found({ states: [GEO, UKR] });
});
after(async () => {
  for (const node of running.values()) await node.kill();
  await federation.close();
});

describe('messages between nodes that are killed', { timeout: 240_000 }, () => {
  it('are sent again until all have their receipts', async () => {
    await start(UKR, 'after:receive-message');
    // After the outbox is durable, before anything leaves and before the sender is told.
    await start(GEO, 'after:send-message');
    await sendSome();
    await running.get(GEO)!.died();
    await start(GEO, 'before:take-message-receipt');
    await sendSome();
    // After the inbox is durable, before the answer.
    await running.get(UKR)!.died();
    await start(UKR);
    // After the answer, before the receipt is kept.
    await running.get(GEO)!.died();
    await start(GEO);
    await settled();
  });

  it('and arrived once and in order, as stores and logs of both show', async () => {
    for (const state of [GEO, UKR]) await running.get(state)!.kill();
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
  for (let n = 0; n < MESSAGES_EACH; n += 1) {
    const told = await running.get(GEO)!.act({ do: 'send', draft: draft(n) });
    if (told === undefined) return;
    acknowledged.push(told.id);
  }
}

/** Until the sender holds a receipt for all that it acknowledged. */
async function settled(): Promise<void> {
  await until(async () => {
    const stored = (await federation.entries(GEO, 'message.stored')).length;
    return (await federation.entries(GEO, 'message.receipted')).length === stored;
  }, 'the sender holds a receipt for each message');
}

async function start(state: StateCode, crash?: string): Promise<void> {
  const node = await DrivenNode.start(federation.directoryOf(state), crash === undefined ? {} : { crash });
  assert.ok(node, 'it serves');
  running.set(state, node);
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
