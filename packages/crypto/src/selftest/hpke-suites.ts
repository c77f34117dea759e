// SPDX-License-Identifier: Apache-2.0
// HPKE of other suites than the product's, put together from what OpenSSL has, so that published vectors run: key encapsulation by
// ML-KEM, NIST curves and hybrids (hpkewg/hpke-pq), derivation by HKDF (RFC 9180, 5.1) and SHAKE (one stage). TurboSHAKE is not there.

import { createECDH, createHash, createPublicKey, decapsulate } from 'node:crypto';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import { kemPrivateKeyFromSeed } from '../keys.ts';
import { type HashName, hkdfExpand, hkdfExtract, plainBytes, sha3 } from '../primitives.ts';
import { type MlKem, mlKemFromSeed } from './ml-kem-keys.ts';

export interface HpkeRecipient {
  readonly publicKey: Uint8Array;
  /** Throws for what is no encapsulated key; `undefined` where it has small order. */
  readonly decapsulate: (enc: Uint8Array) => Uint8Array | undefined;
}

/** The private key of a vector; `undefined` for a KEM that is not here. */
export function hpkeRecipient(kemId: number, privateKey: Uint8Array): HpkeRecipient | undefined {
  if (kemId === X_WING) return kemPrivateKeyFromSeed(privateKey);
  const mlKem = ML_KEMS.get(kemId);
  if (mlKem !== undefined) return mlKemRecipient(mlKem, privateKey);
  const hybrid = HYBRIDS.get(kemId);
  if (hybrid !== undefined) return hybridRecipient(hybrid, privateKey);
  const curve = CURVES.get(kemId);
  return curve === undefined ? undefined : curveRecipient(kemId, curve, privateKey);
}

function mlKemRecipient(type: MlKem, seed: Uint8Array): HpkeRecipient {
  const key = mlKemFromSeed(type, seed);
  return {
    publicKey: createPublicKey(key).export({ format: 'raw-public' }),
    decapsulate: (enc) => decapsulate(key, enc),
  };
}

interface Hybrid {
  readonly mlKem: MlKem;
  readonly mlKemCiphertextBytes: number;
  readonly curve: Curve;
  readonly label: string;
}

/** The seed expands to both halves; the secret is SHA3-256(ss_M ‖ ss_C ‖ ct_C ‖ pk_C ‖ label), as in X-Wing. */
function hybridRecipient({ mlKem, mlKemCiphertextBytes, curve, label }: Hybrid, seed: Uint8Array): HpkeRecipient {
  const expanded = shake('shake256', seed, ML_KEM_SEED_BYTES + curve.scalarBytes);
  const first = mlKemRecipient(mlKem, expanded.subarray(0, ML_KEM_SEED_BYTES));
  const second = ecdhOf(curve, expanded.subarray(ML_KEM_SEED_BYTES));
  const point = second.getPublicKey();
  return {
    publicKey: concatBytes(first.publicKey, point),
    decapsulate(enc) {
      const [one, two] = [enc.subarray(0, mlKemCiphertextBytes), enc.subarray(mlKemCiphertextBytes)];
      return sha3(concatBytes(first.decapsulate(one)!, second.computeSecret(two), two, point, utf8(label)));
    },
  };
}

/** DHKEM (RFC 9180, 4.1). */
function curveRecipient(kemId: number, curve: Curve, scalar: Uint8Array): HpkeRecipient {
  const key = ecdhOf(curve, scalar);
  const point = key.getPublicKey();
  const suite = concatBytes(utf8('KEM'), uint16(kemId));
  return {
    publicKey: point,
    decapsulate(enc) {
      const shared = key.computeSecret(enc);
      const secret = labeledExtract(curve.hash, suite, { salt: EMPTY, label: 'eae_prk', input: shared });
      const info = concatBytes(enc, point);
      return labeledExpand(curve.hash, suite, { secret, label: 'shared_secret', info, length: curve.secretBytes });
    },
  };
}

interface Curve {
  readonly name: string;
  readonly hash: HashName;
  readonly scalarBytes: number;
  readonly secretBytes: number;
}

function ecdhOf(curve: Curve, scalar: Uint8Array): ReturnType<typeof createECDH> {
  const key = createECDH(curve.name);
  key.setPrivateKey(scalar);
  return key;
}

export interface HpkeKeysWanted {
  readonly kemId: number;
  readonly kdfId: number;
  readonly aeadId: number;
  readonly sharedSecret: Uint8Array;
  readonly info: Uint8Array;
  /** 16 or 32. */
  readonly keyBytes: number;
}

export interface HpkeKeyTriple {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly exporterSecret: Uint8Array;
}

