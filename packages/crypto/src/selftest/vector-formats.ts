// SPDX-License-Identifier: Apache-2.0
// Published vectors in formats of their own: CCTV (Ed25519, ML-KEM), X-Wing, HPKE, Merkle proofs. Each reader gives `undefined`
// for what is not its format, and throws `input.invalid` or `bytes.malformed` for what is and is damaged.

import { decapsulate } from 'node:crypto';
import { equalBytes, fromBase64, fromUtf8, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { JsonValue } from '@iims/wire/strict-json';
import { hpkeKeySchedule } from '../hpke.ts';
import { kemPrivateKeyFromSeed, verifyKeyFromPublic } from '../keys.ts';
import { verifyConsistencyPath, verifyInclusionPath } from '../merkle-tree.ts';
import { type AeadName, aeadOpen, aeadSeal } from '../primitives.ts';
import { hpkeKeys, hpkeRecipient } from './hpke-suites.ts';
import { EXPANDED_BYTES, mlKemFromExpanded } from './ml-kem-keys.ts';
import {
  type Fields,
  fieldsOf,
  hexField,
  isFields,
  listOf,
  numberField,
  type Outcome,
  passIf,
  passIfAll,
  skip,
  textField,
  utf8Field,
  type VectorCase,
  type VectorSet,
} from './vector-case.ts';
import { nativeOpen, nativeSeal } from './wycheproof-ciphers.ts';

/** CCTV's edge cases of Ed25519. The file states no result: the product's own verdict is `ACCEPTED_EDGE_CASES`, everywhere. */
export function readEdgeCases(value: JsonValue): VectorSet | undefined {
  return readList(value, 'CCTV-Ed25519', ['number', 'key', 'sig', 'msg'], (vector) => ({
    id: String(numberField(vector, 'number')),
    content: vector,
    run() {
      const key = verifyKeyFromPublic('ed25519', hexField(vector, 'key'));
      const accepted = key.verify(utf8Field(vector, 'msg'), hexField(vector, 'sig'));
      return passIf(accepted === ACCEPTED_EDGE_CASES.has(numberField(vector, 'number')), 'it has the other verdict');
    },
  }));
}

export function readXWing(value: JsonValue): VectorSet | undefined {
  return readList(value, 'X-Wing', ['seed', 'eseed', 'ss', 'pk', 'ct'], (vector, place) => ({
    id: String(place),
    content: vector,
    run() {
      const key = kemPrivateKeyFromSeed(hexField(vector, 'seed'));
      const secret = key.decapsulate(hexField(vector, 'ct'));
      return passIfAll(
        [toHex(key.publicKey) === textField(vector, 'pk'), 'the seed gives another public key'],
        [secret !== undefined && toHex(secret) === textField(vector, 'ss'), 'the shared secret differs'],
        [vector.sk === undefined || vector.sk === vector.seed, 'the two forms of the seed differ'],
      );
    },
  }));
}

/** HPKE with post-quantum KEMs (hpkewg/hpke-pq). */
export function readHpke(value: JsonValue): VectorSet | undefined {
  return readList(value, 'HPKE', ['kem_id', 'kdf_id', 'aead_id', 'encryptions'], (vector, place) => ({
    id: String(place),
    content: vector,
    run: () => checkHpke(vector),
  }));
}

/** From the private key to every ciphertext; with the KEM and derivation of this product, its own key schedule must agree. */
function checkHpke(vector: Fields): Outcome {
  const [kemId, kdfId, aeadId] = [
    numberField(vector, 'kem_id'),
    numberField(vector, 'kdf_id'),
    numberField(vector, 'aead_id'),
  ];
  const aead = HPKE_AEADS.get(aeadId);
  const recipient = hpkeRecipient(kemId, hexField(vector, 'skRm'));
  const sharedSecret = hexField(vector, 'shared_secret');
  const info = hexField(vector, 'info');
  const keys = aead && hpkeKeys({ kemId, kdfId, aeadId, sharedSecret, info, keyBytes: aead.keyBytes });
  if (aead === undefined || recipient === undefined || keys === undefined || numberField(vector, 'mode') !== 0) {
    return skip('not a KEM, key derivation or mode that Node offers');
  }
  const secret = recipient.decapsulate(hexField(vector, 'enc'));
  const isOurs = kemId === HPKE_X_WING && kdfId === HPKE_HKDF_SHA256 && aead.own !== undefined;
  const own = isOurs ? hpkeKeySchedule(sharedSecret, info, aead.own!) : keys;
  const encryptions = listOf(vector.encryptions).map(fieldsOf);
  return passIfAll(
    [toHex(recipient.publicKey) === textField(vector, 'pkRm'), 'the private key gives another public key'],
    [secret !== undefined && equalBytes(secret, sharedSecret), 'the shared secret differs'],
    [toHex(keys.key) === textField(vector, 'key') && equalBytes(own.key, keys.key), 'the key differs'],
    [
      toHex(keys.nonce) === textField(vector, 'base_nonce') && equalBytes(own.nonce, keys.nonce),
      'the base nonce differs',
    ],
    [toHex(keys.exporterSecret) === textField(vector, 'exporter_secret'), 'the exporter secret differs'],
    [
      encryptions.length > 0 && encryptions.every((one, sequence) => isSealedSo(one, aead, { ...own, sequence })),
      'an encryption differs',
    ],
  );
}

interface SealedUnder {
  readonly key: Uint8Array;
  /** The base nonce. */
  readonly nonce: Uint8Array;
  readonly sequence: number;
}

function isSealedSo(encryption: Fields, aead: HpkeAead, { key, nonce: base, sequence }: SealedUnder): boolean {
  const input = { key, nonce: hexField(encryption, 'nonce'), aad: hexField(encryption, 'aad') };
  const [plaintext, ciphertext] = [hexField(encryption, 'pt'), hexField(encryption, 'ct')];
  const opened =
    aead.own === undefined ? nativeOpen('aes-256-gcm', input, ciphertext) : aeadOpen(aead.own, input, ciphertext);
  const sealed =
    aead.own === undefined ? nativeSeal('aes-256-gcm', input, plaintext) : aeadSeal(aead.own, input, plaintext);
  return (
    opened !== undefined &&
    equalBytes(opened, plaintext) &&
    equalBytes(sealed, ciphertext) &&
    isNonce(input.nonce, base, sequence)
  );
}

/** The nonce of the n-th message: the base nonce XOR n (RFC 9180, 5.2). Vectors stay below 256 messages. */
function isNonce(nonce: Uint8Array, base: Uint8Array, sequence: number): boolean {
  const wanted = Uint8Array.from(base);
  wanted[wanted.length - 1] = wanted[wanted.length - 1]! ^ sequence;
  return equalBytes(nonce, wanted);
}

/** RFC 9497. The product has no private queries; the cases are counted and compared with the published ones. */
export function readOprf(value: JsonValue): VectorSet | undefined {
  const groups = readList(value, 'OPRF', ['identifier', 'mode', 'skSm', 'vectors'], (group, place) => ({
    id: String(place),
    content: group,
    run: () => skip('oblivious pseudo-random functions are not used'),
  }));
  if (groups === undefined) return undefined;
  const cases = groups.cases.flatMap(({ id, content, run }) => {
    const { vectors, ...group } = content as Fields;
    return listOf(vectors).map((vector, place) => ({ id: `${id}.${place}`, content: { group, vector }, run }));
  });
  return { heading: `OPRF ${cases.length}`, frame: null, cases };
}

/** One proof of transparency-dev/merkle a file. Sizes reach 2^64 - 1 and are read as text (`quoteSizes`). */
export function readMerkleProof(value: JsonValue): VectorSet | undefined {
  // Any two of them: a file with one damaged key is still a proof.
  if (!isFields(value) || MERKLE_KEYS.filter((key) => key in value).length < 2) return undefined;
  const isInclusion = 'leafIdx' in value;
  const run = (): Outcome => {
    if (typeof value.wantErr !== 'boolean') return passIf(false, 'wantErr is true or false');
    const holds = isInclusion ? inclusionHolds(value) : consistencyHolds(value);
    return passIf(holds !== value.wantErr, 'the proof has the other verdict');
  };
  return { heading: 'Merkle proof', frame: null, cases: [{ id: '0', content: value, run }] };
}

function inclusionHolds(fields: Fields): boolean {
  const [index, size] = [sizeField(fields, 'leafIdx'), sizeField(fields, 'treeSize')];
  const proof = { leafHash: hashField(fields, 'leafHash'), index, size, path: pathField(fields) };
  return verifyInclusionPath(proof, hashField(fields, 'root'));
}

function consistencyHolds(fields: Fields): boolean {
  return verifyConsistencyPath({
    oldSize: sizeField(fields, 'size1'),
    oldRoot: hashField(fields, 'root1'),
    newSize: sizeField(fields, 'size2'),
    newRoot: hashField(fields, 'root2'),
    path: pathField(fields),
  });
}

/** Puts the sizes of Merkle proofs in quotes, as JSON numbers would lose digits. Nothing but a key of an object can look like one. */
export function quoteSizes(text: string): string {
  return text.replace(/"(leafIdx|treeSize|size1|size2)"(\s*):(\s*)(\d+)/g, '"$1"$2:$3"$4"');
}

/** Beyond 2^53 the nearest number is no safe integer, which the verifier must refuse. */
function sizeField(fields: Fields, name: string): number {
  const text = textField(fields, name);
  if (!/^\d{1,20}$/.test(text)) throw new IimsError('input.invalid', { message: 'A size is malformed.', field: name });
  return Number(text);
}

function hashField(fields: Fields, name: string): Uint8Array {
  return fields[name] === null ? new Uint8Array(0) : fromBase64(textField(fields, name));
}

function pathField(fields: Fields): Uint8Array[] {
  if (fields.proof === null) return [];
  return listOf(fields.proof).map((hash) => fromBase64(textField({ hash }, 'hash')));
}

/** CCTV's ML-KEM files: lines `name = hex`, of which `dk`, `c` and `K` belong together. */
export function readMlKemText(bytes: Uint8Array): VectorSet | undefined {
  const text = fromUtf8(bytes);
  if (!/^[a-zA-Z]{1,2} = /.test(text)) return undefined;
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split(' = '));
  const fields: Fields = Object.fromEntries(lines.map(([name = '', value = '']) => [name, value]));
  const run = (): Outcome => {
    const isWhole = lines.length === Object.keys(fields).length && lines.every((line) => line.length === 2);
    const [expanded, ciphertext, secret] = [hexField(fields, 'dk'), hexField(fields, 'c'), hexField(fields, 'K')];
    const key = mlKemFromExpanded('ml-kem-768', expanded);
    // `d` and `z` follow a draft of FIPS 203 and give another key, so the public key is taken from the private one.
    const publicKey = expanded.subarray(EK_START, EXPANDED_BYTES['ml-kem-768'] - 64);
    return passIfAll(
      [isWhole, 'a line is not one name and one value'],
      [toHex(decapsulate(key, ciphertext)) === toHex(secret), 'the shared secret differs'],
      [fields.ek === undefined || toHex(publicKey) === fields.ek, 'the private key holds another public key'],
    );
  };
  return { heading: 'CCTV-ML-KEM', frame: null, cases: [{ id: '0', content: fields, run }] };
}

