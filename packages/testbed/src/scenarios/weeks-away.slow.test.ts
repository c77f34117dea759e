// SPDX-License-Identifier: Apache-2.0
// A State that had no line for two weeks, by the clock of the nodes: what it was sent meanwhile is told of as not delivered in time,
// goes on being tried, and comes whole and in order when the State is back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { verifyNode } from '@iims/node/audit/verify-node';
import type { MessageDraft } from '@iims/node/messages/send';
import { missingMessages } from '@iims/node/store/inbox';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { DrivenNode } from '../federation/driven-node.ts';
import { GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** When the other's operator writes, in days since the line was cut. */
const WRITES_ON_DAY = [0, 1, 5, 13] as const;
const WRITES_EACH_DAY = 3;
const BACK_AFTER_MS = 14 * DAY_MS + HOUR_MS;

let federation: TestFederation;
const sent: string[] = [];
const started: DrivenNode[] = [];

before(async () => {
  federation = await TestFederation.found({ states: [GEO, UKR] });
});
after(async () => {
  for (const node of started) await node.end();
  await federation.close();
});

describe('a State without a line for two weeks', { timeout: 180_000 }, () => {
  it('is written to, and what it has not taken after half of its time is told of', async () => {
    for (const day of WRITES_ON_DAY) {
      const georgia = await start(GEO, day * DAY_MS);
      for (let n = 0; n < WRITES_EACH_DAY; n += 1) {
        sent.push((await georgia.act({ do: 'send', draft: draft(`Day ${day}, ${n}`) }))!.id);
      }
      await georgia.end();
    }
    const georgia = await start(GEO, BACK_AFTER_MS);
    await until(async () => (await statusOf(georgia, sent[0]!)) === 'undeliverable', 'the first is undeliverable');
    assert.equal(await statusOf(georgia, sent.at(-1)!), 'stored', 'of the later ones half of the time has not passed');
    await georgia.end();
  });

  it('has everything when it is back, once and in order, and its sender holds the receipts', async () => {
    const nodes = await Promise.all([start(GEO, BACK_AFTER_MS), start(UKR, BACK_AFTER_MS)]);
    await until(async () => (await statusOf(nodes[0]!, sent.at(-1)!)) === 'received', 'the last is received');
    for (const id of sent) assert.equal(await statusOf(nodes[0]!, id), 'received');
    await Promise.all(nodes.map((node) => node.end()));

    const received = await federation.entries(UKR, 'message.received');
    assert.deepEqual(
      received.map(({ body }) => body.messageId),
      sent,
    );
    assert.deepEqual(await federation.readStore(UKR, missingMessages), []);
    for (const state of [GEO, UKR]) {
      assert.equal((await verifyNode({ directory: federation.directoryOf(state) })).ok, true, state);
    }
  });
});

async function start(state: StateCode, aheadMs: number): Promise<DrivenNode> {
  const node = (await DrivenNode.start(federation.directoryOf(state), { aheadMs }))!;
  started.push(node);
  return node;
}

async function statusOf(node: DrivenNode, id: string): Promise<string> {
  return (await node.act({ do: 'look', id }))!.status;
}

function draft(text: string): MessageDraft {
  return {
    kind: 'free-message',
    to: [{ state: UKR }],
    caseRef: 'SCENARIO-7',
    urgency: 'routine',
    handling: { code: 'H0' },
    fields: { subject: 'A vehicle', text },
    attachments: [],
  };
}
