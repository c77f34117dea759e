// SPDX-License-Identifier: Apache-2.0
// Fetches what a partner gives for a receipt, verifies it as a court would, and keeps it (spec/receipt.md, 15 to 18).
import { IimsError } from '@iims/wire/errors';
import { type QueryId, type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import type { CallPartner } from '../audit/remote-log.ts';
import { RECEIPTS_PATH } from '../partner/edge-paths.ts';
import type { AskedReceipt } from '../store/awaited-receipts.ts';
import type { Store } from '../store/store.ts';
import { withoutStrangers } from './compose-receipt.ts';
import { type HeldReceipt, packContent, readHeldReceipt } from './held-receipts.ts';
import type { ReceiptArchive } from './receipt-archive.ts';
import {
  decodeGivenReceipt,
  encodeReceiptRequest,
  frameHeaderOf,
  GIVEN_BYTES_MAX,
  type GivenReceipt,
} from './receipt-exchange.ts';
import type { LastCheckpoints } from './verify-logged-entry.ts';
import { type VerifiedReceipt, verifyReceiptParts } from './verify-receipt.ts';

export interface Fetching {
  readonly store: Pick<Store, 'reader' | 'write'>;
  readonly call: CallPartner;
  readonly archive: () => Promise<ReceiptArchive>;
  /** The checkpoints under which receipts stood last: those of half a minute share one. */
  readonly last?: LastCheckpoints;
}

/**
 * Asks the State for its part and keeps it, if it verifies and stands better than what is kept. `asked`: by itself, and when it is asked
 * again unless it is witnessed.
 * @throws IimsError `receipt.not-found` (nothing to prove is kept), `receipt.*` (what was given does not hold), `partner.*`
 */
export async function fetchReceipt(
  node: Fetching,
  queryId: QueryId,
  state: StateCode,
  asked?: AskedReceipt,
): Promise<VerifiedReceipt> {
  const held = await readHeldReceipt(node.store.reader, queryId, state);
  const { trust } = await node.archive();
  const { batch, ...given } = await askForReceipt(node.call, state, RECEIPTS_PATH, requestFor(queryId, held));
  const { question, answer, questionBatch } = held.parts;
  const batches = { ...(batch && { batch }), ...(questionBatch && { questionBatch }) };
  const parts = { question, answer, logged: withoutStrangers(trust, given, state), ...batches };
  const verified = verifyReceiptParts(trust, parts, node.last);
  const { standing, entry } = verified;
  if (standing === held.standing && asked === undefined) return verified;
  const content = packContent({ parts, index: held.index, askedIndex: held.askedIndex });
  await node.store.write(
    { event: 'receipt.fetched', body: { queryId, state, index: entry!.index, standing } },
    {
      name: 'keep-receipt',
      args: { queryId: uuidToBytes(queryId), state, standing, content, ...(asked && { asked }) },
    },
  );
  return verified;
}

function requestFor(queryId: QueryId, { parts, index }: HeldReceipt): Uint8Array {
  const { id: frame, createdAt: frameAt } = frameHeaderOf(parts.answer);
  return encodeReceiptRequest({ queryId: uuidToBytes(queryId), frame, frameAt, index });
}

/** What the partner gives; nothing of it is verified. @throws IimsError `receipt.request`, `partner.*` */
export async function askForReceipt(
  call: CallPartner,
  state: StateCode,
  path: string,
  request: Uint8Array,
): Promise<GivenReceipt> {
  const { status, body } = await call(state, { method: 'POST', path, body: request, bytesMax: GIVEN_BYTES_MAX });
  if (status === 200) return decodeGivenReceipt(body);
  throw new IimsError(status === 503 ? 'partner.busy' : 'partner.refused', {
    message: 'The partner gives no receipt.',
    rule: `HTTP status ${status}`,
  });
}
