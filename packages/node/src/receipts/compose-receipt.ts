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
import {
  type EntryInLog,
  formatReceipt,
  type ReceiptDocument,
  type ReceiptParts,
  type SignedBody,
} from './receipt-file.ts';
import { holdingSignatures, type ReceiptTrust, withHoldingSignatures } from './receipt-trust.ts';
import { formatSignedReceipt, type SignedReceiptParts } from './signed-receipt-file.ts';
import type { LoggedFacts } from './verify-logged-entry.ts';
import { type VerifiedReceipt, verifyReceiptParts } from './verify-receipt.ts';
import { type SignedWith, type VerifiedSignedReceipt, verifySignedParts } from './verify-signed-receipt.ts';

export interface ComposedReceipt<Verified> {
  readonly file: Uint8Array;
  readonly verified: Verified;
}

/** Of a query. @throws IimsError `receipt.*` for parts that do not verify */
export function composeReceipt(archive: ReceiptArchive, parts: ReceiptParts): ComposedReceipt<VerifiedReceipt> {
  const verified = verifyReceiptParts(archive.trust, parts);
  const asked = frameHeaderOf(parts.question);
  const answered = frameHeaderOf(parts.answer);
  const { state, askedBy, entry } = verified;
  const documents = documentsFor(archive, {
    signers: [
      { state: askedBy, signer: asked.sender, at: asked.createdAt },
      { state, signer: answered.sender, at: entry?.loggedAt ?? answered.createdAt },
    ],
    ...checkpointOf(parts.logged, entry),
    newestOf: [state],
  });
  return { file: formatReceipt({ ...parts, documents, roots: rootsOf(archive) }), verified };
}

/** Of what a partner's node signed about a message. @throws IimsError `receipt.*` for parts that do not verify */
export function composeSignedReceipt(
  archive: ReceiptArchive,
  parts: SignedReceiptParts,
): ComposedReceipt<VerifiedSignedReceipt> {
  const { verified, by } = verifySignedParts(archive.trust, parts);
  const documents = documentsFor(archive, {
    signers: [by],
    ...checkpointOf(parts.logged, verified.log),
    newestOf: [by.state],
  });
  return { file: formatSignedReceipt({ ...parts, documents, roots: rootsOf(archive) }), verified };
}

/** The entry without lines under its checkpoint by keys that no document here lists: nobody could verify them. */
export function withoutStrangers(trust: ReceiptTrust, logged: EntryInLog, state: StateCode): EntryInLog {
  const { index, path, checkpoint } = parseProofFile(logged.proof);
  return { ...logged, proof: formatProofFile({ index, path, checkpoint: linesThatCount(trust, checkpoint, state) }) };
}

/** A checkpoint of a State's log with the lines of the log and of witnesses that a document lists; unchanged where there are none. */
export function linesThatCount(trust: ReceiptTrust, checkpoint: Uint8Array, state: StateCode): Uint8Array {
  const note = parseNote(checkpoint);
  const [origin = ''] = note.text.split('\n', 1);
  const known = trust
    .witnessesOf(state)
    .flatMap(({ witness: { name, keys } }) => keys.map((key) => noteKey(name, key)));
  const signatures = note.signatures.filter((line) => line.name === origin || known.some((key) => isBy(line, key)));
  if (signatures.length === note.signatures.length || signatures.length === 0) return checkpoint;
  return formatNote({ text: note.text, signatures });
}

interface DocumentsWanted {
  readonly signers: readonly SignedWith[];
  /** The lines under the log's checkpoint. */
  readonly lines?: readonly NoteSignature[];
  readonly treeSignedAt?: number;
  /** In whose newest documents a revocation would show. */
  readonly newestOf: readonly StateCode[];
}

/** For each key that signed the newest version of its time that lists it, and the newest version of all of these States. */
function documentsFor(archive: ReceiptArchive, wanted: DocumentsWanted): ReceiptDocument[] {
  const { signers, lines = [], treeSignedAt = 0, newestOf } = wanted;
  const { versions, roots } = archive;
  const chosen = new Set<TrustedState | undefined>(
    signers.map((one) => listing(versions, one.state, one.at, signsWith(one.signer))),
  );
  for (const line of lines) {
    for (const of of new Set(versions.map(({ state }) => state))) {
      chosen.add(listing(versions, of, treeSignedAt, (node) => signsLine(node, line)));
    }
  }
  for (const of of newestOf) chosen.add(versions.findLast(({ state }) => state === of));
  return versions
    .filter((version) => chosen.has(version))
    .map(({ state, document: { body, signatures } }) => withHoldingSignatures(roots, { state, body, signatures }));
}

/** The document by which each of them signed, and the newest of each State, every document once. */
export function documentsOfSigners(archive: ReceiptArchive, signers: readonly SignedWith[]): ReceiptDocument[] {
  return documentsFor(archive, { signers, newestOf: signers.map(({ state }) => state) });
}

function checkpointOf(
  logged: EntryInLog | undefined,
  facts: LoggedFacts | undefined,
): Pick<DocumentsWanted, 'lines' | 'treeSignedAt'> {
  if (logged === undefined || facts === undefined) return {};
  const { signatures: lines } = parseNote(parseProofFile(logged.proof).checkpoint);
  return { lines, treeSignedAt: facts.treeSignedAt };
}

function listing(
  versions: readonly TrustedState[],
  of: StateCode,
  at: number,
  lists: (node: TrustedNode) => boolean,
): TrustedState | undefined {
  const ofThen = versions.filter(({ state, createdAt }) => state === of && createdAt <= at + CLOCK_DIFFERENCE_MAX_MS);
  return ofThen.findLast(({ nodes }) => nodes.some(lists));
}

function signsWith(keyId: Uint8Array): (node: TrustedNode) => boolean {
  return (node) => node.signing.some(({ ed25519 }) => equalBytes(ed25519.keyId, keyId));
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
