// SPDX-License-Identifier: Apache-2.0
// Verifies a receipt from its bytes and a root of trust alone: no network, no clock, no disk (spec/receipt.md, 4 to 13).
import { type BatchProof, decodeBatchProof, frameDigest, verifyBatchProof } from '@iims/crypto/batch-signature';
import { type ProvenItem, verifyItemProof } from '@iims/crypto/item-proof';
import { sha256 } from '@iims/crypto/primitives';
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import type { QueryId, StateCode } from '@iims/wire/identifiers';
import { type Answer, parseAnswer, parseQuestion, type Question } from '@iims/wire/query';
import { ANSWER_SLOT_BYTES, readSlot } from '@iims/wire/slot';
import { parseReceipt, type ReceiptDocument, type ReceiptParts } from './receipt-file.ts';
import { ReceiptTrust, type Signer } from './receipt-trust.ts';
import {
  isBytes,
  judgeRevocation,
  LastCheckpoints,
  type LoggedFacts,
  type OpenedEntry,
  type ReceiptStanding,
  readOpenedEntry,
  refused,
  standingOf,
  verifyLogged,
  within,
} from './verify-logged-entry.ts';

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

/**
 * Verifies what a receipt proves against documents that are trusted. `last` is for a caller that verifies many receipts of one log.
 * @throws IimsError `receipt.*`
 */
export function verifyReceiptParts(
  trust: ReceiptTrust,
  receipt: ReceiptParts,
  last: LastCheckpoints = new LastCheckpoints(),
): VerifiedReceipt {
  const entry = receipt.logged && readOpenedEntry(receipt.logged, ['query.answered']);
  const answered = verifyAnswer(trust, receipt.answer, entry?.at);
  const asked = verifyQuestion(trust, receipt.question);
  checkBinding(asked, answered);
  if (entry) checkEntry(entry, asked, answered);
  const { node } = answered.signer;
  const logged = receipt.logged && entry && verifyLogged(trust, receipt.logged, entry.at, { node, last });
  const batch = receipt.batch && verifyBatch(receipt.batch, answered);
  const questionBatch = receipt.questionBatch && verifyBatch(receipt.questionBatch, asked);
  const revokedSince = judgeRevocation(trust, answered.signer, logged);
  const { question } = asked;
  const { answer } = answered;
  return {
    federation: trust.root.federation,
    exercise: question.exercise,
    state: node.state,
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
    standing: standingOf(logged),
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

function verifyBatch(proof: Uint8Array, { item, signer }: Proven): BatchProof {
  return within('receipt.batch', () => {
    const batch = decodeBatchProof(proof);
    verifyBatchProof(batch, frameDigest(item.signed), signer.keys);
    return batch;
  });
}
