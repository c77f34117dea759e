// SPDX-License-Identifier: Apache-2.0
// Verifies a receipt from its bytes and a root of trust alone: no network, no clock, no disk (spec/receipt.md, 4 to 13).
import { type BatchProof, decodeBatchProof, frameDigest, verifyBatchProof } from '@iims/crypto/batch-signature';
import { type ProvenItem, verifyItemProof } from '@iims/crypto/item-proof';
import type { VerifyKey } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import type { TrustedNode } from '@iims/crypto/trust-state';
import { type LogKeys, openCheckpoint, type SignedCheckpoint } from '@iims/tlog/checkpoint';
import { COMMITMENT_BYTES, entryCommitment } from '@iims/tlog/entry-bundle';
import { isBy, noteKey, parseNote } from '@iims/tlog/note';
import { claimedOrigin, type Witness, witnessedAtSeconds } from '@iims/tlog/policy';
import { parseProofFile, verifyProofFile } from '@iims/tlog/proof-file';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { QueryId, StateCode } from '@iims/wire/identifiers';
import { type Answer, parseAnswer, parseQuestion, type Question } from '@iims/wire/query';
import { ANSWER_SLOT_BYTES, readSlot } from '@iims/wire/slot';
import { type LoggedAnswer, parseReceipt, type ReceiptDocument, type ReceiptParts } from './receipt-file.ts';
import { ReceiptTrust, type Signer } from './receipt-trust.ts';

/** How much stands behind the entry: a quorum of partners, the log's own word, or nothing but the answer's signature. */
export type ReceiptStanding = 'witnessed' | 'provisional' | 'unlogged';

/** What a good receipt shows. Nothing of it says whom or what the query was about. Times in milliseconds since 1970. */
export interface VerifiedReceipt {
  readonly federation: string;
  readonly exercise: boolean;
  /** Who answered. */
  readonly state: StateCode;
  readonly askedBy: StateCode;
  readonly queryId: QueryId;
  readonly askedAt: number;
  readonly outcome: Answer['outcome'];
  readonly reason?: string;
  /** Hits in the answer. */
  readonly hits: number;
  /** How fresh and how whole the answer was (spec/query.md, 6 to 9); of one that tells nothing of data `registers` is 0. */
  readonly asOf: number;
  /** YYYY-MM-DD */
  readonly changedOn?: string;
  readonly registers: number;
  readonly behind: number;
  /** When the frame of the answer was signed, by the answering node's clock. */
  readonly signedAt: number;
  /** When both keys signed its batch; absent without a batch part. */
  readonly batchSignedAt?: number;
  /** The same of the question's frame, by the asking node's clock. */
  readonly questionBatchSignedAt?: number;
  readonly standing: ReceiptStanding;
  readonly entry?: LoggedFacts;
  /** Since when one of the keys is listed no more; the entry was witnessed before. */
  readonly revokedSince?: number;
}

interface LoggedFacts {
  readonly origin: string;
  readonly index: number;
  readonly treeSize: number;
  /** When the log signed the tree. */
  readonly treeSignedAt: number;
  readonly loggedAt: number;
  /** States that cosigned the checkpoint. */
  readonly witnesses: readonly StateCode[];
  /** How many the root asks for. */
  readonly quorum: number;
  /** When a quorum had seen it; absent below the quorum. */
  readonly witnessedAt?: number;
}

export interface ReceiptToVerify {
  readonly file: Uint8Array;
  /** Root 1 of the federation, as the verifier got it in person. */
  readonly rootOfTrust: Uint8Array;
  /** Newer documents that the verifier has. */
  readonly documents?: readonly ReceiptDocument[];
}

/** @throws IimsError `receipt.*`, with the fault behind it as `cause`; `trust.*` for a root of trust that is none */
export function verifyReceipt({ file, rootOfTrust, documents = [] }: ReceiptToVerify): VerifiedReceipt {
  const receipt = parseReceipt(file);
  return verifyReceiptParts(ReceiptTrust.of(rootOfTrust, receipt, documents), receipt);
}

