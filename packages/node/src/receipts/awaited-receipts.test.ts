// SPDX-License-Identifier: Apache-2.0
// When a receipt is fetched by itself, and when no more.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { IimsError } from '@iims/wire/errors';
import type { QueryId, StateCode } from '@iims/wire/identifiers';
import { AwaitedReceipts } from './awaited-receipts.ts';

const QUERY = '01890000-0000-7000-8000-000000000000' as QueryId;
const UKR = 'UKR' as StateCode;
const AZE = 'AZE' as StateCode;

it('a receipt is fetched until it is witnessed, also after a partner was silent', async () => {
  const asked: StateCode[] = [];
  const standings: (boolean | IimsError)[] = [
    new IimsError('partner.busy', { message: 'The partner is busy.' }),
    false,
    true,
    true,
  ];
  const fetchOne = async (_query: QueryId, state: StateCode): Promise<boolean> => {
    asked.push(state);
    const next = standings.shift()!;
    if (next instanceof IimsError) throw next;
    return next;
  };
  const receipts = new AwaitedReceipts({ fetchOne, pace: [1, 1, 1, 1], restMs: 1 });
  receipts.wanted(QUERY, [UKR]);
  await until(() => asked.length >= 3);
  assert.deepEqual(asked, [UKR, UKR, UKR]);
  await receipts.stop();
});

it('attempts end with the pace', async () => {
  let count = 0;
  const fetchOne = async (): Promise<boolean> => {
    count += 1;
    return false;
  };
  const receipts = new AwaitedReceipts({ fetchOne, pace: [1, 1], restMs: 1 });
  receipts.wanted(QUERY, [UKR, AZE]);
  await until(() => count >= 4);
  assert.equal(count, 4);
  await receipts.stop();
});

it('nothing begins after the stop, which waits for what is under way', async () => {
  let ended = 0;
  const fetchOne = async (): Promise<boolean> => {
    await setTimeout(50);
    ended += 1;
    return false;
  };
  const receipts = new AwaitedReceipts({ fetchOne, pace: [1, 1], restMs: 1 });
  receipts.wanted(QUERY, [UKR, AZE]);
  await setTimeout(20);
  await receipts.stop();
  assert.equal(ended, 1);
  // What is told of a hit after the stop, by a query that ends with the node.
  receipts.wanted(QUERY, [UKR]);
  await setTimeout(80);
  assert.equal(ended, 1);
});

it('many hits at once are fetched one after the other, with a rest between two', async () => {
  const begun: number[] = [];
  const fetchOne = async () => {
    begun.push(performance.now());
    return true as const;
  };
  const receipts = new AwaitedReceipts({ fetchOne, pace: [1], restMs: 40 });
  for (let i = 0; i < 20; i++) receipts.wanted(QUERY, [UKR]);
  await until(() => begun.length >= 4);
  await receipts.stop();
  assert.ok(begun.length >= 4);
  const rests = begun.slice(1).map((at, i) => at - begun[i]!);
  // A timer may be early by the fraction of a millisecond.
  assert.ok(Math.min(...rests) > 38, rests.join());
});

/** Until it holds, or ten seconds are over; and a moment longer, in which too much would show. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !holds(); turn += 1) await setTimeout(10);
  await setTimeout(80);
}
