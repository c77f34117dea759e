// SPDX-License-Identifier: Apache-2.0
// A node is killed between a hit and its receipt: the receipt comes by itself all the same, after the node has started again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { StateCode } from '@iims/wire/identifiers';
import { DrivenNode } from '../federation/driven-node.ts';
import { stolenPassport } from '../federation/stolen-passport.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const MDA = 'MDA' as StateCode;
let federation: TestFederation;
let georgia: DrivenNode;

before(async () => {
  federation = await TestFederation.found({
    states: [GEO, UKR, AZE, MDA],
    alerts: { UKR: [stolenPassport('REC123456')] },
  });
  georgia = await startProcess();
  await federation.start(UKR, AZE, MDA);
});
after(async () => {
  await georgia.kill();
  await federation.close();
});

describe('a node that is killed after a hit', { timeout: 400_000 }, () => {
  it('fetches the receipt of the hit when it has started again, and of the hit alone', async () => {
    const { verdict, queryId } = await federation.ask(GEO, 'UTO REC123456');
    assert.equal(verdict, 'hit');
    await georgia.kill();
    georgia = await startProcess();
    for (let tries = 0; tries < 300 && !(await fetched()).includes(`${queryId} UKR witnessed`); tries += 1)
      await setTimeout(1_000);
    const receipts = await fetched();
    assert.ok(receipts.includes(`${queryId} UKR witnessed`), receipts.join());
    assert.ok(receipts.every((receipt) => receipt.startsWith(`${queryId} UKR `)));
  });
});

/** Query, State and standing of each receipt that was fetched. */
async function fetched(): Promise<string[]> {
  const entries = await federation.entries(GEO, 'receipt.fetched');
  return entries.map(({ body }) => `${body.queryId} ${body.state} ${body.standing}`);
}

async function startProcess(): Promise<DrivenNode> {
  const node = await DrivenNode.start(federation.directoryOf(GEO));
  assert.ok(node, 'it serves');
  return node;
}