/** Verifies what a receipt proves against documents that are trusted. @throws IimsError `receipt.*` */
export function verifyReceiptParts(trust: ReceiptTrust, receipt: ReceiptParts): VerifiedReceipt {
  const entry = receipt.logged && readEntry(receipt.logged);
  const answered = verifyAnswer(trust, receipt.answer, entry?.at);
  const asked = verifyQuestion(trust, receipt.question);
  checkBinding(asked, answered);
  if (entry) checkEntry(entry, asked, answered);
  const logged = receipt.logged && entry && verifyLog(trust, receipt.logged, entry.at, answered.signer);
  const batch = receipt.batch && verifyBatch(receipt.batch, answered);
  const questionBatch = receipt.questionBatch && verifyBatch(receipt.questionBatch, asked);
  const revokedSince = checkRevocation(trust, answered.signer, logged);
  const { question } = asked;
  const { answer } = answered;
  return {
    federation: trust.root.federation,
    exercise: question.exercise,
    state: answered.signer.node.state,
    askedBy: question.asker.state,
    queryId: question.id,
    askedAt: question.askedAt,
    outcome: answer.outcome,
    ...(answer.reason === undefined ? {} : { reason: answer.reason }),
    hits: answer.hits.length,
    asOf: answer.asOf,
    ...(answer.changedOn === undefined ? {} : { changedOn: answer.changedOn }),
    registers: answer.registers,
    behind: answer.behind,
    signedAt: answered.item.header.createdAt,
    ...(batch && { batchSignedAt: batch.signedAt }),
    ...(questionBatch && { questionBatchSignedAt: questionBatch.signedAt }),
    standing: logged === undefined ? 'unlogged' : logged.facts.witnessedAt === undefined ? 'provisional' : 'witnessed',
    ...(logged && { entry: logged.facts }),
    ...(revokedSince === undefined ? {} : { revokedSince }),
  };
}

interface Proven {
  readonly item: ProvenItem;
  readonly signer: Signer;
}

interface ProvenAnswer extends Proven {
  readonly answer: Answer;
  /** The slot's content: what the entry has the digest of. */
  readonly content: Uint8Array;
}

interface ProvenQuestion extends Proven {
  readonly question: Question;
}

function verifyAnswer(trust: ReceiptTrust, proof: Uint8Array, loggedAt: number | undefined): ProvenAnswer {
  return within('receipt.answer', () => {
    const { item, signer } = verifyItem(trust, proof, 'answer-frame', loggedAt);
    const content = readSlot(item.bytes, ANSWER_SLOT_BYTES);
    return { item, signer, content, answer: parseAnswer(decodeCbor(content)) };
  });
}

function verifyQuestion(trust: ReceiptTrust, proof: Uint8Array): ProvenQuestion {
  return within('receipt.question', () => {
    const { item, signer } = verifyItem(trust, proof, 'query-frame', undefined);
    const question = parseQuestion(decodeCbor(item.bytes));
    if (question.asker.state !== signer.node.state) {
      throw refused('receipt.question', 'the State that signed is the one that the question names');
    }
    return { item, signer, question };
  });
}

/** `judgedAt`: when the signer's key must have been listed; absent, the time that the frame itself names. */
function verifyItem(
  trust: ReceiptTrust,
  proof: Uint8Array,
  kind: 'query-frame' | 'answer-frame',
  judgedAt: number | undefined,
): Proven {
  const item = verifyItemProof(proof, (keyId, createdAt) => trust.signerAt(keyId, judgedAt ?? createdAt)?.keys.ed25519);
  if (item.about.kind !== kind) throw refused('receipt.binding', `an item of a frame of kind ${kind}`);
  const signer = trust.signerAt(item.header.sender, judgedAt ?? item.header.createdAt)!;
  return { item, signer };
}

function checkBinding(asked: ProvenQuestion, answered: ProvenAnswer): void {
  const { header } = answered.item;
  const holds =
    equalBytes(answered.answer.questionHash, asked.item.hash) &&
    answered.answer.queryId === asked.question.id &&
    header.inReplyTo !== undefined &&
    equalBytes(header.inReplyTo, asked.item.header.id) &&
    answered.item.index === asked.item.index &&
    answered.item.count === asked.item.count &&
    header.exercise === asked.item.header.exercise &&
    header.exercise === asked.question.exercise &&
    answered.signer.node.state !== asked.signer.node.state;
  if (!holds) throw refused('receipt.binding', 'the answer is to this question, in the place where it was asked');
}

