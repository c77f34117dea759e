// SPDX-License-Identifier: Apache-2.0
// X-Wing, the hybrid KEM of ML-KEM-768 and X25519 (draft-connolly-cfrg-xwing-kem-10; HPKE KEM 0x647a).
// Closed as long as one of the two halves stays closed.

import {
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  encapsulate,
  generateKeyPairSync,
  hash,
  type KeyObject,
} from 'node:crypto';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { plainBytes, sha3 } from './primitives.ts';

export interface XWingPublicKey {
  /** ML-KEM-768 key (1184 bytes) followed by the X25519 key (32 bytes). */
  readonly bytes: Uint8Array;
  readonly mlKem: KeyObject;
  readonly x25519: KeyObject;
}

export interface XWingPrivateKey {
  readonly publicKey: XWingPublicKey;
  readonly mlKem: KeyObject;
  readonly x25519: KeyObject;
}

/** Expands a 32-byte seed to the key pair (draft section 5.2). The seed is the only form in which a private key is stored. */
export function xWingPrivateKey(seed: Uint8Array): XWingPrivateKey {
  if (seed.length !== X_WING_SEED_BYTES) throw malformedKey('an X-Wing seed has 32 bytes');
  const expanded = hash('shake256', seed, { outputEncoding: 'buffer', outputLength: EXPANDED_SEED_BYTES });
  try {
    const mlKem = createPrivateKey({
      key: expanded.subarray(0, ML_KEM_SEED_BYTES),
      format: 'raw-seed',
      asymmetricKeyType: 'ml-kem-768',
    });
    const x25519 = createPrivateKey({
      key: expanded.subarray(ML_KEM_SEED_BYTES),
      format: 'raw-private',
      asymmetricKeyType: 'x25519',
    });
    const mlKemPublic = createPublicKey(mlKem);
    const x25519Public = createPublicKey(x25519);
    const bytes = concatBytes(
      mlKemPublic.export({ format: 'raw-public' }),
      x25519Public.export({ format: 'raw-public' }),
    );
    return { publicKey: { bytes, mlKem: mlKemPublic, x25519: x25519Public }, mlKem, x25519 };
  } finally {
    expanded.fill(0);
  }
}

/** Imports a public key of 1216 bytes; `key.malformed` when a length or the ML-KEM modulus check (FIPS 203, 7.2) fails. */
export function xWingPublicKey(bytes: Uint8Array): XWingPublicKey {
  if (bytes.length !== X_WING_PUBLIC_KEY_BYTES) throw malformedKey('an X-Wing public key has 1216 bytes');
  const own = Buffer.from(bytes);
  try {
    return {
      bytes: plainBytes(own),
      mlKem: createPublicKey({
        key: own.subarray(0, ML_KEM_PUBLIC_KEY_BYTES),
        format: 'raw-public',
        asymmetricKeyType: 'ml-kem-768',
      }),
      x25519: importX25519Public(own.subarray(ML_KEM_PUBLIC_KEY_BYTES)),
    };
  } catch (cause) {
    throw malformedKey('the ML-KEM-768 half must pass the key check of FIPS 203, 7.2', cause);
  }
}

export interface Encapsulation {
  /** 32 bytes. */
  readonly sharedSecret: Uint8Array;
  /** 1120 bytes. */
  readonly ciphertext: Uint8Array;
}

/**
 * Makes a fresh shared secret for the holder of the private key (draft section 5.4); `key.malformed` for an X25519 half
 * of small order. OpenSSL draws the randomness itself: its ML-KEM offers no way to hand it in.
 */
export function xWingEncapsulate(recipient: XWingPublicKey): Encapsulation {
  const ephemeral = generateKeyPairSync('x25519');
  const ephemeralPublic = ephemeral.publicKey.export({ format: 'raw-public' });
  const x25519Secret = x25519Agree(ephemeral.privateKey, recipient.x25519);
  if (x25519Secret === undefined) throw malformedKey('the X25519 half must not have small order');
  const mlKem = encapsulate(recipient.mlKem);
  return {
    sharedSecret: combine(mlKem.sharedKey, x25519Secret, ephemeralPublic, x25519Half(recipient)),
    ciphertext: concatBytes(mlKem.ciphertext, ephemeralPublic),
  };
}

/**
 * The shared secret of a ciphertext (draft section 5.5); `undefined` for a wrong length or an X25519 half of small order.
 * A ciphertext that was altered gives another secret (implicit rejection), so that the AEAD above it fails.
 */
export function xWingDecapsulate(recipient: XWingPrivateKey, ciphertext: Uint8Array): Uint8Array | undefined {
  if (ciphertext.length !== X_WING_CIPHERTEXT_BYTES) return undefined;
  const ephemeralPublic = ciphertext.subarray(ML_KEM_CIPHERTEXT_BYTES);
  const x25519Secret = x25519Agree(recipient.x25519, importX25519Public(ephemeralPublic));
  if (x25519Secret === undefined) return undefined;
  const mlKemSecret = decapsulate(recipient.mlKem, ciphertext.subarray(0, ML_KEM_CIPHERTEXT_BYTES));
  return combine(mlKemSecret, x25519Secret, ephemeralPublic, x25519Half(recipient.publicKey));
}

/** The combiner (draft section 5.3): SHA3-256(ss_M ‖ ss_X ‖ ct_X ‖ pk_X ‖ label). */
function combine(
  mlKemSecret: Uint8Array,
  x25519Secret: Uint8Array,
  x25519Ciphertext: Uint8Array,
  x25519Public: Uint8Array,
): Uint8Array {
  const input = concatBytes(mlKemSecret, x25519Secret, x25519Ciphertext, x25519Public, X_WING_LABEL);
  const secret = sha3(input);
  for (const spent of [input, mlKemSecret, x25519Secret]) spent.fill(0);
  return secret;
}

/** X25519 (RFC 7748): 32 bytes; `undefined` when the result would be all zero, which OpenSSL refuses (RFC 7748, 6.1). */
export function x25519Agree(privateKey: KeyObject, publicKey: KeyObject): Uint8Array | undefined {
  try {
    return diffieHellman({ privateKey, publicKey });
  } catch {
    return undefined;
  }
}

/** Any 32 bytes are an X25519 public key; those of small order fail on agreement. */
export function importX25519Public(bytes: Uint8Array): KeyObject {
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // To learn that its input is no KeyObject, Node 24 throws and catches two errors of its own. Their stack traces take four
  // fifths of the import's time and nobody sees them, so none are collected during this one synchronous call.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return createPublicKey({ key, format: 'raw-public', asymmetricKeyType: 'x25519' });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function x25519Half(key: XWingPublicKey): Uint8Array {
  return key.bytes.subarray(ML_KEM_PUBLIC_KEY_BYTES);
}

function malformedKey(rule: string, cause?: unknown): IimsError {
  return new IimsError('key.malformed', { message: 'a key-encapsulation key is malformed', rule, cause });
}

export const X_WING_SEED_BYTES = 32;
export const X_WING_PUBLIC_KEY_BYTES = 1216;
export const X_WING_CIPHERTEXT_BYTES = 1120;

const ML_KEM_SEED_BYTES = 64;
const ML_KEM_PUBLIC_KEY_BYTES = 1184;
const ML_KEM_CIPHERTEXT_BYTES = 1088;
const EXPANDED_SEED_BYTES = 96;
/** `\./` over `/^\` (draft section 5.3). */
const X_WING_LABEL = utf8('\\.//^\\');
