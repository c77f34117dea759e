// SPDX-License-Identifier: Apache-2.0
// The receipts of a query as files: of every partner that answered, or of one. Taking them out is an entry.
import { IimsError } from '@iims/wire/errors';
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

/** Resolves when the entry is durable. @throws IimsError `receipt.not-found` where there is none */
export async function exportReceipts(
  { store, archive, improve }: Exporting,
  { queryId, state, by }: ReceiptsToExport,
): Promise<ExportedReceipt[]> {
  const readWanted = async () =>
    (await readHeldReceipts(store.reader, queryId)).filter((held) => state === undefined || held.state === state);
  const lacking = (await readWanted()).filter(({ standing }) => standing !== 'witnessed');
  if (improve) await Promise.all(lacking.map((held) => improve(queryId, held.state).catch(ignoreKnownFault)));
  const known = await archive();
  const exported = (await readWanted()).map((held) => {
    const { file, verified } = composeReceipt(known, held.parts);
    return { state: held.state, standing: verified.standing, file };
  });
  if (exported.length === 0) throw noReceipt();
  const states = exported.map((receipt) => receipt.state);
  await store.write({ event: 'receipt.exported', body: { queryId, by, states } });
  return exported;
}

/** A partner that gives nothing leaves what is held. */
function ignoreKnownFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}
