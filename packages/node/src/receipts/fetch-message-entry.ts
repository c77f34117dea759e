// SPDX-License-Identifier: Apache-2.0
// Fetches the entry behind what a partner's node signed about a message, when somebody takes its receipt out: verifies it as a court
// would, and keeps it (spec/receipt.md, 29).
import { parseProofFile } from '@iims/tlog/proof-file';
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { MESSAGE_RECEIPTS_PATH } from '../partner/edge-paths.ts';
import { messageRow } from '../store/messages.ts';
import { withoutStrangers } from './compose-receipt.ts';
import { askForReceipt, type Fetching } from './fetch-receipt.ts';
import { checkpointToKeep, findHeldSigned, noSignedReceipt, packEntry } from './held-signed-receipts.ts';
import { encodeEntryRequest } from './receipt-exchange.ts';
import type { ReceiptStanding } from './verify-logged-entry.ts';
import { verifySignedParts } from './verify-signed-receipt.ts';

/**
 * Asks the State for its entry, unless what is kept is witnessed, and keeps it if it verifies and stands better.
 * @throws IimsError `receipt.not-found` (nothing to prove is kept), `receipt.*` (what was given does not hold), `partner.*`
 */
export async function fetchMessageEntry(node: Fetching, messageId: string, state: StateCode): Promise<ReceiptStanding> {
  const held = await findHeldSigned(node.store.reader, messageId, state);
  if (held === undefined) throw noSignedReceipt();
  if (held.standing === 'witnessed') return held.standing;
  const { trust } = await node.archive();
  const request = encodeEntryRequest({ messageId: uuidToBytes(messageId) });
  const { batch: _none, ...given } = await askForReceipt(node.call, state, MESSAGE_RECEIPTS_PATH, request);
  const logged = withoutStrangers(trust, given, state);
  const { standing, log } = verifySignedParts(trust, { ...held.parts, logged }).verified;
  if (standing === held.standing) return standing;
  const { no } = await messageRow(node.store.reader, messageId);
  const { index, path, checkpoint } = parseProofFile(logged.proof);
  await node.store.write(
    { event: 'receipt.fetched', body: { messageId, state, index: log!.index, standing } },
    {
      name: 'keep-entry-proofs',
      args: {
        state,
        standing,
        checkpoint: checkpointToKeep(checkpoint),
        entries: [{ no, content: packEntry({ ...logged, index, path }) }],
        asked: standing === 'witnessed' ? [{ no }] : [],
      },
    },
  );
  return standing;
}
