// SPDX-License-Identifier: Apache-2.0
// ML-DSA-44 signatures of a checkpoint (C2SP tlog-cosignature v1.1.0): by the log itself, and by its witnesses.
// Unlike Ed25519's, they cover a message of their own with the signer's name and the time, not the note's text.

import type { SigningKey } from '@iims/crypto/keys';
import { assert } from '@iims/wire/assert';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import { NOTE_ML_DSA_44, type NoteKey, type NoteSignature, noteKeyId } from './note.ts';

/** What a cosignature is about: the first `size` entries of the log have this root. */
export interface CosignedTree {
  readonly origin: string;
  readonly size: number;
  /** Root hash, 32 bytes. */
  readonly root: Uint8Array;
}

/** Signs the tree under the signer's name, at a time in whole seconds since 1970. */
export function cosign(tree: CosignedTree, name: string, signer: SigningKey, timeSeconds: number): NoteSignature {
  assert(signer.algorithm === 'ml-dsa-44', 'a cosignature is made with ML-DSA-44');
  assert(Number.isSafeInteger(timeSeconds) && timeSeconds >= 0, 'the time is a whole number of seconds');
  const time = BigInt(timeSeconds);
  const signature = signer.sign(cosignedMessage(tree, name, time));
  return {
    name,
    keyId: noteKeyId(name, NOTE_ML_DSA_44, signer.publicKey),
    signature: concatBytes(uint64(time), signature),
  };
}

/** The time of a good cosignature of this tree, in seconds since 1970 (0: the signer names no time); `undefined` for a bad one. */
export function cosignedAt(tree: CosignedTree, key: NoteKey, line: NoteSignature): number | undefined {
  assert(key.type === NOTE_ML_DSA_44, 'a cosignature is verified with ML-DSA-44');
  if (line.signature.length < TIMESTAMP_BYTES) return undefined;
  const { buffer, byteOffset } = line.signature;
  const timestamp = new DataView(buffer, byteOffset, TIMESTAMP_BYTES).getBigUint64(0);
  if (timestamp > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const message = cosignedMessage(tree, key.name, timestamp);
  return key.key.verify(message, line.signature.subarray(TIMESTAMP_BYTES)) ? Number(timestamp) : undefined;
}

/** `cosigned_message` (tlog-cosignature, "ML-DSA-44 signed message") for a whole tree: start 0, end the size. */
function cosignedMessage(tree: CosignedTree, cosigner: string, timestamp: bigint): Uint8Array {
  assert(tree.root.length === 32, 'a root has 32 bytes');
  return concatBytes(
    LABEL,
    shortPrefixed(utf8(cosigner)),
    uint64(timestamp),
    shortPrefixed(utf8(tree.origin)),
    uint64(0n),
    uint64(BigInt(tree.size)),
    tree.root,
  );
}

/** `opaque<1..2^8-1>` of RFC 8446, section 3. */
function shortPrefixed(bytes: Uint8Array): Uint8Array {
  assert(bytes.length >= 1 && bytes.length <= 255, 'names and origins have 1 to 255 bytes');
  return concatBytes(Uint8Array.of(bytes.length), bytes);
}

function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

const TIMESTAMP_BYTES = 8;
const LABEL = utf8('subtree/v1\n\0');
