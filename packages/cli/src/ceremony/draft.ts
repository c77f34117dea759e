// SPDX-License-Identifier: Apache-2.0
// A draft on its way from signer to signer (spec/ceremony.md, 6): who may sign it, who has, and what makes it a finished document.

import { sha256 } from '@iims/crypto/primitives';
import {
  type Holder,
  type HolderSigner,
  holdersWhoSigned,
  openSignedDocument,
  signBodyBytes,
} from '@iims/crypto/trust-document';
import { acceptRoot, acceptState, type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { readRoot } from '@iims/crypto/trust-root';
import { readState } from '@iims/crypto/trust-state';
import { assert } from '@iims/wire/assert';
import { equalBytes, fromBase64, fromUtf8, toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { type Draft, parseDraft } from '@iims/wire/ceremony-documents';
import { IimsError } from '@iims/wire/errors';
import { parseSignedFile } from '@iims/wire/trust-documents';
import { bundleWithoutAttestations, trustOfBundle } from './basis.ts';
import { hasSigned, readJoinBody, requestSigners } from './join-request.ts';
import { type PaperSignature, paperFile, signPaper } from './signed-paper.ts';

export type DraftType = Draft['draft'];

export interface OpenDraft {
  readonly type: DraftType;
  readonly body: Uint8Array;
  /** The fingerprint: SHA-256 of the body in hexadecimal. */
  readonly sha256: string;
  readonly signatures: readonly PaperSignature[];
  readonly basis: TrustList | undefined;
  /** Every one of these groups has to reach its threshold. */
  readonly groups: readonly SignerGroup[];
}

export interface SignerGroup {
  /** Who they are, in words. */
  readonly title: string;
  readonly threshold: number;
  readonly holders: readonly Holder[];
}

export function makeDraft(type: DraftType, body: Uint8Array, basis: TrustList | undefined): OpenDraft {
  return withGroups({ type, body, sha256: toHex(sha256(body)), signatures: [], basis });
}

/** Reads a draft and judges the signatures in it. Throws `ceremony.draft-changed`, `ceremony.malformed`, `trust.*`, `json.*`. */
export function openDraft(file: Uint8Array): OpenDraft {
  const { draft: type, body, signatures, basis } = parseDraft(file);
  const bytes = fromBase64(body);
  const opened = withGroups({
    type,
    body: bytes,
    sha256: toHex(sha256(bytes)),
    signatures,
    basis: basis === null ? undefined : trustOfBundle(fromBase64(basis)),
  });
  const holders = opened.groups.flatMap((group) => group.holders);
  for (const signature of signatures) {
    if (!holders.some((holder) => verifies(opened, signature, holder))) throw changed(signature.holder);
  }
  return opened;
}

export function draftFile({ type, body, signatures, basis }: OpenDraft): Uint8Array {
  const held: Draft = {
    format: 1,
    draft: type,
    body: toBase64(body),
    signatures: [...signatures],
    basis: basis === undefined ? null : toBase64(bundleWithoutAttestations(basis)),
  };
  return utf8(`${JSON.stringify(held)}\n`);
}

/** Adds a signature, under the name that the list of signers gives to the key. Throws `ceremony.not-a-signer`, `ceremony.signed-already`. */
export function signDraft(
  draft: OpenDraft,
  signer: HolderSigner,
): { readonly draft: OpenDraft; readonly holder: Holder } {
  const holder = draft.groups.flatMap(({ holders }) => holders).find((each) => isOf(each, signer));
  if (holder === undefined) {
    throw new IimsError('ceremony.not-a-signer', {
      message: 'This key is none of those that may sign this draft.',
      field: 'holder',
      rule: `one of ${signerNames(draft).join(', ')}`,
      fix: 'Compare the fingerprint of the holder file with those that `iims trust show` prints.',
    });
  }
  if (whoSigned(draft, [holder]).length > 0) {
    throw new IimsError('ceremony.signed-already', {
      message: 'This holder has signed this draft.',
      field: 'holder',
      rule: 'a holder counts once',
      fix: 'Hand the draft to the next signer.',
    });
  }
  const signatures = [...draft.signatures, signatureOf(draft, { ...signer, holder: holder.holder })];
  return { draft: { ...draft, signatures }, holder };
}

/** Those of `holders` whose signature is in the draft, with both kinds. */
export function whoSigned(draft: OpenDraft, holders: readonly Holder[]): readonly Holder[] {
  return holders.filter((holder) => draft.signatures.some((signature) => verifies(draft, signature, holder)));
}

/** The finished document, accepted upon the draft's basis. Throws `trust.*`, `ceremony.proof`. */
export function finishDraft(
  draft: OpenDraft,
  now: number,
): { readonly file: Uint8Array; readonly trust: TrustList | undefined } {
  const file = paperFile(draft.body, draft.signatures);
  const { type, basis } = draft;
  if (type === 'join-request') {
    for (const group of draft.groups) {
      const missing = group.holders.length - whoSigned(draft, group.holders).length;
      if (missing > 0) throw tooFew(missing);
    }
    return { file, trust: undefined };
  }
  if (type === 'root') return { file, trust: basis === undefined ? trustFromRoot(file) : acceptRoot(basis, file) };
  assert(basis !== undefined, "a State's document is judged against a root");
  const { state } = readState(openSignedDocument(file));
  return { file, trust: acceptState(basis, state, file, now) };
}

/** The body of a draft as the JSON it is. It was parsed strictly when the draft was opened or made. */
export function bodyOf<Body>({ body }: OpenDraft): Body {
  return JSON.parse(fromUtf8(body)) as Body;
}

function withGroups(draft: Omit<OpenDraft, 'groups'>): OpenDraft {
  return { ...draft, groups: groupsOf(draft) };
}

function groupsOf({ type, body, basis }: Omit<OpenDraft, 'groups'>): readonly SignerGroup[] {
  if (type === 'join-request') {
    const holders = requestSigners(readJoinBody(body));
    return [{ title: 'everybody whom the request names', threshold: holders.length, holders }];
  }
  const document = openSignedDocument(paperFile(body, []));
  if (type === 'root') {
    const root = readRoot(document);
    const own = { title: `the holders of root ${root.version}, the one that is signed here`, ...root.signers };
    if (basis === undefined) return [own];
    return [{ title: `the holders of root ${basis.root.version}, in force`, ...basis.root.signers }, own];
  }
  const { state } = readState(document);
  const officers = basis?.root.officers.get(state);
  if (officers !== undefined) return [{ title: `the officers of ${state}`, ...officers }];
  throw new IimsError('trust.unknown-state', {
    message: 'The root names no such State, so nobody can sign for it.',
    field: 'state',
    rule: 'a State that the root of the basis names',
    fix: 'Give the latest root as a second --basis.',
  });
}

function verifies(draft: OpenDraft, signature: PaperSignature, holder: Holder): boolean {
  const signed = parseSignedFile(paperFile(draft.body, [signature]));
  if (draft.type === 'join-request') return hasSigned(signed, holder);
  const document = { ...signed, file: signed.body, sha256: draft.sha256 };
  return holdersWhoSigned(draft.type, document, [holder]).length > 0;
}

function signatureOf({ type, body }: OpenDraft, signer: HolderSigner): PaperSignature {
  if (type === 'join-request') return signPaper(type, body, signer);
  const [signature] = parseSignedFile(signBodyBytes(type, body, [signer])).signatures;
  assert(signature !== undefined, 'one signer gives one signature');
  return { holder: signature.holder, ed25519: toBase64(signature.ed25519), mldsa65: toBase64(signature.mldsa65) };
}

function isOf(holder: Holder, signer: HolderSigner): boolean {
  return (
    equalBytes(holder.ed25519.publicKey, signer.ed25519.publicKey) &&
    equalBytes(holder.mldsa65.publicKey, signer.mldsa65.publicKey)
  );
}

function signerNames({ groups }: OpenDraft): readonly string[] {
  return [...new Set(groups.flatMap(({ holders }) => holders.map(({ holder }) => holder)))];
}

function changed(holder: string): IimsError {
  return new IimsError('ceremony.draft-changed', {
    message: 'A signature in the draft does not fit what the draft says.',
    field: `signature of ${holder}`,
    rule: 'nothing in a draft is changed after the first signature',
    fix: 'Throw it away, make the draft again, and find out who had it in hand.',
  });
}

function tooFew(missing: number): IimsError {
  return new IimsError('ceremony.proof', {
    message: `The request lacks ${missing === 1 ? 'one signature' : `${missing} signatures`}.`,
    field: 'signatures',
    rule: 'the root holder and every officer sign it',
    fix: '`iims trust show` tells who is missing.',
  });
}
