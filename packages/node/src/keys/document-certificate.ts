// SPDX-License-Identifier: Apache-2.0
// The self-issued X.509 certificate of a node's document key (RFC 5280, RFC 5480): what tools of today want around a P-256 key. It
// vouches for nothing; the node's hybrid signature beside it does, and whoever got it from the State in person (spec/case-export.md).
import { type DocumentKey, documentKeyFromSeed } from '@iims/crypto/document-key';
import { assert } from '@iims/wire/assert';
import { concatBytes, fromHex } from '@iims/wire/bytes';
import {
  extension,
  NO_UNUSED_BITS,
  nameWithSerial,
  OID_BASIC_CONSTRAINTS,
  OID_KEY_USAGE,
  positive,
  SERIAL_BYTES,
} from './certificate.ts';
import { BIT_STRING, der, explicit, INTEGER, partAt, sequence, time } from './der.ts';

/** What signs the documents that leave a node, and the certificate that goes with them. */
export interface DocumentSigner extends DocumentKey {
  /** DER. */
  readonly certificate: Uint8Array;
}

export interface DocumentCertificateSubject {
  /** Becomes the common name, such as `IIMS documents of geo-1`. */
  readonly name: string;
  /** 32 bytes. */
  readonly seed: Uint8Array;
  /** 16 random bytes. */
  readonly serial: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** DER. No extended key usage: a tool that asks for one of its own finds nothing against it. */
export function documentCertificate(subject: DocumentCertificateSubject): Uint8Array {
  assert(subject.serial.length === SERIAL_BYTES, 'a certificate serial is 16 bytes');
  const { spki, sign } = documentKeyFromSeed(subject.seed);
  const serial = positive(subject.serial);
  const name = nameWithSerial(subject.name, serial);
  const toBeSigned = sequence(
    der(explicit(0), der(INTEGER, Uint8Array.of(2))), // version 3
    der(INTEGER, serial),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(subject.notBefore), time(subject.notAfter)),
    name,
    spki,
    der(
      explicit(3),
      sequence(
        extension(OID_BASIC_CONSTRAINTS, sequence(), true), // cA FALSE: this key signs no other certificate
        extension(OID_KEY_USAGE, der(BIT_STRING, Uint8Array.of(6, 0xc0)), true), // digitalSignature, nonRepudiation
      ),
    ),
  );
  return sequence(toBeSigned, ECDSA_WITH_SHA256, der(BIT_STRING, concatBytes(NO_UNUSED_BITS, sign(toBeSigned))));
}

/** What of a certificate a signature names: issuer and serial number, as they stand in it; undefined for bytes that are none. */
export function issuerAndSerial(
  certificate: Uint8Array,
): { readonly issuer: Uint8Array; readonly serial: Uint8Array } | undefined {
  const whole = partAt(certificate, 0);
  const toBeSigned = whole && partAt(certificate, whole.content);
  const version = toBeSigned && partAt(certificate, toBeSigned.content);
  const serial = version && partAt(certificate, version.end);
  const algorithm = serial && partAt(certificate, serial.end);
  const issuer = algorithm && partAt(certificate, algorithm.end);
  if (!issuer) return undefined;
  return {
    serial: certificate.slice(version.end, serial.end),
    issuer: certificate.slice(algorithm.end, issuer.end),
  };
}

/** 1.2.840.10045.4.3.2 (RFC 5758, 3.2). */
export const ECDSA_WITH_SHA256 = sequence(fromHex('06082a8648ce3d040302'));
