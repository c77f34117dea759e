// SPDX-License-Identifier: Apache-2.0
// The proof of one item of a frame: shows offline what the sender signed, and nothing of the items beside it.

import { assert } from '@iims/wire/assert';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { FRAME_ITEMS_MAX, type SignedFrame } from './envelope.ts';
import { type Header, parseHeader } from './envelope-header.ts';
import type { VerifyKey } from './keys.ts';
import { inclusionPath, rootFromInclusionPath } from './merkle-tree.ts';
import { type About, decodeMap, itemHash, NONCE_BYTES, parseAbout, signatureInput } from './signed-content.ts';

/** What a proof of one item is made of. */
export interface ItemProofFields {
  /** Exact bytes of the frame's header and description. */
  readonly header: Uint8Array;
  readonly about: Uint8Array;
  readonly index: number;
  /** Items of the frame. */
  readonly count: number;
  /** 32 bytes. */
  readonly nonce: Uint8Array;
  readonly item: Uint8Array;
  /** From the item's sibling up, 32 bytes each. */
  readonly path: readonly Uint8Array[];
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

/** Makes the proof of item `index` of a frame. Neighbours appear only as hashes, which their nonces keep from being guessed. */
export function proveItem(frame: SignedFrame, index: number): Uint8Array {
  const item = frame.items[index];
  assert(item !== undefined, 'the item to prove is one of the frame');
  const hashes = frame.items.map(({ hash }) => hash);
  return encodeItemProof({
    header: frame.headerBytes,
    about: frame.aboutBytes,
    index,
    count: hashes.length,
    nonce: item.nonce,
    item: item.bytes,
    path: inclusionPath(hashes, index),
    signature: frame.signature,
  });
}

/** The proof as deterministic CBOR of `{version, header, about, index, count, nonce, item, path, signature}`. */
export function encodeItemProof(fields: ItemProofFields): Uint8Array {
  return encodeCbor({ version: 1, ...fields });
}

export interface ProvenItem {
  readonly header: Header;
  readonly about: About;
  readonly index: number;
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Salted hash of the item, 32 bytes. */
  readonly hash: Uint8Array;
  /** The bytes that the frame's signature covers. */
  readonly signed: Uint8Array;
}

/**
 * Verifies the proof of one item. Times are not checked: a proof has no expiry; whether the key was trusted when the frame
 * was made, in milliseconds since 1970, is for `verifyKey` to say.
 * @throws IimsError `envelope.item-proof`, `envelope.unknown-sender`; `envelope.header`, `envelope.suite`, `envelope.content`
 *   for a header or description that no frame has
 */
export function verifyItemProof(
  proof: Uint8Array,
  verifyKey: (keyId: Uint8Array, createdAt: number) => VerifyKey | undefined,
): ProvenItem {
  if (proof.length > ITEM_PROOF_BYTES_MAX) throw badProof(`at most ${ITEM_PROOF_BYTES_MAX} bytes`);
  const fields = readProof(proof);
  const header = parseHeader(fields.header);
  const about = parseAbout(fields.about, header.suite);
  if (header.suite !== 'Q1') throw badProof('a frame has suite Q1');
  const senderKey = verifyKey(header.sender, header.createdAt);
  if (senderKey?.algorithm !== 'ed25519') {
    throw new IimsError('envelope.unknown-sender', { message: "The sender's key is not trusted.", field: 'sender' });
  }

  const { index, count } = fields;
  const hash = itemHash({ sender: header.sender, id: header.id, index, count }, fields.nonce, fields.item);
  const root = rootFromInclusionPath({ leafHash: hash, index, size: count, path: fields.path });
  if (root === undefined) throw badProof('the path fits index and count');
  const signed = signatureInput(header, fields.header, fields.about, root);
  if (!senderKey.verify(signed, fields.signature)) throw badProof("the path leads to the sender's signature");
  return { header, about, index, count, bytes: fields.item, hash, signed };
}

function readProof(proof: Uint8Array): ItemProofFields {
  let fields: Record<string, unknown>;
  try {
    fields = decodeMap(proof, 'proof');
  } catch (cause) {
    throw badProof('deterministic CBOR (RFC 8949, 4.2)', cause);
  }
  const { version, index, count, path, ...rest } = fields;
  const names = Object.keys(rest);
  const hasBytes =
    names.length === BYTE_FIELDS.size && names.every((name) => BYTE_FIELDS.has(name) && isBytes(rest[name]));
  if (version !== 1 || !hasBytes) throw badProof('version 1 with exactly the named fields');
  const fits = isCount(index) && isCount(count) && index < count && count <= FRAME_ITEMS_MAX;
  if (!fits || !Array.isArray(path) || !path.every(isBytes)) throw badProof('index, count and path of a frame');
  if ((rest.nonce as Uint8Array).length !== NONCE_BYTES) throw badProof(`a nonce has ${NONCE_BYTES} bytes`);
  return fields as unknown as ItemProofFields;
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function badProof(rule: string, cause?: unknown): IimsError {
  return new IimsError('envelope.item-proof', { message: 'The proof of the item does not hold.', rule, cause });
}

/** An item fills at most the greatest size bucket; header, description and path are small. */
export const ITEM_PROOF_BYTES_MAX = 3 * 1024 * 1024;

const BYTE_FIELDS: ReadonlySet<string> = new Set(['header', 'about', 'nonce', 'item', 'signature']);