interface OpenedEntry {
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

function readEntry({ body }: LoggedAnswer): OpenedEntry {
  const fields = within('receipt.entry', () => decodeCbor(body)) as Record<string, unknown> | null;
  if (fields?.event !== 'query.answered' || !Number.isSafeInteger(fields.at)) {
    throw refused('receipt.entry', 'an entry query.answered with its time');
  }
  return { at: fields.at as number, fields };
}

function checkEntry({ at, fields }: OpenedEntry, asked: ProvenQuestion, answered: ProvenAnswer): void {
  const { question } = asked;
  const { answer, content, item } = answered;
  const holds =
    fields.asker === question.asker.state &&
    fields.queryId === question.id &&
    fields.exercise === question.exercise &&
    fields.outcome === answer.outcome &&
    isBytes(fields.questionHash, answer.questionHash) &&
    isBytes(fields.answerDigest, sha256(content)) &&
    Math.abs(at - item.header.createdAt) <= CLOCK_DIFFERENCE_MAX_MS;
  if (!holds)
    throw refused('receipt.entry', 'asker, query, question, answer and time of the entry are those of the proofs');
}

interface Logged {
  readonly facts: LoggedFacts;
  /** The pair that signed the checkpoint. */
  readonly keys: readonly VerifyKey[];
}

function verifyLog(
  trust: ReceiptTrust,
  { salt, body, proof }: LoggedAnswer,
  loggedAt: number,
  { node }: Signer,
): Logged {
  return within('receipt.log', () => {
    const file = parseProofFile(proof);
    if (file.extra !== undefined) throw refused('receipt.log', 'a proof without extra data, which nobody signs');
    if (salt.length !== COMMITMENT_BYTES) throw refused('receipt.log', `a salt has ${COMMITMENT_BYTES} bytes`);
    const origin = claimedOrigin(file.checkpoint);
    const { log, at } = logAtItsTime(trust, node, origin, file.checkpoint);
    const listed = trust.witnessesOf(node.state, at);
    const quorum = trust.root.witnessQuorum;
    const witnesses = listed.map(({ witness }) => witness);
    const { index, checkpoint, cosigners } = verifyProofFile(file, entryCommitment(salt, body), {
      log,
      witnesses,
      quorum,
    });
    requireKnownLines(checkpoint, witnesses);
    if (at < loggedAt - CLOCK_DIFFERENCE_MAX_MS)
      throw refused('receipt.log', 'the checkpoint is not older than the entry');
    const witnessedAt = witnessedAtSeconds(cosigners, quorum);
    const facts = {
      origin,
      index,
      treeSize: checkpoint.size,
      treeSignedAt: at,
      loggedAt,
      witnesses: listed
        .filter(({ witness }) => cosigners.some(({ name }) => name === witness.name))
        .map(({ state }) => state),
      quorum,
      ...(witnessedAt === undefined ? {} : { witnessedAt: witnessedAt * 1_000 }),
    };
    return { facts, keys: keysThatSigned(file.checkpoint, log) };
  });
}

/** The log's keys that counted when it signed the checkpoint, which is verified with any of its keys to learn when that was. */
function logAtItsTime(
  trust: ReceiptTrust,
  node: TrustedNode,
  origin: string,
  checkpoint: Uint8Array,
): { readonly log: LogKeys; readonly at: number } {
  const ever = trust.logOf(node, origin);
  if (ever === undefined) throw refused('receipt.log', 'the log of the node that signed the answer');
  const at = openCheckpoint(checkpoint, ever).signedAtSeconds * 1_000;
  const log = trust.logOf(node, origin, at);
  if (log === undefined) throw refused('receipt.log', "a document in force at the checkpoint's time lists the log");
  return { log, at };
}

/** A line that nobody can verify says nothing, and whoever reads a receipt might think that it did. */
function requireKnownLines({ otherSignatures }: SignedCheckpoint, witnesses: readonly Witness[]): void {
  const known = witnesses.flatMap(({ name, keys }) => keys.map((key) => noteKey(name, key)));
  if (otherSignatures.every((line) => known.some((key) => isBy(line, key)))) return;
  throw refused('receipt.log', 'every line under the checkpoint is by the log or by a witness');
}

function keysThatSigned(checkpoint: Uint8Array, { origin, keys }: LogKeys): VerifyKey[] {
  const { signatures } = parseNote(checkpoint);
  const pair = keys.find(({ ed25519 }) => signatures.some((line) => isBy(line, noteKey(origin, ed25519))));
  return pair === undefined ? [] : [pair.ed25519, pair.mldsa44];
}

function verifyBatch(proof: Uint8Array, { item, signer }: Proven): BatchProof {
  return within('receipt.batch', () => {
    const batch = decodeBatchProof(proof);
    verifyBatchProof(batch, frameDigest(item.signed), signer.keys);
    return batch;
  });
}

/** After a key was revoked only the partners' word puts a signature before that. Returns since when it is, if it is. */
function checkRevocation(trust: ReceiptTrust, { node, keys }: Signer, logged: Logged | undefined): number | undefined {
  const used = [keys.ed25519, keys.mldsa65, ...(logged?.keys ?? [])];
  const revokedSince = trust.withdrawnSince(node.state, used);
  if (revokedSince === undefined) return undefined;
  const witnessedAt = logged?.facts.witnessedAt;
  if (witnessedAt !== undefined && witnessedAt <= revokedSince) return revokedSince;
  throw refused('receipt.key-revoked', 'a quorum of witnesses saw the entry before a key that signed was revoked');
}

/** Runs one part of the verification; what it throws becomes the cause of that part's code. */
function within<T>(code: ErrorCode, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (!(cause instanceof IimsError) || cause.code.startsWith('receipt.')) throw cause;
    throw refused(code, cause.rule ?? cause.message, cause);
  }
}

function refused(code: ErrorCode, rule: string, cause?: unknown): IimsError {
  return new IimsError(code, { message: 'The receipt does not hold.', rule, cause });
}

function isBytes(value: unknown, expected: Uint8Array): boolean {
  return value instanceof Uint8Array && equalBytes(value, expected);
}
