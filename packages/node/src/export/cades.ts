// SPDX-License-Identifier: Apache-2.0
// A detached CMS signature (RFC 5652) of the profile CAdES baseline B (ETSI EN 319 122-1): ECDSA P-256 with SHA-256, the signing
// certificate inside and named by its hash (RFC 5035), so that `openssl cms -verify -cades` knows it. One fixed form, written and read.
import { isSignedByDocumentKey } from '@iims/crypto/document-key';
import { sha256 } from '@iims/crypto/primitives';
import { equalBytes, fromHex } from '@iims/wire/bytes';
import { der, explicit, INTEGER, OCTET_STRING, partAt, SEQUENCE, SET, sequence, setOf, time } from '../keys/der.ts';
import { type DocumentSigner, ECDSA_WITH_SHA256, issuerAndSerial } from '../keys/document-certificate.ts';

/** DER of a ContentInfo. `signedAt`: by the signer's clock; its whole second stands in the signature. */
export function signDetached(content: Uint8Array, signer: DocumentSigner, signedAt: number): Uint8Array {
  const attributes = signedAttributes(content, signer.certificate, signedAt);
  return contentInfo(signer.certificate, attributes, signer.sign(der(SET, ...attributes)));
}

/**
 * Whether the bytes are such a signature over exactly this content, made with this certificate at this second. They are written anew
 * and compared, so that nothing in them goes unread but the signature, and that is verified.
 */
export function isDetachedSignature(
  signature: Uint8Array,
  {
    content,
    certificate,
    spki,
    signedAt,
  }: {
    readonly content: Uint8Array;
    readonly certificate: Uint8Array;
    readonly spki: Uint8Array;
    readonly signedAt: number;
  },
): boolean {
  if (issuerAndSerial(certificate) === undefined) return false;
  const attributes = signedAttributes(content, certificate, signedAt);
  const value = lastValueOf(signature);
  if (value === undefined || !equalBytes(contentInfo(certificate, attributes, value), signature)) return false;
  return isSignedByDocumentKey(spki, der(SET, ...attributes), value);
}

function contentInfo(certificate: Uint8Array, attributes: readonly Uint8Array[], value: Uint8Array): Uint8Array {
  const { issuer, serial } = issuerAndSerial(certificate)!;
  const signerInfo = sequence(
    VERSION_1,
    sequence(issuer, serial),
    SHA_256,
    der(explicit(0), ...attributes),
    ECDSA_WITH_SHA256,
    der(OCTET_STRING, value),
  );
  const signedData = sequence(
    VERSION_1,
    der(SET, SHA_256),
    sequence(ID_DATA), // without content: detached
    der(explicit(0), certificate),
    der(SET, signerInfo),
  );
  return sequence(ID_SIGNED_DATA, der(explicit(0), signedData));
}

/** In the order of a DER set. Signing certificate and time are what makes it CAdES baseline B. */
function signedAttributes(content: Uint8Array, certificate: Uint8Array, signedAt: number): Uint8Array[] {
  const { issuer, serial } = issuerAndSerial(certificate)!;
  const certificateId = sequence(
    der(OCTET_STRING, sha256(certificate)), // SHA-256 is the default that is left out (RFC 5035, 4)
    sequence(sequence(der(explicit(4), issuer)), serial),
  );
  const attributes = [
    sequence(CONTENT_TYPE, der(SET, ID_DATA)),
    sequence(SIGNING_TIME, der(SET, time(signedAt))),
    sequence(MESSAGE_DIGEST, der(SET, der(OCTET_STRING, sha256(content)))),
    sequence(SIGNING_CERTIFICATE_V2, der(SET, sequence(sequence(certificateId)))),
  ];
  const inOrder = setOf(...attributes);
  const parts: Uint8Array[] = [];
  for (let at = partAt(inOrder, 0)!.content; at < inOrder.length; ) {
    const { end } = partAt(inOrder, at)!;
    parts.push(inOrder.slice(at, end));
    at = end;
  }
  return parts;
}

/** The octets of the last part, which is the value of the signature. */
function lastValueOf(signature: Uint8Array): Uint8Array | undefined {
  for (let start = Math.max(0, signature.length - VALUE_BYTES_MAX); start < signature.length; start += 1) {
    if (signature[start] !== OCTET_STRING) continue;
    const part = partAt(signature, start);
    if (part?.end === signature.length && signature[part.content] === SEQUENCE) return signature.slice(part.content);
  }
  return undefined;
}

const VERSION_1 = der(INTEGER, Uint8Array.of(1));
const SHA_256 = sequence(fromHex('0609608648016503040201'));
const ID_DATA = fromHex('06092a864886f70d010701');
const ID_SIGNED_DATA = fromHex('06092a864886f70d010702');
const CONTENT_TYPE = fromHex('06092a864886f70d010903');
const MESSAGE_DIGEST = fromHex('06092a864886f70d010904');
const SIGNING_TIME = fromHex('06092a864886f70d010905');
const SIGNING_CERTIFICATE_V2 = fromHex('060b2a864886f70d010910022f');
/** Tag, length, and both numbers of a P-256 signature in DER. */
const VALUE_BYTES_MAX = 2 + 72;
