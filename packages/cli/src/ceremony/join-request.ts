// SPDX-License-Identifier: Apache-2.0
// A join request (spec/ceremony.md, 4.3): what a State says of its root holder and officers, signed by every one of them.

import { verifyKeyFromPublic } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import type { Holder } from '@iims/crypto/trust-document';
import { toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { type JoinRequestBody, parsePaperBody } from '@iims/wire/ceremony-documents';
import { IimsError } from '@iims/wire/errors';
import { parseSignedFile, type SignedFile } from '@iims/wire/trust-documents';
import type { HolderKeys } from './fingerprint.ts';
import type { HolderPaper } from './holder-file.ts';
import { keysOf, noProof, paperVerifies } from './signed-paper.ts';

export interface JoinRequest {
  readonly body: JoinRequestBody;
  /** SHA-256 of the body in hexadecimal. */
  readonly sha256: string;
}

/** The body that root holder and officers are to sign. Throws as `readJoinBody` when it breaks a rule. */
export function makeJoinBody(input: {
  readonly about: Pick<JoinRequestBody, 'federation' | 'state' | 'name' | 'createdAt' | 'node'>;
  readonly holder: HolderPaper;
  readonly officers: readonly HolderPaper[];
  readonly threshold: number;
}): Uint8Array {
  const { about, holder, officers, threshold } = input;
  for (const { body } of [holder, ...officers]) {
    if (body.federation !== about.federation) throw refused(`holder ${body.holder}`, `made for ${about.federation}`);
  }
  if (holder.body.holder !== about.state) throw refused('holder', 'the root holder is named as the State');
  const named = officers.map(({ keys }) => ({ holder: keys.holder, ...inBase64(keys) }));
  const body = { format: 1, type: 'join-request', ...about, holder: inBase64(holder.keys) };
  const bytes = utf8(JSON.stringify({ ...body, officers: { threshold, holders: named } }));
  readJoinBody(bytes);
  return bytes;
}

/** Reads a request that everybody in it has signed. Throws `ceremony.proof`, `ceremony.malformed`, `input.invalid`, `json.*`. */
export function readJoinRequest(file: Uint8Array): JoinRequest {
  const signed = parseSignedFile(file);
  const body = readJoinBody(signed.body);
  const missing = requestSigners(body).find((holder) => !hasSigned(signed, holder));
  if (missing !== undefined) throw noProof(missing.holder, 'the root holder and every officer signed the request');
  return { body, sha256: toHex(sha256(signed.body)) };
}

/** The body, with the rules that need no signature. */
export function readJoinBody(bytes: Uint8Array): JoinRequestBody {
  const body = parsePaperBody(bytes);
  if (body.type !== 'join-request') throw noProof('type', 'a join request');
  const { threshold, holders } = body.officers;
  if (threshold < OFFICERS_MIN || threshold > holders.length || 2 * threshold <= holders.length) {
    throw refused('officers', 'at least two officers sign, and more than half of them');
  }
  const keys = [{ holder: body.state, ...body.holder }, ...holders];
  // One person with two names, or one key under two names, would count twice.
  const marks = keys.flatMap(({ holder, ed25519, mldsa65 }) => [`name ${holder}`, ed25519, mldsa65]);
  if (new Set(marks).size < marks.length) throw refused('officers', 'no name and no key stands twice');
  return body;
}

/** Everybody who has to sign: the root holder under the name of the State, and the officers. */
export function requestSigners({ state, holder, officers }: JoinRequestBody): readonly Holder[] {
  return [{ holder: state as string, ...holder }, ...officers.holders].map((named) => {
    const keys = keysOf(named);
    return {
      holder: keys.holder,
      ed25519: verifyKeyFromPublic('ed25519', keys.ed25519),
      mldsa65: verifyKeyFromPublic('ml-dsa-65', keys.mldsa65),
    };
  });
}

export function hasSigned({ body, signatures }: SignedFile, { holder, ed25519, mldsa65 }: Holder): boolean {
  const keys = { holder, ed25519: ed25519.publicKey, mldsa65: mldsa65.publicKey };
  return signatures.some(
    (signature) => signature.holder === holder && paperVerifies('join-request', body, keys, signature),
  );
}

function inBase64({ ed25519, mldsa65 }: HolderKeys): { readonly ed25519: string; readonly mldsa65: string } {
  return { ed25519: toBase64(ed25519), mldsa65: toBase64(mldsa65) };
}

function refused(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'The join request breaks a rule.',
    field,
    rule,
    fix: 'Correct it and let everybody sign again.',
  });
}

const OFFICERS_MIN = 2;
