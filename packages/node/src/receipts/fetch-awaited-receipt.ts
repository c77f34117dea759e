// SPDX-License-Identifier: Apache-2.0
// Fetches the receipt of a hit that is awaited of one partner the longest, verifies it as a court would, and says when it is asked for
// again; one that the partner does not give yet holds back no other (spec/receipt.md, 18 and 29a).
import { toHex } from '@iims/wire/bytes';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import { type QueryId, type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import { againAt, EARLY_FOR_MS } from '../store/awaited-entries.ts';
import { type AwaitedReceipt, dueReceipts } from '../store/awaited-receipts.ts';
import type { FetchedEntries } from './awaited-entries.ts';
import { type Fetching, fetchReceipt } from './fetch-receipt.ts';
import { LastCheckpoints } from './verify-logged-entry.ts';

/** What one partner did not give yet, as long as the node runs. */
export class LeftReceipts {
  /** Ids of queries in hexadecimal, the one that was asked for longest ago first. */
  readonly ids = new Set<string>();
  /** Whether its last answer gave none: then it may be the partner that is busy, and not one receipt that is not to be had. */
  isBusy = false;
  readonly last = new LastCheckpoints();
}

/**
 * One exchange. Resolves when what came of it is durable.
 * @throws IimsError `partner.*` where the partner gives no answer, `store.*`
 */
export async function fetchAwaitedReceipt(
  node: Fetching & { readonly clock: Pick<Clock, 'now'> },
  state: StateCode,
  left = new LeftReceipts(),
): Promise<FetchedEntries> {
  const now = node.clock.now();
  // At most so many of them were left, so one that was not is among them, if there is any; and another beside it.
  const limit = left.ids.size + 2;
  const allDue = await dueReceipts(node.store.reader, state, { now, limit });
  if (allDue.length < limit) forgetSettled(left, allDue);
  const due = firstToAsk(left, allDue);
  if (due === undefined) return { asked: 0, early: 0 };
  const id = toHex(due.queryId);
  const queryId = uuidFromBytes(due.queryId) as QueryId;
  const asked = againAt(due, now);
  try {
    await fetchReceipt({ ...node, last: left.last }, queryId, state, asked);
  } catch (fault) {
    const code = whyWithheld(fault, due, now);
    if (code === undefined) {
      if (!(fault instanceof IimsError) || fault.code !== 'partner.busy') throw fault;
      const others = allDue.filter((one) => one !== due && !left.ids.has(toHex(one.queryId)));
      // A second one that was not given tells of the partner; the same one again, or the only one, tells nothing.
      const isPartnerBusy = left.isBusy && !left.ids.has(id);
      leave(left, id);
      if (isPartnerBusy) throw fault;
      return { asked: 1, early: 1, isHeld: others.length === 0 };
    }
    // Nothing is kept any more of what it would prove.
    const settled = code === 'receipt.not-found' ? {} : asked;
    await node.store.write(
      { event: 'receipt.withheld', body: { state, queryId, codes: [code] } },
      { name: 'note-receipt-withheld', args: { queryId: due.queryId, state, asked: settled } },
    );
  }
  left.ids.delete(id);
  left.isBusy = false;
  return { asked: 1, early: 0 };
}

/** The longest awaited of those that were not left; where all were, the one that was left first. */
function firstToAsk({ ids }: LeftReceipts, due: readonly AwaitedReceipt[]): AwaitedReceipt | undefined {
  const byId = new Map(due.map((one) => [toHex(one.queryId), one]));
  const fresh = [...byId].find(([id]) => !ids.has(id))?.[1];
  const [again] = [...ids].flatMap((id) => byId.get(id) ?? []);
  return fresh ?? again;
}

function leave(left: LeftReceipts, id: string): void {
  left.isBusy = true;
  // As the last of them.
  left.ids.delete(id);
  left.ids.add(id);
  const [first] = left.ids;
  if (left.ids.size > LEFT_MAX) left.ids.delete(first!);
}

/** Somebody took a receipt out meanwhile, or it is not due any more. */
function forgetSettled({ ids }: LeftReceipts, due: readonly AwaitedReceipt[]): void {
  const awaited = new Set(due.map(({ queryId }) => toHex(queryId)));
  for (const id of ids) if (!awaited.has(id)) ids.delete(id);
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
/** Of one partner; some hundred kilobytes. */
const LEFT_MAX = 4_096;
