// SPDX-License-Identifier: Apache-2.0
// HPKE (RFC 9180) in base mode, single-shot, with X-Wing as KEM (0x647a) and HKDF-SHA256. One key seals one plaintext:
// there is no context to reuse, so no nonce can repeat.

import { concatBytes, utf8 } from '@iims/wire/bytes';
import type { KemPrivateKey, KemPublicKey } from './keys.ts';
import { type AeadName, aeadOpen, aeadSeal, hkdfExpand, hkdfExtract } from './primitives.ts';

export interface HpkeInput {
  /** What the sealed bytes belong to; bound into the key. */
  readonly info: Uint8Array;
  readonly aad: Uint8Array;
}

export interface HpkeSealed {
  /** The encapsulated key, 1120 bytes. */
  readonly enc: Uint8Array;
  /** Ciphertext followed by the 16-byte tag. */
  readonly ciphertext: Uint8Array;
}

/** SealBase (RFC 9180, 6.1) with AES-256-GCM; `key.malformed` for a recipient key of small order. */
export function hpkeSeal(recipient: KemPublicKey, input: HpkeInput, plaintext: Uint8Array): HpkeSealed {
  const { sharedSecret, ciphertext: enc } = recipient.encapsulate();
  const { key, nonce } = hpkeKeySchedule(sharedSecret, input.info, 'aes-256-gcm');
  const ciphertext = aeadSeal('aes-256-gcm', { key, nonce, aad: input.aad }, plaintext);
  for (const spent of [sharedSecret, key]) spent.fill(0);
  return { enc, ciphertext };
}

/** OpenBase (RFC 9180, 6.1); `undefined` when key, info, associated data and ciphertext do not belong together. */
export function hpkeOpen(recipient: KemPrivateKey, input: HpkeInput, sealed: HpkeSealed): Uint8Array | undefined {
  const sharedSecret = recipient.decapsulate(sealed.enc);
  if (sharedSecret === undefined) return undefined;
  const { key, nonce } = hpkeKeySchedule(sharedSecret, input.info, 'aes-256-gcm');
  const plaintext = aeadOpen('aes-256-gcm', { key, nonce, aad: input.aad }, sealed.ciphertext);
  for (const spent of [sharedSecret, key]) spent.fill(0);
  return plaintext;
}

export interface HpkeKeys {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes: the base nonce, which is the nonce of the first and only message. */
  readonly nonce: Uint8Array;
}

/** KeySchedule (RFC 9180, 5.1) in base mode. The AEAD is a parameter only so that published vectors with another one can run. */
export function hpkeKeySchedule(sharedSecret: Uint8Array, info: Uint8Array, aead: AeadName): HpkeKeys {
  const suite = SUITES[aead];
  const infoHash = hkdfExtract('sha256', EMPTY, suite.infoHashLabel, info);
  const secret = hkdfExtract('sha256', sharedSecret, suite.secretLabel);
  return {
    key: hkdfExpand('sha256', secret, [suite.keyPrefix, infoHash], KEY_BYTES),
    nonce: hkdfExpand('sha256', secret, [suite.baseNoncePrefix, infoHash], NONCE_BYTES),
  };
}

/** All of the key schedule's inputs that only the suite decides, joined once. */
interface Suite {
  /** LabeledExtract's input before info, and the whole of it for the secret: base mode has no pre-shared key. */
  readonly infoHashLabel: Uint8Array;
  readonly secretLabel: Uint8Array;
  /** LabeledExpand's info up to the hash of info. */
  readonly keyPrefix: Uint8Array;
  readonly baseNoncePrefix: Uint8Array;
}

/** suite_id = "HPKE" ‖ KEM id ‖ KDF id ‖ AEAD id (RFC 9180, 5.1); LabeledExtract and LabeledExpand put their labels after it (4). */
function suiteOf(aeadId: number): Suite {
  const suiteId = concatBytes(utf8('HPKE'), new Uint8Array([0x64, 0x7a, 0x00, 0x01, 0x00, aeadId]));
  const labelled = (label: string): Uint8Array => concatBytes(LABEL_VERSION, suiteId, utf8(label));
  const contextStart = concatBytes(MODE_BASE, hkdfExtract('sha256', EMPTY, labelled('psk_id_hash')));
  const expandPrefix = (label: string, length: number): Uint8Array =>
    concatBytes(new Uint8Array([0x00, length]), labelled(label), contextStart);
  return {
    infoHashLabel: labelled('info_hash'),
    secretLabel: labelled('secret'),
    keyPrefix: expandPrefix('key', KEY_BYTES),
    baseNoncePrefix: expandPrefix('base_nonce', NONCE_BYTES),
  };
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const EMPTY = new Uint8Array(0);
const MODE_BASE = new Uint8Array([0x00]);
const LABEL_VERSION = utf8('HPKE-v1');
const SUITES: Readonly<Record<AeadName, Suite>> = { 'aes-256-gcm': suiteOf(2), 'chacha20-poly1305': suiteOf(3) };
