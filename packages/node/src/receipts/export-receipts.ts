// SPDX-License-Identifier: Apache-2.0
// The receipts of a query as files: of every partner that answered, or of one. Taking them out is an entry.
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { QueryId, StateCode } from '@iims/wire/identifiers';
import type { Store } from '../store/store.ts';
import { composeReceipt } from './compose-receipt.ts';
import { noReceipt, readHeldReceipts } from './held-receipts.ts';
import type { ReceiptArchive } from './receipt-archive.ts';
import type { ReceiptStanding } from './verify-logged-entry.ts';

export interface Exporting {
  readonly store: Pick<Store, 'reader' | 'write'>;
  readonly archive: () => Promise<ReceiptArchive>;
  /** Fetches a better receipt where there is one to be had; a command beside the node has no partners to ask. */
  readonly improve?: (queryId: QueryId, state: StateCode) => Promise<unknown>;
  /** The same of what a State's node signed about a message. */
  readonly improveSigned?: (messageId: string, state: StateCode) => Promise<unknown>;
}

export interface ReceiptsToExport {
  readonly queryId: QueryId;
  /** One partner's alone. */
  readonly state?: StateCode;
  /** Who takes them, for the entry. */
  readonly by: string;
}

export interface ExportedReceipt {
  readonly state: StateCode;
  readonly standing: ReceiptStanding;
  readonly file: Uint8Array;
}

/** What verifies, and the names of what does not, with the reason: one revoked key keeps back no other State's receipt. */
export interface Exported<One> {
  readonly receipts: readonly One[];
  readonly unverified: readonly UnverifiedReceipt[];
}

export interface UnverifiedReceipt {
  readonly state: StateCode;
  readonly because: ErrorCode;
}

/**
 * Resolves when the entry is durable.
 * @throws IimsError `receipt.not-found` where there is none, and where none verifies the `receipt.*` of the first
 */
export async function exportReceipts(
  { store, archive, improve }: Exporting,
  { queryId, state, by }: ReceiptsToExport,
): Promise<Exported<ExportedReceipt>> {
  const readWanted = async () =>
    (await readHeldReceipts(store.reader, queryId)).filter((held) => state === undefined || held.state === state);
  const lacking = (await readWanted()).filter(({ standing }) => standing !== 'witnessed');
  if (improve) await Promise.all(lacking.map((held) => improve(queryId, held.state).catch(ignoreKnownFault)));
  const known = await archive();
  const held = await readWanted();
  if (held.length === 0) throw noReceipt();
  const exported = composeEach(held, (one) => {
    const { file, verified } = composeReceipt(known, one.parts);
    return { state: one.state, standing: verified.standing, file };
  });
  await store.write({ event: 'receipt.exported', body: { queryId, by, ...statesOf(exported) } });
  return exported;
}

/** @throws IimsError where there are some and none verifies */
export function composeEach<Of extends { readonly state: StateCode }, One>(
  held: readonly Of[],
  compose: (one: Of) => One,
): Exported<One> {
  const receipts: One[] = [];
  const unverified: UnverifiedReceipt[] = [];
  let first: IimsError | undefined;
  for (const one of held) {
    try {
      receipts.push(compose(one));
    } catch (fault) {
      if (!(fault instanceof IimsError) || !fault.code.startsWith('receipt.')) throw fault;
      first ??= fault;
      unverified.push({ state: one.state, because: fault.code });
    }
  }
  if (first !== undefined && receipts.length === 0) throw first;
  return { receipts, unverified };
}

/** For the entry: whose receipts left the node, and whose verify no more. */
export function statesOf({ receipts, unverified }: Exported<{ readonly state: StateCode }>) {
  const states = receipts.map(({ state }) => state);
  return unverified.length === 0 ? { states } : { states, unverified: unverified.map(({ state }) => state) };
}

/** A partner that gives nothing leaves what is held. */
export function ignoreKnownFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}