/** The key schedule in base mode; `undefined` for a derivation that is not here. */
export function hpkeKeys(wanted: HpkeKeysWanted): HpkeKeyTriple | undefined {
  const { kemId, kdfId, aeadId } = wanted;
  const suite = concatBytes(utf8('HPKE'), uint16(kemId), uint16(kdfId), uint16(aeadId));
  const hashName = TWO_STAGES.get(kdfId);
  if (hashName !== undefined) return keysInTwoStages(hashName, suite, wanted);
  const shakeName = ONE_STAGE.get(kdfId);
  return shakeName === undefined ? undefined : keysInOneStage(shakeName, suite, wanted);
}

function keysInTwoStages(hashName: HashName, suite: Uint8Array, wanted: HpkeKeysWanted): HpkeKeyTriple {
  const { sharedSecret, keyBytes } = wanted;
  const pskHash = labeledExtract(hashName, suite, { salt: EMPTY, label: 'psk_id_hash', input: EMPTY });
  const infoHash = labeledExtract(hashName, suite, { salt: EMPTY, label: 'info_hash', input: wanted.info });
  const info = concatBytes(MODE_BASE, pskHash, infoHash);
  const secret = labeledExtract(hashName, suite, { salt: sharedSecret, label: 'secret', input: EMPTY });
  const expand = (label: string, length: number) => labeledExpand(hashName, suite, { secret, label, info, length });
  return {
    key: expand('key', keyBytes),
    nonce: expand('base_nonce', NONCE_BYTES),
    exporterSecret: expand('exp', infoHash.length),
  };
}

function keysInOneStage({ name, bytes }: Shake, suite: Uint8Array, wanted: HpkeKeysWanted): HpkeKeyTriple {
  const length = wanted.keyBytes + NONCE_BYTES + bytes;
  const secrets = concatBytes(prefixed(EMPTY), prefixed(wanted.sharedSecret));
  const context = concatBytes(MODE_BASE, prefixed(EMPTY), prefixed(wanted.info));
  const input = concatBytes(secrets, VERSION, suite, prefixed(utf8('secret')), uint16(length), context);
  const output = shake(name, input, length);
  const end = wanted.keyBytes + NONCE_BYTES;
  return {
    key: output.subarray(0, wanted.keyBytes),
    nonce: output.subarray(wanted.keyBytes, end),
    exporterSecret: output.subarray(end),
  };
}

interface Extraction {
  readonly salt: Uint8Array;
  readonly label: string;
  readonly input: Uint8Array;
}

/** RFC 9180, 4, as the next. */
function labeledExtract(hashName: HashName, suite: Uint8Array, { salt, label, input }: Extraction): Uint8Array {
  return hkdfExtract(hashName, salt, VERSION, suite, utf8(label), input);
}

interface Expansion {
  readonly secret: Uint8Array;
  readonly label: string;
  readonly info: Uint8Array;
  readonly length: number;
}

function labeledExpand(hashName: HashName, suite: Uint8Array, { secret, label, info, length }: Expansion): Uint8Array {
  return hkdfExpand(hashName, secret, [uint16(length), VERSION, suite, utf8(label), info], length);
}

interface Shake {
  readonly name: 'shake128' | 'shake256';
  /** Length of the exporter secret. */
  readonly bytes: number;
}

function shake(name: Shake['name'], input: Uint8Array, outputLength: number): Uint8Array {
  return plainBytes(createHash(name, { outputLength }).update(input).digest());
}

function prefixed(bytes: Uint8Array): Uint8Array {
  return concatBytes(uint16(bytes.length), bytes);
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value);
}

const EMPTY = new Uint8Array(0);
const MODE_BASE = new Uint8Array(1);
const VERSION = utf8('HPKE-v1');
const NONCE_BYTES = 12;
const ML_KEM_SEED_BYTES = 64;
const X_WING = 0x647a;
const P256: Curve = { name: 'prime256v1', hash: 'sha256', scalarBytes: 32, secretBytes: 32 };
const P384: Curve = { name: 'secp384r1', hash: 'sha384', scalarBytes: 48, secretBytes: 48 };
const CURVES: ReadonlyMap<number, Curve> = new Map([
  [0x10, P256],
  [0x11, P384],
]);
const ML_KEMS: ReadonlyMap<number, MlKem> = new Map([
  [0x40, 'ml-kem-512'],
  [0x41, 'ml-kem-768'],
  [0x42, 'ml-kem-1024'],
]);
const HYBRIDS: ReadonlyMap<number, Hybrid> = new Map([
  [0x50, { mlKem: 'ml-kem-768', mlKemCiphertextBytes: 1088, curve: P256, label: 'MLKEM768-P256' }],
  [0x51, { mlKem: 'ml-kem-1024', mlKemCiphertextBytes: 1568, curve: P384, label: 'MLKEM1024-P384' }],
]);
const TWO_STAGES: ReadonlyMap<number, HashName> = new Map([
  [1, 'sha256'],
  [2, 'sha384'],
  [3, 'sha512'],
]);
const ONE_STAGE: ReadonlyMap<number, Shake> = new Map([
  [16, { name: 'shake128', bytes: 32 }],
  [17, { name: 'shake256', bytes: 64 }],
]);
