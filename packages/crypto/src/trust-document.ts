// SPDX-License-Identifier: Apache-2.0
// A signed document of the trust list: exact body bytes and signatures of several holders (spec/trust-list.md, 1).
// A signature is one only if both kinds of it verify, and a holder counts once.
import { lengthPrefixed, toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import {
  type AttestationBodyJson,
  parseSignedFile,
  type RootBodyJson,
  type SignedFile,
  type StateBodyJson,
} from '@iims/wire/trust-documents';
import type { SigningKey, VerifyKey } from './keys.ts';
import { sha256 } from './primitives.ts';

export type TrustDocumentType = 'root' | 'state' | 'attestation';

/** A document as received. Its body is not to be parsed before `requireThreshold` passed over it. */
export interface SignedDocument extends SignedFile {
  /** The file, byte for byte: what is stored and handed on. */
  readonly file: Uint8Array;
  /** SHA-256 of the body in hexadecimal: by this digest logs and attestations name the document. */
  readonly sha256: string;
}

/** Somebody whose signature may count: an officer, a State in the root, a node. */
export interface Holder {
  readonly holder: string;
  readonly ed25519: VerifyKey;
  readonly mldsa65: VerifyKey;
}

/** The signing half of a holder. */
export interface HolderSigner {
  readonly holder: string;
  readonly ed25519: SigningKey;
  readonly mldsa65: SigningKey;
}

/** Reads the wrapper. @throws IimsError `trust.malformed`, `json.*` */
export function openSignedDocument(file: Uint8Array): SignedDocument {
  const signed = parseSignedFile(file);
  return { ...signed, file, sha256: toHex(sha256(signed.body)) };
}

/** Passes only if at least `threshold` of `holders` signed the body for this type of document. @throws IimsError `trust.threshold` */
export function requireThreshold(
  type: TrustDocumentType,
  document: SignedDocument,
  required: { readonly holders: readonly Holder[]; readonly threshold: number },
): void {
  const signed = holdersWhoSigned(type, document, required.holders);
  if (signed.length >= required.threshold) return;
  throw new IimsError('trust.threshold', {
    message: `Of the holders who may sign this ${type} ${signed.length} did, with both kinds of signature.`,
    field: 'signatures',
    rule: `at least ${required.threshold} of ${required.holders.length}`,
  });
}

/**
 * The holders who signed, each once. Starts from the holders and not from the signatures,
 * so that repeated elements cannot be counted twice.
 */
export function holdersWhoSigned(
  type: TrustDocumentType,
  document: SignedFile,
  holders: readonly Holder[],
): readonly Holder[] {
  const message = signedMessage(type, document.body);
  return holders.filter((holder) => {
    const signature = document.signatures.find((one) => one.holder === holder.holder);
    if (signature === undefined) return false;
    return holder.ed25519.verify(message, signature.ed25519) && holder.mldsa65.verify(message, signature.mldsa65);
  });
}

/** Makes the file of a signed document: the body is serialised here, once, and never again. */
export function signTrustDocument(
  body: RootBodyJson | StateBodyJson | AttestationBodyJson,
  signers: readonly HolderSigner[],
): Uint8Array {
  return signBodyBytes(body.type, utf8(JSON.stringify(body)), signers);
}

/** As `signTrustDocument`, over body bytes that exist already. */
export function signBodyBytes(type: TrustDocumentType, body: Uint8Array, signers: readonly HolderSigner[]): Uint8Array {
  const message = signedMessage(type, body);
  const signatures = signers.map(({ holder, ed25519, mldsa65 }) => ({
    holder,
    ed25519: toBase64(ed25519.sign(message)),
    mldsa65: toBase64(mldsa65.sign(message)),
  }));
  return utf8(`${JSON.stringify({ body: toBase64(body), signatures })}\n`);
}

/** What is signed: the domain keeps a signature for one type of document from serving for another. */
function signedMessage(type: TrustDocumentType, body: Uint8Array): Uint8Array {
  return lengthPrefixed(DOMAINS[type], body);
}

const DOMAINS: Readonly<Record<TrustDocumentType, Uint8Array>> = {
  root: utf8('iims/trust/root'),
  state: utf8('iims/trust/state'),
  attestation: utf8('iims/trust/attestation'),
};
