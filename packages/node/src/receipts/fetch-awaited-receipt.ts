// SPDX-License-Identifier: Apache-2.0
// Fetches the receipt of a hit that is awaited of one partner the longest, verifies it as a court would, and says when it is asked for
// again (spec/receipt.md, 18 and 29a).
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import { type QueryId, type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import { againAt, EARLY_FOR_MS } from '../store/awaited-entries.ts';
import { type AwaitedReceipt, dueReceipts } from '../store/awaited-receipts.ts';
import type { FetchedEntries } from './awaited-entries.ts';
import { type Fetching, fetchReceipt } from './fetch-receipt.ts';

/**
 * One exchange. Resolves when what came of it is durable.
 * @throws IimsError `partner.*` where the partner gives no answer, `store.*`
 */
export async function fetchAwaitedReceipt(
  node: Fetching & { readonly clock: Pick<Clock, 'now'> },
  state: StateCode,
): Promise<FetchedEntries> {
  const now = node.clock.now();
  const [due] = await dueReceipts(node.store.reader, state, { now, limit: 1 });
  if (due === undefined) return { asked: 0, early: 0 };
  const queryId = uuidFromBytes(due.queryId) as QueryId;
  const asked = againAt(due, now);
  try {
    await fetchReceipt(node, queryId, state, asked);
  } catch (fault) {
    const code = whyWithheld(fault, due, now);
    if (code === undefined) throw fault;
    // Nothing is kept any more of what it would prove.
    const settled = code === 'receipt.not-found' ? {} : asked;
    await node.store.write(
      { event: 'receipt.withheld', body: { state, queryId, codes: [code] } },
      { name: 'note-receipt-withheld', args: { queryId: due.queryId, state, asked: settled } },
    );
  }
  return { asked: 1, early: 0 };
}

/** Undefined where the partner gave no answer, or has not published the entry yet: that is no attempt. */
function whyWithheld(fault: unknown, { dueAt }: AwaitedReceipt, now: number): ErrorCode | undefined {
  if (!(fault instanceof IimsError)) return undefined;
  const { code } = fault;
  if (code === 'partner.busy') return now - dueAt >= EARLY_FOR_MS ? code : undefined;
  return code !== 'partner.refused' && NO_ANSWER.test(code) ? undefined : code;
}

/** Of the line, the own store, keys and trust folder. */
const NO_ANSWER = /^(?:partner|store|keys|key|frame|trust)\./;
