// SPDX-License-Identifier: Apache-2.0
// Papers that are no documents of the trust list, signed by holders in the same way: exact body bytes, both kinds of signature,
// and a domain of their own (spec/ceremony.md, 4.1), so that no signature for one kind of paper serves for another.

import { verifyKeyFromPublic } from '@iims/crypto/keys';
import type { HolderSigner } from '@iims/crypto/trust-document';
import { fromBase64, lengthPrefixed, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { HolderKeys } from './fingerprint.ts';

export type PaperType = 'holder' | 'join-request' | 'transcript-signature';

/** One holder's signature as a file holds it: base64. */
export interface PaperSignature {
  readonly holder: string;
  readonly ed25519: string;
  readonly mldsa65: string;
}

export function signPaper(
  type: PaperType,
  body: Uint8Array,
  { holder, ed25519, mldsa65 }: HolderSigner,
): PaperSignature {
  const message = paperMessage(type, body);
  return { holder, ed25519: toBase64(ed25519.sign(message)), mldsa65: toBase64(mldsa65.sign(message)) };
}

/** Whether both kinds of this signature are of these keys over this body. */
export function paperVerifies(
  type: PaperType,
  body: Uint8Array,
  keys: HolderKeys,
  signature: { readonly ed25519: Uint8Array; readonly mldsa65: Uint8Array },
): boolean {
  const message = paperMessage(type, body);
  return (
    verifyKeyFromPublic('ed25519', keys.ed25519).verify(message, signature.ed25519) &&
    verifyKeyFromPublic('ml-dsa-65', keys.mldsa65).verify(message, signature.mldsa65)
  );
}

/** The file of a signed paper. */
export function paperFile(body: Uint8Array, signatures: readonly PaperSignature[]): Uint8Array {
  return utf8(`${JSON.stringify({ body: toBase64(body), signatures })}\n`);
}

/** Public halves as papers hold them, as bytes. */
export function keysOf({ holder, ed25519, mldsa65 }: PaperSignature): HolderKeys {
  return { holder, ed25519: fromBase64(ed25519), mldsa65: fromBase64(mldsa65) };
}

export function noProof(field: string, rule: string): IimsError {
  return new IimsError('ceremony.proof', {
    message: 'The paper is not signed by the keys that it shows.',
    field,
    rule,
    fix: 'Ask whoever made it for another copy, and compare the fingerprints by telephone.',
  });
}

function paperMessage(type: PaperType, body: Uint8Array): Uint8Array {
  return lengthPrefixed(utf8(`iims/ceremony/${type}`), body);
}
