// SPDX-License-Identifier: Apache-2.0
// The self-signed X.509 certificate of a node's TLS key (RFC 5280, RFC 8410). It exists only because TLS wants one:
// what partners trust is the key's SPKI pin in the signed trust list (spec/transport.md).
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { assert } from '@iims/wire/assert';
import { concatBytes, fromHex, toHex, utf8 } from '@iims/wire/bytes';
import {
  BIT_STRING,
  BOOLEAN,
  der,
  explicit,
  INTEGER,
  implicit,
  OCTET_STRING,
  PRINTABLE_STRING,
  SET,
  sequence,
  time,
  UTF8_STRING,
} from './der.ts';

export interface CertificateSubject {
  /** Becomes the common name and the only DNS name: a lower-case host label such as `geo-1`. */
  readonly nodeId: string;
  /** The 32-byte Ed25519 seed of the TLS key. */
  readonly seed: Uint8Array;
  /** 16 random bytes. */
  readonly serial: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** The DER bytes of the certificate: the same subject gives the same bytes, since Ed25519 signs without randomness. */
export function selfSignedCertificate(subject: CertificateSubject): Uint8Array {
  assert(subject.serial.length === SERIAL_BYTES, 'a certificate serial is 16 bytes');
  assert(NODE_ID.test(subject.nodeId), 'a node id is a host label');
  const privateKey = ed25519PrivateKey(subject.seed);
  const serial = positive(subject.serial);
  const name = nameWithSerial(subject.nodeId, serial);
  const toBeSigned = sequence(
    der(explicit(0), der(INTEGER, Uint8Array.of(2))), // version 3
    der(INTEGER, serial),
    sequence(OID_ED25519),
    name,
    sequence(time(subject.notBefore), time(subject.notAfter)),
    name,
    spkiOf(privateKey),
    der(explicit(3), extensions(subject.nodeId)),
  );
  const signature = new Uint8Array(sign(null, toBeSigned, privateKey));
  return sequence(toBeSigned, sequence(OID_ED25519), der(BIT_STRING, concatBytes(NO_UNUSED_BITS, signature)));
}

/** The key object of a 32-byte Ed25519 seed (RFC 8410, section 7). */
export function ed25519PrivateKey(seed: Uint8Array): KeyObject {
  assert(seed.length === SEED_BYTES, 'an Ed25519 seed is 32 bytes');
  return createPrivateKey({ key: Buffer.from(concatBytes(PKCS8_ED25519, seed)), format: 'der', type: 'pkcs8' });
}

/** The DER SubjectPublicKeyInfo, whose SHA-256 is the TLS pin (RFC 7469, 2.4). */
export function spkiOf(key: KeyObject): Uint8Array {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
}

/** OpenSSL looks for the issuer by its name: two keys of one node, both trusted, must not share theirs. */
export function nameWithSerial(commonName: string, serial: Uint8Array): Uint8Array {
  return sequence(
    der(SET, sequence(OID_COMMON_NAME, der(UTF8_STRING, utf8(commonName)))),
    der(SET, sequence(OID_SERIAL_NUMBER, der(PRINTABLE_STRING, utf8(toHex(serial))))),
  );
}

function extensions(nodeId: string): Uint8Array {
  return sequence(
    extension(OID_BASIC_CONSTRAINTS, sequence(), true), // cA FALSE: this key signs no other certificate
    extension(OID_KEY_USAGE, der(BIT_STRING, Uint8Array.of(7, 0x80)), true), // digitalSignature
    extension(OID_EXTENDED_KEY_USAGE, sequence(OID_SERVER_AUTH, OID_CLIENT_AUTH), false),
    extension(OID_SUBJECT_ALT_NAME, sequence(der(implicit(2), utf8(nodeId))), false),
  );
}

export function extension(oid: Uint8Array, value: Uint8Array, critical: boolean): Uint8Array {
  const octets = der(OCTET_STRING, value);
  return critical ? sequence(oid, der(BOOLEAN, Uint8Array.of(0xff)), octets) : sequence(oid, octets);
}

/** DER integers are signed and shortest: clears the top bit and sets the next, so 16 bytes stay 16 positive bytes. */
export function positive(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[0] = ((copy[0] ?? 0) & 0x7f) | 0x40;
  return copy;
}

const OID_COMMON_NAME = fromHex('0603550403');
const OID_SERIAL_NUMBER = fromHex('0603550405');
const OID_ED25519 = fromHex('06032b6570');
export const OID_BASIC_CONSTRAINTS = fromHex('0603551d13');
export const OID_KEY_USAGE = fromHex('0603551d0f');
const OID_EXTENDED_KEY_USAGE = fromHex('0603551d25');
const OID_SUBJECT_ALT_NAME = fromHex('0603551d11');
const OID_SERVER_AUTH = fromHex('06082b06010505070301');
const OID_CLIENT_AUTH = fromHex('06082b06010505070302');

const PKCS8_ED25519 = fromHex('302e020100300506032b657004220420');
export const NO_UNUSED_BITS = Uint8Array.of(0);
export const SERIAL_BYTES = 16;
const SEED_BYTES = 32;
const NODE_ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;
