// SPDX-License-Identifier: Apache-2.0
// The receipt of a message (spec/message.md): what the receiving node signs, with both keys, before it says that it has the message.
// Receipts that are given together share one signature, as frames do (spec/batch-signature.md).
//
//   receipt = {version: 1, body, batch: proof that the body is in a signed batch}
import {
  type BatchKeys,
  type BatchSigners,
  decodeBatchProof,
  encodeBatchProof,
  LastBatch,
  proveAllInBatch,
  signBatch,
  verifyBatchProof,
} from '@iims/crypto/batch-signature';
import { sha256 } from '@iims/crypto/primitives';
import { lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import type { Random } from '../clock.ts';

/** What a receipt says. Hashes are SHA-256. */
export interface MessageReceipt {
  /** 16 bytes. */
  readonly messageId: Uint8Array;
  readonly sender: StateCode;
  readonly recipient: StateCode;
  /** Of the message among all from this sender to this recipient. */
  readonly sequence: number;
  /** Of the envelope's bytes. */
  readonly envelope: Uint8Array;
  /** Of the header's bytes. */
  readonly header: Uint8Array;
  /** By the recipient's clock, milliseconds since 1970. */
  readonly receivedAt: number;
  /** The commitment of the recipient's entry `message.received`: the leaf by which it is found in the recipient's log. */
  readonly entry: Uint8Array;
  /** Key id of the Ed25519 key of the pair that signed. */
  readonly signer: Uint8Array;
}

/** Signs 1 to `BATCH_FRAMES_MAX` receipts together; gives their bytes in order. */
export async function signReceipts(
  receipts: readonly Omit<MessageReceipt, 'signer'>[],
  { signers, now, random }: { readonly signers: BatchSigners; readonly now: number; readonly random: Random },
): Promise<Uint8Array[]> {
  const bodies = receipts.map((receipt) =>
    encodeCbor({ version: 1, type: RECEIPT_TYPE, ...receipt, signer: signers.ed25519.keyId }),
  );
  const batch = await signBatch({ digests: bodies.map(digestOf), signers, signedAt: now, random });
  const proofs = proveAllInBatch(batch);
  return bodies.map((body, place) => encodeCbor({ version: 1, body, batch: encodeBatchProof(proofs[place]!) }));
}

/**
 * Verifies a receipt by the keys that `keysOf` gives for its recipient and signing key, or refuses to give. `last` is for a caller that
 * verifies many receipts of one answer.
 * @throws IimsError `message.receipt`
 */
export function verifyMessageReceipt(
  bytes: Uint8Array,
  keysOf: (recipient: StateCode, signer: Uint8Array, receivedAt: number) => BatchKeys | undefined,
  last = new LastBatch(),
): MessageReceipt {
  const { receipt, body, batch } = readMessageReceipt(bytes);
  const keys = keysOf(receipt.recipient, receipt.signer, receipt.receivedAt);
  if (keys === undefined) throw badReceipt('signed by a node of the recipient that the trust list knows');
  try {
    verifyBatchProof(decodeBatchProof(batch), digestOf(body), keys, last);
  } catch (cause) {
    throw badReceipt('both signatures of the recipient cover it', cause);
  }
  return receipt;
}

/** What a receipt says of itself: nothing of it is verified. @throws IimsError `message.receipt` */
export function readMessageReceipt(bytes: Uint8Array): {
  readonly receipt: MessageReceipt;
  readonly body: Uint8Array;
  readonly batch: Uint8Array;
} {
  if (bytes.length > RECEIPT_BYTES_MAX) throw badReceipt(`at most ${RECEIPT_BYTES_MAX} bytes`);
  const { version, body, batch, ...others } = mapOf(bytes);
  if (version !== 1 || !(body instanceof Uint8Array) || !(batch instanceof Uint8Array) || hasFields(others)) {
    throw badReceipt('version 1, body and batch');
  }
  return { receipt: readBody(body), body, batch };
}

function readBody(bytes: Uint8Array): MessageReceipt {
  const {
    version,
    type,
    messageId,
    sender,
    recipient,
    sequence,
    envelope,
    header,
    receivedAt,
    entry,
    signer,
    ...others
  } = mapOf(bytes);
  if (version !== 1 || type !== RECEIPT_TYPE || hasFields(others)) throw badReceipt(`version 1 of ${RECEIPT_TYPE}`);
  if (!isState(sender) || !isState(recipient) || sender === recipient) throw badReceipt('two States');
  if (!isWhole(sequence) || sequence < 1 || !isWhole(receivedAt))
    throw badReceipt('a number of the sequence and a time');
  const hashes = { envelope, header, entry, signer };
  const isWholeReceipt = isBytes(messageId, 16) && Object.values(hashes).every((hash) => isBytes(hash, 32));
  if (!isWholeReceipt) throw badReceipt('an id of 16 bytes and hashes of 32');
  return {
    messageId,
    sender,
    recipient,
    sequence,
    receivedAt,
    ...(hashes as Pick<MessageReceipt, keyof typeof hashes>),
  };
}

/** What the batch signs of a receipt: no frame has these bytes. */
function digestOf(body: Uint8Array): Uint8Array {
  return sha256(lengthPrefixed(RECEIPT_LABEL, body));
}

function mapOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    throw badReceipt('deterministic CBOR (RFC 8949, 4.2)', cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)) {
    return value as Record<string, unknown>;
  }
  throw badReceipt('a map');
}

function isState(value: unknown): value is StateCode {
  return typeof value === 'string' && isStateCode(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isBytes(value: unknown, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length;
}

function hasFields(value: object): boolean {
  return Object.keys(value).length > 0;
}

export function badReceipt(rule: string, cause?: unknown): IimsError {
  return new IimsError('message.receipt', { message: 'The receipt of the message does not hold.', rule, cause });
}

/** Body, proof of a batch of 64, and what frames them: some 4 KiB. */
export const RECEIPT_BYTES_MAX = 6_144;
const RECEIPT_TYPE = 'iims/message-receipt/1';
const RECEIPT_LABEL = utf8('iims/message-receipt');
