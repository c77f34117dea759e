// SPDX-License-Identifier: Apache-2.0
// Makes the file of a receipt: puts to its parts the documents of its time, and nothing that a court could not verify.
import type { Holder } from '@iims/crypto/trust-document';
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import type { TrustedNode, TrustedState } from '@iims/crypto/trust-state';
import { formatNote, isBy, type NoteSignature, noteKey, parseNote } from '@iims/tlog/note';
import { formatProofFile, parseProofFile } from '@iims/tlog/proof-file';
import { equalBytes } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { ReceiptArchive } from './receipt-archive.ts';
import { frameHeaderOf } from './receipt-exchange.ts';
import { formatReceipt, type ReceiptParts, type SignedBody } from './receipt-file.ts';
import { holdingSignatures, type ReceiptTrust, withHoldingSignatures } from './receipt-trust.ts';
import { type VerifiedReceipt, verifyReceiptParts } from './verify-receipt.ts';

export interface ComposedReceipt {
  readonly file: Uint8Array;
  readonly verified: VerifiedReceipt;
}

/** @throws IimsError `receipt.*` for parts that do not verify */
export function composeReceipt(archive: ReceiptArchive, parts: ReceiptParts): ComposedReceipt {
  const verified = verifyReceiptParts(archive.trust, parts);
  const documents = documentsFor(archive, parts, verified).map(({ state, document: { body, signatures } }) =>
    withHoldingSignatures(archive.roots, { state, body, signatures }),
  );
  return { file: formatReceipt({ ...parts, documents, roots: rootsOf(archive) }), verified };
}

/** The parts without lines under the checkpoint by keys that no document here lists: nobody could verify them. */
export function withoutStrangers(trust: ReceiptTrust, parts: ReceiptParts): ReceiptParts {
  if (parts.logged === undefined) return parts;
  const { index, path, checkpoint } = parseProofFile(parts.logged.proof);
  const note = parseNote(checkpoint);
  const [origin = ''] = note.text.split('\n', 1);
  const answeredBy = trust.signerAt(frameHeaderOf(parts.answer).sender)?.node.state;
  const witnesses = answeredBy === undefined ? [] : trust.witnessesOf(answeredBy);
  const known = witnesses.flatMap(({ witness: { name, keys } }) => keys.map((key) => noteKey(name, key)));
  const signatures = note.signatures.filter((line) => line.name === origin || known.some((key) => isBy(line, key)));
  if (signatures.length === note.signatures.length || signatures.length === 0) return parts;
  const proof = formatProofFile({ index, path, checkpoint: formatNote({ text: note.text, signatures }) });
  return { ...parts, logged: { ...parts.logged, proof } };
}

/**
 * For each key that signed the newest version of its time that lists it; of the answering State the newest of all too, in which a
 * revocation would show.
 */
function documentsFor(
  { versions }: ReceiptArchive,
  { question, answer, logged }: ReceiptParts,
  { state, askedBy, entry }: VerifiedReceipt,
): TrustedState[] {
  const chosen = new Set<TrustedState>();
  const add = (of: StateCode, at: number, lists: (node: TrustedNode) => boolean): void => {
    const ofThen = versions.filter(
      (version) => version.state === of && version.createdAt <= at + CLOCK_DIFFERENCE_MAX_MS,
    );
    const listing = ofThen.findLast(({ nodes }) => nodes.some(lists));
    if (listing) chosen.add(listing);
  };
  const signsWith = (keyId: Uint8Array) => (node: TrustedNode) =>
    node.signing.some(({ ed25519 }) => equalBytes(ed25519.keyId, keyId));
  const asked = frameHeaderOf(question);
  const answered = frameHeaderOf(answer);
  add(askedBy, asked.createdAt, signsWith(asked.sender));
  add(state, entry?.loggedAt ?? answered.createdAt, signsWith(answered.sender));
  const lines = logged && entry ? parseNote(parseProofFile(logged.proof).checkpoint).signatures : [];
  for (const line of lines) {
    for (const of of new Set(versions.map((version) => version.state))) {
      add(of, entry!.treeSignedAt, (node) => signsLine(node, line));
    }
  }
  const newest = versions.findLast((version) => version.state === state);
  if (newest) chosen.add(newest);
  return versions.filter((version) => chosen.has(version));
}

function signsLine({ state, log, witness }: TrustedNode, line: NoteSignature): boolean {
  const name = `iims/${state}/witness`;
  return (
    witness.some(({ mldsa44 }) => isBy(line, noteKey(name, mldsa44))) ||
    log.keys.some(({ ed25519 }) => isBy(line, noteKey(log.origin, ed25519)))
  );
}

/** The roots after root 1, each with the signatures that hold. */
export function rootsOf({ roots }: ReceiptArchive): SignedBody[] {
  return roots.slice(1).map(({ document: { body, signatures }, signers }, place) => {
    const holders: readonly Holder[] = [...roots[place]!.signers.holders, ...signers.holders];
    return { body, signatures: holdingSignatures('root', { body, signatures }, holders) };
  });
}
