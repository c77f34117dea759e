// SPDX-License-Identifier: Apache-2.0
// The log of uses of an offline pack (spec/offline-pack.md, 17 to 20): records chained by their hashes, signed by the device, and
// sealed to a key that only the node holds.
//
//   log = "IIMS-U1" 00 | id of the pack 16 | records, each u32 length | CBOR
import { concatBytes, equalBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import {
  PACK_RECORD_BYTES_MAX,
  type PackRecord,
  type PackUse,
  parsePackRecord,
  parsePackUse,
} from '@iims/wire/pack-documents';
import { hpkeOpen, hpkeSeal } from './hpke.ts';
import type { KemPrivateKey, KemPublicKey, SigningKey, VerifyKey } from './keys.ts';
import { sha256 } from './primitives.ts';

/** A record that was read, with the hash that the next one names. */
export interface ChainedRecord extends PackRecord {
  readonly hash: Uint8Array;
}

/** What a log begins with. */
export function usesHead(packId: Uint8Array): Uint8Array {
  return concatBytes(MAGIC, packId);
}

/** What the first record names as the one before. */
export function usesStart(packId: Uint8Array): Uint8Array {
  return sha256(lengthPrefixed(START_LABEL, packId));
}

export interface UseToAppend {
  readonly packId: Uint8Array;
  /** From 1, one more than the record before. */
  readonly n: number;
  /** Milliseconds since 1970, by the device's clock. */
  readonly at: number;
  /** Hash of the record before. */
  readonly prev: Uint8Array;
  /** Undefined closes the log. */
  readonly use: PackUse | undefined;
  /** The node's key for this pack. */
  readonly usesKey: KemPublicKey;
  /** The device's Ed25519. */
  readonly signer: SigningKey;
}

/** A record as it is appended to the file, and its hash. */
export function composeUse({ packId, n, at, prev, use, usesKey, signer }: UseToAppend): {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
} {
  const kind = use === undefined ? 'end' : 'use';
  const place = { info: lengthPrefixed(USE_LABEL, packId), aad: lengthPrefixed(u64(n), utf8(kind), u64(at), prev) };
  const { enc, ciphertext: sealed } = hpkeSeal(usesKey, place, encodeCbor(use ?? {}));
  const said = saidBy(packId, { n, kind, at, prev, enc, sealed });
  const record = encodeCbor({ n, kind, at, prev, enc, sealed, signature: signer.sign(said) });
  return { bytes: concatBytes(u32(record.length), record), hash: sha256(said) };
}

export interface ReadUses {
  readonly packId: Uint8Array;
  readonly records: readonly ChainedRecord[];
  /** How much of the file the head and the whole records take: what follows was never answered. */
  readonly wholeBytes: number;
  /** The place, from 1, of the first record that does not follow from those before, and why; none where all do. */
  readonly broken: { readonly at: number; readonly because: UsesBroken } | undefined;
}

export type UsesBroken = 'unreadable' | 'chain' | 'signature' | 'after-end';

/** Reads a log as far as it holds. @throws IimsError `pack.malformed` for what is no log of uses */
export function readUses(bytes: Uint8Array, signer: VerifyKey): ReadUses {
  const packId = packIdOfUses(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: ChainedRecord[] = [];
  let place = HEAD_BYTES;
  let prev = usesStart(packId);
  const brokenBy = (because: UsesBroken): ReadUses => {
    return { packId, records, wholeBytes: place, broken: { at: records.length + 1, because } };
  };
  while (bytes.length - place >= LENGTH_BYTES) {
    const length = view.getUint32(place);
    // Space that a file got before its bytes were written.
    if (length === 0) break;
    if (length > PACK_RECORD_BYTES_MAX) return brokenBy('unreadable');
    if (bytes.length - place - LENGTH_BYTES < length) break;
    const record = recordOf(bytes.slice(place + LENGTH_BYTES, place + LENGTH_BYTES + length));
    if (record === undefined) return brokenBy('unreadable');
    if (records.at(-1)?.kind === 'end') return brokenBy('after-end');
    if (record.n !== records.length + 1 || !equalBytes(record.prev, prev)) return brokenBy('chain');
    const said = saidBy(packId, record);
    if (!signer.verify(said, record.signature)) return brokenBy('signature');
    prev = sha256(said);
    records.push({ ...record, hash: prev });
    place += LENGTH_BYTES + length;
  }
  return { packId, records, wholeBytes: place, broken: undefined };
}

/** Of which pack a log is. @throws IimsError `pack.malformed` */
export function packIdOfUses(bytes: Uint8Array): Uint8Array {
  if (bytes.length < HEAD_BYTES || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) {
    throw new IimsError('pack.malformed', {
      message: 'The bytes are no log of uses of an offline pack.',
      field: 'uses',
      rule: 'begins as such a log does',
      fix: 'Give the file that lies beside the pack.',
    });
  }
  return bytes.slice(MAGIC.length, HEAD_BYTES);
}

/** What a record says; `undefined` where it was not sealed to this key, or says nothing that a use says. */
export function openUse(packId: Uint8Array, record: PackRecord, usesKey: KemPrivateKey): PackUse | undefined {
  const { n, kind, at, prev, enc, sealed: ciphertext } = record;
  const place = { info: lengthPrefixed(USE_LABEL, packId), aad: lengthPrefixed(u64(n), utf8(kind), u64(at), prev) };
  const opened = hpkeOpen(usesKey, place, { enc, ciphertext });
  try {
    return opened && parsePackUse(decodeCbor(opened));
  } catch (fault) {
    if (fault instanceof IimsError) return undefined;
    throw fault;
  }
}

function recordOf(bytes: Uint8Array): PackRecord | undefined {
  try {
    return parsePackRecord(decodeCbor(bytes));
  } catch (fault) {
    if (fault instanceof IimsError) return undefined;
    throw fault;
  }
}

/** What the device signs, and what the next record names by its hash. */
function saidBy(packId: Uint8Array, { n, kind, at, prev, enc, sealed }: Omit<PackRecord, 'signature'>): Uint8Array {
  return lengthPrefixed(USE_LABEL, packId, u64(n), utf8(kind), u64(at), prev, enc, sealed);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

const MAGIC = concatBytes(utf8('IIMS-U1'), new Uint8Array(1));
const ID_BYTES = 16;
const HEAD_BYTES = MAGIC.length + ID_BYTES;
const LENGTH_BYTES = 4;
const USE_LABEL = utf8('iims/pack/use');
const START_LABEL = utf8('iims/pack/uses');
