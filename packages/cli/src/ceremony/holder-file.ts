// SPDX-License-Identifier: Apache-2.0
// A holder file (spec/ceremony.md, 4.2): the public halves of an officer's or root holder's key, signed by that key.

import type { HolderSigner } from '@iims/crypto/trust-document';
import { toBase64, utf8 } from '@iims/wire/bytes';
import { type HolderBody, parsePaperBody } from '@iims/wire/ceremony-documents';
import { parseSignedFile } from '@iims/wire/trust-documents';
import { type HolderKeys, holderFingerprint } from './fingerprint.ts';
import { keysOf, noProof, paperFile, paperVerifies, signPaper } from './signed-paper.ts';

export interface HolderPaper {
  readonly body: HolderBody;
  readonly keys: HolderKeys;
  /** SHA-256 in hexadecimal. */
  readonly fingerprint: string;
  readonly file: Uint8Array;
}

export function makeHolderFile(
  signer: HolderSigner,
  about: Pick<HolderBody, 'federation' | 'custody' | 'set' | 'createdAt'>,
): Uint8Array {
  const body: HolderBody = {
    format: 1,
    type: 'holder',
    holder: signer.holder,
    ...about,
    ed25519: toBase64(signer.ed25519.publicKey),
    mldsa65: toBase64(signer.mldsa65.publicKey),
  };
  const bytes = utf8(JSON.stringify(body));
  return paperFile(bytes, [signPaper('holder', bytes, signer)]);
}

/** Throws `ceremony.proof` when the key did not sign its own file, `ceremony.malformed`, `trust.malformed`, `json.*`. */
export function readHolderFile(file: Uint8Array): HolderPaper {
  const { body: bytes, signatures } = parseSignedFile(file);
  const body = parsePaperBody(bytes);
  if (body.type !== 'holder') throw noProof('holder', 'a holder file');
  const keys = keysOf(body);
  const isProven = signatures.some((signature) => paperVerifies('holder', bytes, keys, signature));
  if (!isProven) throw noProof('holder', 'signed with both kinds of signature by the keys in it');
  return { body, keys, fingerprint: holderFingerprint(keys), file };
}
