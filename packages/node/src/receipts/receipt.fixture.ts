// SPDX-License-Identifier: Apache-2.0
// A receipt of a hit, made from nothing but keys: Georgia asked, Ukraine answered and logged, partners cosigned. Tests change its parts.
import {
  type BatchSigners,
  encodeBatchProof,
  frameDigest,
  proveInBatch,
  signBatch,
} from '@iims/crypto/batch-signature';
import { beginChannel } from '@iims/crypto/channel';
import { type FrameToSeal, sealFrame } from '@iims/crypto/envelope';
import { proveItem } from '@iims/crypto/item-proof';
import { inclusionPath, leafHash, treeRoot } from '@iims/crypto/merkle-tree';
import { sha256 } from '@iims/crypto/primitives';
import { openSignedDocument } from '@iims/crypto/trust-document';
import { kemKeyAt, nodesOf } from '@iims/crypto/trust-lookup';
import { signCheckpoint } from '@iims/tlog/checkpoint';
import { cosign } from '@iims/tlog/cosignature';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import { formatNote, parseNote } from '@iims/tlog/note';
import { formatProofFile } from '@iims/tlog/proof-file';
import { encodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { Answer, Question } from '@iims/wire/query';
import { ANSWER_SLOT_BYTES, fillSlot } from '@iims/wire/slot';
import { holderSigner } from '../keys/seed-files.ts';
import { AZE, countingRandom, foundedForTests, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import { type FoundedFederation, reissueState } from '../trust/found.ts';
import { formatReceipt, type Receipt, type ReceiptDocument } from './receipt-file.ts';

/** What of the story goes otherwise than it should. */
export interface Changes {
  readonly question?: Partial<Question>;
  readonly answer?: Partial<Answer>;
  readonly answerFrame?: Partial<FrameToSeal['header']>;
  readonly answeredBy?: StateCode;
  readonly entry?: Readonly<Record<string, unknown>>;
  readonly cosignedBy?: readonly StateCode[];
  /** Of all of them, or of each. */
  readonly cosignedAt?: number | readonly number[];
  readonly checkpointAt?: number;
  readonly documentsOf?: readonly StateCode[];
  readonly receipt?: Partial<Receipt>;
}

export interface MadeReceipt {
  readonly founded: FoundedFederation;
  readonly receipt: Receipt;
  readonly file: Uint8Array;
  readonly rootOfTrust: Uint8Array;
}

export const ANSWERED_AT = Date.UTC(2026, 10, 2, 12);
/** The asked-for entry's place in a log of seven entries. */
export const LOG_INDEX = 4;

export async function makeReceipt(changes: Changes = {}): Promise<MadeReceipt> {
  const founded = federation();
  const random = countingRandom('receipt');
  const answeredBy = changes.answeredBy ?? UKR;
  const frame = (from: StateCode, to: StateCode, header: Partial<FrameToSeal['header']>, items: Uint8Array[]) => {
    const signer = founded.states.get(from)!.keys.signing[0]!.ed25519;
    const recipient = kemKeyAt(nodesOf(founded.trust, to)[0]!, ANSWERED_AT)!;
    return sealFrame({
      header: {
        id: uuidToBytes(uuidV7(ANSWERED_AT, random(10))),
        createdAt: ANSWERED_AT,
        expiresAt: ANSWERED_AT + 300_000,
        exercise: true,
        trustListVersion: 1,
        ...header,
      },
      about: { kind: header.inReplyTo ? 'answer-frame' : 'query-frame' },
      items,
      signer,
      channel: beginChannel(signer.keyId, recipient, ANSWERED_AT, random),
      random,
    });
  };
  const question: Question = {
    id: uuidV7(ANSWERED_AT, random(10)),
    subjects: [{ kind: 'travel-document', number: 'UT1234567' }],
    purpose: 'border-check',
    caseRef: 'RECEIPT-1',
    askedAt: ANSWERED_AT,
    asker: { state: GEO, authority: 'Border Guard', officer: 'officer-7' },
    exercise: true,
    ...changes.question,
  };
  const neighbour = encodeCbor({ ...question, id: uuidV7(ANSWERED_AT, random(10)) });
  const asked = frame(GEO, answeredBy, {}, [neighbour, encodeCbor(question), neighbour]);
  const answer: Answer = {
    questionHash: asked.itemHashes[1]!,
    queryId: question.id,
    outcome: 'hit',
    asOf: ANSWERED_AT,
    changedOn: '2026-01-05',
    registers: 1,
    behind: 0,
    hits: [HIT],
    more: false,
    repeated: false,
    ...changes.answer,
  };
  const content = encodeCbor(answer);
  const slot = fillSlot(content, ANSWER_SLOT_BYTES)!;
  const header = { inReplyTo: asked.header.id, ...changes.answerFrame };
  const answered = frame(answeredBy, GEO, header, [slot, slot, slot]);

  const body = encodeCbor({
    event: 'query.answered',
    at: ANSWERED_AT - 2,
    asker: GEO,
    queryId: question.id,
    questionHash: answer.questionHash,
    answerDigest: sha256(content),
    exercise: true,
    outcome: answer.outcome,
    own: random(32),
    ...changes.entry,
  });
  const salt = random(32);
  const { keys, documentEntry } = founded.states.get(answeredBy)!;
  const proof = proveInLog({ founded, commitment: entryCommitment(salt, body), answeredBy, ...changes });
  const batched = async (signed: Uint8Array, signers: BatchSigners) => {
    const digests = [random(32), frameDigest(signed), random(32)];
    return encodeBatchProof(proveInBatch(await signBatch({ digests, signers, signedAt: ANSWERED_AT + 80, random }), 1));
  };
  const receipt: Receipt = {
    question: proveItem(asked, 1),
    answer: proveItem(answered, 1),
    logged: { salt, body, proof: proof(documentEntry.log.origin) },
    batch: await batched(answered.signed, keys.signing[0]!),
    questionBatch: await batched(asked.signed, founded.states.get(GEO)!.keys.signing[0]!),
    documents: (changes.documentsOf ?? [GEO, UKR, AZE, MDA]).map((state) => documentOf(founded, state)),
    roots: [],
    ...changes.receipt,
  };
  return { founded, receipt, file: formatReceipt(receipt), rootOfTrust: founded.rootFile };
}

let founded: FoundedFederation | undefined;
/** Founded once: making its keys takes longer than all else. */
function federation(): FoundedFederation {
  founded ??= foundedForTests(ANSWERED_AT - 86_400_000, 'demo-receipts');
  return founded;
}

/** A State's document as receipts carry it, with one opening key only, so that it is short. */
export function documentOf(founded: FoundedFederation, state: StateCode): ReceiptDocument {
  const { officers, documentEntry } = founded.states.get(state)!;
  const file = reissueState({
    file: founded.trust.states.get(state)!.document.file,
    changes: { nodes: [{ ...documentEntry, kem: documentEntry.kem.slice(0, 1) }] },
    officers: officers.slice(0, 2).map(holderSigner),
    now: ANSWERED_AT - 3_600_000,
  });
  return receiptDocument(state, file);
}

export function receiptDocument(state: StateCode, file: Uint8Array): ReceiptDocument {
  const { body, signatures } = openSignedDocument(file);
  return { state, body, signatures };
}

export interface ProofToMake extends Pick<Changes, 'cosignedBy' | 'cosignedAt' | 'checkpointAt'> {
  readonly founded: FoundedFederation;
  readonly commitment: Uint8Array;
  readonly answeredBy: StateCode;
}

/** The proof that a State's log of seven entries holds a commitment, by the origin of that log. */
export function proveInLog({
  founded,
  commitment,
  answeredBy,
  ...changes
}: ProofToMake): (origin: string) => Uint8Array {
  const { cosignedBy = [AZE, MDA], checkpointAt = ANSWERED_AT + 1_000, cosignedAt = checkpointAt + 4_000 } = changes;
  const leaves = Array.from({ length: 7 }, (_, i) =>
    leafHash(i === LOG_INDEX ? commitment : new Uint8Array(32).fill(i)),
  );
  return (origin) => {
    const tree = { origin, size: leaves.length, root: treeRoot(leaves) };
    const signers = founded.states.get(answeredBy)!.keys.log[0]!;
    const note = parseNote(signCheckpoint(tree, signers, Math.floor(checkpointAt / 1_000)));
    const cosignatures = cosignedBy.map((state, place) => {
      const witness = founded.states.get(state)!.keys.witness[0]!;
      return cosign(
        tree,
        `iims/${state}/witness`,
        witness,
        Math.floor((typeof cosignedAt === 'number' ? cosignedAt : cosignedAt[place]!) / 1_000),
      );
    });
    const checkpoint = formatNote({ text: note.text, signatures: [...note.signatures, ...cosignatures] });
    return formatProofFile({ index: LOG_INDEX, path: inclusionPath(leaves, LOG_INDEX), checkpoint });
  };
}

const HIT: Answer['hits'][number] = {
  band: 'hit',
  alertId: 'UKR-STD-1',
  register: 'documents',
  category: 'stolen',
  subjectKind: 'travel-document',
  matchedOn: 'as-given',
  why: [],
  authority: 'Border Guard',
  action: 'keep-document',
  cautions: [],
  handling: 'H1',
  facts: [],
};
