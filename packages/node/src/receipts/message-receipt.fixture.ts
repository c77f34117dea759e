// SPDX-License-Identifier: Apache-2.0
// The receipt of a message that Ukraine received from Georgia, made from nothing but keys. Tests change its parts.
import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '@iims/crypto/primitives';
import { assert } from '@iims/wire/assert';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { uuidToBytes } from '@iims/wire/identifiers';
import { signReceipts } from '../messages/receipt.ts';
import { countingRandom, foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import type { FoundedFederation } from '../trust/found.ts';
import { formatMessageReceipt, type MessageReceiptFile, parseMessageReceiptFile } from './message-receipt-file.ts';
import { documentOf, ANSWERED_AT as RECEIVED_AT } from './receipt.fixture.ts';
import { ReceiptTrust } from './receipt-trust.ts';
import { verifyMessageReceipt, verifyReceiptOfMessage } from './verify-message-receipt.ts';

export { RECEIVED_AT };
export const MESSAGE_ID = '0199b3a2-5c00-7000-8000-00000000b001';

export interface MadeMessageReceipt {
  readonly founded: FoundedFederation;
  readonly parts: MessageReceiptFile;
  readonly file: Uint8Array;
  readonly rootOfTrust: Uint8Array;
}

/** What of the story goes otherwise than it should. */
export interface MessageReceiptChanges {
  readonly sender?: StateCode;
  readonly recipient?: StateCode;
  readonly receivedAt?: number;
  readonly signedBy?: StateCode;
  readonly documentsOf?: readonly StateCode[];
}

export async function makeMessageReceipt(changes: MessageReceiptChanges = {}): Promise<MadeMessageReceipt> {
  const { sender = GEO, recipient = UKR, receivedAt = RECEIVED_AT, signedBy = UKR, documentsOf = [UKR] } = changes;
  founded ??= foundedForTests(RECEIVED_AT - 86_400_000, 'demo-message-receipts');
  const random = countingRandom('message receipt');
  const said = {
    messageId: uuidToBytes(MESSAGE_ID),
    sender,
    recipient,
    sequence: 7,
    envelope: sha256(utf8('the envelope')),
    header: sha256(utf8('its header')),
    receivedAt,
    entry: sha256(utf8('the entry')),
  };
  const neighbour = { ...said, sequence: 8 };
  const signers = founded.states.get(signedBy)!.keys.signing[0]!;
  const given = await signReceipts([neighbour, said, neighbour], { signers, now: receivedAt, random });
  const parts = {
    receipt: given[1]!,
    documents: documentsOf.map((state) => documentOf(founded!, state)),
    roots: [],
  };
  return { founded, parts, file: formatMessageReceipt(parts), rootOfTrust: founded.rootFile };
}

/** Which of these bytes can be flipped so that the file still verifies. */
export function flipsOfMessageReceipt({ file, rootOfTrust }: MadeMessageReceipt, places: Iterable<number>): number[] {
  const good = parseMessageReceiptFile(file);
  const trust = ReceiptTrust.of(rootOfTrust, good, []);
  const passed: number[] = [];
  for (const place of places) {
    const flipped = file.slice();
    flipped[place]! ^= 1 << (place % 8);
    try {
      const { documents, roots, receipt } = parseMessageReceiptFile(flipped);
      // Documents that are the same are not verified again.
      const isSame = isDeepStrictEqual([documents, roots], [good.documents, good.roots]);
      if (isSame) verifyReceiptOfMessage(trust, receipt);
      else verifyMessageReceipt({ file: flipped, rootOfTrust });
      passed.push(place);
    } catch (fault) {
      assert(fault instanceof IimsError && fault.code.startsWith('receipt.'), `a fault of receipts: ${fault}`);
    }
  }
  return passed;
}

/** Founded once: making its keys takes longer than all else. */
let founded: FoundedFederation | undefined;
