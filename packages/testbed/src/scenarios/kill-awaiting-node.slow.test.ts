// SPDX-License-Identifier: Apache-2.0
// A sender is killed between a receipt and the entry behind it, with one partner away: what it holds receipts of is proven by itself all
// the same, after it has started again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findEntryProof } from '@iims/node/store/entry-proofs';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { DrivenNode } from '../federation/driven-node.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

let federation: TestFederation;
const running = new Map<StateCode, DrivenNode>();

before(async () => {
  federation = await TestFederation.found({ states: [GEO, UKR, AZE] });
});
after(async () => {
  for (const node of running.values()) await node.kill();
  await federation.close();
});

describe('a sender that is killed while it awaits entries', { timeout: 400_000 }, () => {
  it('asks for them when it has started again, whatever partner is away', async () => {
    await start(UKR);
    await start(AZE);
    await start(GEO, 'after:take-message-receipt');
    const sent = await running.get(GEO)!.act({ do: 'send', draft: { ...DRAFT, to: [{ state: AZE }] } });
    await until(
      async () => (await running.get(GEO)!.act({ do: 'look', id: sent!.id }))?.status === 'received',
      'Azerbaijan has its own',
    );
    await running.get(AZE)!.kill();
    // Azerbaijan signs no more, so the receipt that Georgia dies behind is Ukraine's.
    for (let n = 0; n < MESSAGES; n += 1) running.get(GEO)!.begin({ do: 'send', draft: DRAFT });
    await running.get(GEO)!.died();
    const before = await federation.entries(GEO, 'message.receipted');
    const [first, ...others] = before.map(({ body }) => body.state);
    assert.equal(first, AZE);
    assert.deepEqual([...new Set(others)], [UKR]);
    await start(GEO);
    await until(async () => (await unprovenOf(UKR)).length === 0, 'all of Ukraine by itself');
    await start(AZE);
    await until(async () => (await unprovenOf(AZE)).length === 0, 'and of Azerbaijan when it is there again');
    const fetched = await federation.entries(GEO, 'receipt.fetched');
    const messages = fetched.flatMap(({ body }) => body.messages as string[]);
    assert.ok(fetched.length < messages.length, 'several in one exchange');
  });
});

/** Messages receipted by this State of which no entry is kept. */
async function unprovenOf(state: StateCode): Promise<string[]> {
  const receipted = (await federation.entries(GEO, 'message.receipted')).filter(({ body }) => body.state === state);
  return federation.readStore(GEO, async (reader) => {
    const lacking: string[] = [];
    for (const { body } of receipted) {
      const id = body.messageId as string;
      if ((await findEntryProof(reader, id, state))?.standing !== 'witnessed') lacking.push(id);
    }
    return lacking;
  });
}

async function start(state: StateCode, crash?: string): Promise<void> {
  const node = await DrivenNode.start(federation.directoryOf(state), {
    isHurried: true,
    ...(crash === undefined ? {} : { crash }),
  });
  assert.ok(node, 'it serves');
  running.set(state, node);
}

const MESSAGES = 12;
const DRAFT = {
  kind: 'free-message',
  to: [{ state: UKR }, { state: AZE }],
  caseRef: 'CASE-9',
  urgency: 'routine',
  handling: { code: 'H0' },
  fields: { subject: 'Sarpi', text: 'Line two is open.' },
  attachments: [],
} as const;