/** A list of objects that all name these fields. */
function readList(
  value: JsonValue,
  format: string,
  names: readonly string[],
  read: (vector: Fields, place: number) => VectorCase,
): VectorSet | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  // One damaged case must not make the file unknown.
  const isFormat = value.some((vector) => isFields(vector) && names.every((name) => name in vector));
  if (!isFormat) return undefined;
  const cases = value.map((vector, place) => read(fieldsOf(vector), place));
  return { heading: `${format} ${cases.length}`, frame: null, cases };
}

/** The edge cases that OpenSSL accepts, and libsodium with it. Verifiers that disagreed here would disagree on what is signed. */
export const ACCEPTED_EDGE_CASES: ReadonlySet<number> = new Set([
  7, 29, 50, 117, 139, 161, 182, 249, 305, 411, 425, 438, 465, 473, 481, 489, 497, 511, 525, 538, 565, 573, 581, 589,
  597, 611, 625, 638, 665, 673, 681, 689, 697, 711, 725, 738, 765, 773, 781, 789, 797, 832, 899,
]);
const MERKLE_KEYS = ['proof', 'wantErr', 'leafIdx', 'treeSize', 'leafHash', 'size1', 'size2', 'root1', 'root2'];
const HPKE_X_WING = 0x647a;
const HPKE_HKDF_SHA256 = 0x0001;
interface HpkeAead {
  readonly keyBytes: number;
  /** Absent where this product takes no keys of this length. */
  readonly own?: AeadName;
}

const HPKE_AEADS: ReadonlyMap<number, HpkeAead> = new Map<number, HpkeAead>([
  [1, { keyBytes: 16 }],
  [2, { keyBytes: 32, own: 'aes-256-gcm' }],
  [3, { keyBytes: 32, own: 'chacha20-poly1305' }],
]);
/** Length of dkPKE of ML-KEM-768 (FIPS 203, algorithm 19). */
const EK_START = 1152;
