// SPDX-License-Identifier: Apache-2.0
// What an asker keeps of each partner's answer, so that it can prove later what was asked and what was said (spec/receipt.md, 15).
// It is made for every answer of every query: what a frame says once is kept once, and what can be put back is not kept.
import type { SignedFrame } from '@iims/crypto/envelope';
import { encodeItemProof, type ItemProofFields } from '@iims/crypto/item-proof';
import { HASH_BYTES, inclusionPath } from '@iims/crypto/merkle-tree';
import { assert } from '@iims/wire/assert';
import { concatBytes, fromUtf8, lengthPrefixed, splitLengthPrefixed } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { ANSWER_SLOT_BYTES, fillSlot } from '@iims/wire/slot';
import type { KeptProofs } from '../store/answer-proofs.ts';

/** An answer with the two frames in which question and answer stood, in the same place of each. */
export interface AnswerProof {
  readonly index: number;
  readonly count: number;
  readonly question: Half;
  readonly answer: Half;
  /** Content of the answer's slot. */
  readonly content: Uint8Array;
}

/** The proof of an item without the item. */
type Half = Pick<ItemProofFields, 'header' | 'about' | 'nonce' | 'path' | 'signature'>;

/** The same as it is kept: what is the answer's own, and the two frames, in one piece that all their answers share. */
export interface ProvenAnswer {
  readonly frames: Uint8Array;
  readonly index: number;
  readonly questionNonce: Uint8Array;
  readonly answerNonce: Uint8Array;
  readonly content: Uint8Array;
}

/** Tells what proves the answer at a place of a frame, from the frame that asked and the frame that answered. */
export function answerProver(
  asked: SignedFrame,
  answered: SignedFrame,
): (index: number, content: Uint8Array) => ProvenAnswer {
  const frames = lengthPrefixed(...signedParts(asked), ...signedParts(answered));
  return (index, content) => ({
    frames,
    index,
    questionNonce: asked.items[index]!.nonce,
    answerNonce: answered.items[index]!.nonce,
    content,
  });
}

/** Paths are not among them: they follow from the hashes of all items. */
function signedParts({ headerBytes, aboutBytes, items, signature }: SignedFrame): Uint8Array[] {
  return [headerBytes, aboutBytes, signature, concatBytes(...items.map(({ hash }) => hash))];
}

/** What is kept of one query. */
export interface QueryProofs {
  /** 16 bytes. */
  readonly queryId: Uint8Array;
  /** Index of the entry `query.asked`, which holds the question. */
  readonly askedIndex: number;
  readonly byState: ReadonlyMap<StateCode, AnswerProof>;
}

/** As it is stored: parts after their lengths, in one piece of memory, and apart from it what other queries may share. */
export function packAnswerProofs({
  queryId,
  askedIndex,
  byState,
}: Omit<QueryProofs, 'byState'> & { readonly byState: ReadonlyMap<StateCode, ProvenAnswer> }): KeptProofs {
  const parts = [queryId, numberBytes(askedIndex)];
  const shared: Uint8Array[] = [];
  for (const [state, { frames, index, questionNonce, answerNonce, content }] of byState) {
    parts.push(codeBytes(state), numberBytes(index), content, questionNonce, answerNonce);
    shared.push(frames);
  }
  return { queryId, packed: lengthPrefixed(...parts), shared };
}

/** Reads what `packAnswerProofs` wrote. */
export function unpackAnswerProofs({ packed, shared }: Omit<KeptProofs, 'queryId'>): QueryProofs {
  const parts = splitLengthPrefixed(packed);
  const next = nextOf(parts);
  const queryId = next();
  const [askedIndex] = readNumbers(next());
  const byState = new Map<StateCode, AnswerProof>();
  for (let state = parts.next(); state.done !== true; state = parts.next()) {
    const frames = shared[byState.size];
    byState.set(fromUtf8(state.value) as StateCode, frames === undefined ? readWhole(next) : readOf(frames, next));
  }
  return { queryId, askedIndex: askedIndex!, byState };
}

function readOf(frames: Uint8Array, next: () => Uint8Array): AnswerProof {
  const [index] = readNumbers(next());
  const content = next();
  const [questionNonce, answerNonce] = [next(), next()];
  const nextOfFrames = nextOf(splitLengthPrefixed(frames));
  const half = (nonce: Uint8Array) => {
    const [header, about, signature, hashes] = [nextOfFrames(), nextOfFrames(), nextOfFrames(), nextOfFrames()];
    const leaves = hashesOf(hashes);
    return { half: { header, about, nonce, signature, path: inclusionPath(leaves, index!) }, count: leaves.length };
  };
  const question = half(questionNonce);
  const { half: answer, count } = half(answerNonce);
  return { index: index!, count, question: question.half, answer, content };
}

/** A proof with all that belongs to it in one piece. */
function readWhole(next: () => Uint8Array): AnswerProof {
  const [index, count, questionHashes, answerHashes] = readNumbers(next());
  const content = next();
  const half = (hashes: number): Half => {
    const [header, about, nonce, signature] = [next(), next(), next(), next()];
    return { header, about, nonce, signature, path: Array.from({ length: hashes }, next) };
  };
  const question = half(questionHashes!);
  const answer = half(answerHashes!);
  return { index: index!, count: count!, question, answer, content };
}

function nextOf(parts: Generator<Uint8Array, undefined>): () => Uint8Array {
  return () => {
    const part = parts.next();
    assert(part.done !== true, 'what is kept of a query is whole');
    return part.value;
  };
}

function hashesOf(joined: Uint8Array): Uint8Array[] {
  return Array.from({ length: joined.length / HASH_BYTES }, (_, leaf) =>
    joined.subarray(leaf * HASH_BYTES, (leaf + 1) * HASH_BYTES),
  );
}

/** The proofs of both items (spec/envelope.md, 13): the question's bytes stand in the asking entry, the slot's zeros follow from its length. */
export function itemProofsOf(
  { index, count, question, answer, content }: AnswerProof,
  questionBytes: Uint8Array,
): { readonly question: Uint8Array; readonly answer: Uint8Array } {
  return {
    question: encodeItemProof({ ...question, index, count, item: questionBytes }),
    answer: encodeItemProof({ ...answer, index, count, item: fillSlot(content, ANSWER_SLOT_BYTES)! }),
  };
}

/** A State's code is ASCII. */
function codeBytes(state: StateCode): Uint8Array {
  const bytes = new Uint8Array(state.length);
  for (let i = 0; i < state.length; i += 1) bytes[i] = state.charCodeAt(i);
  return bytes;
}

/** A whole number below 2^53, in eight bytes. */
function numberBytes(value: number): Uint8Array {
  NUMBER_VIEW.setFloat64(0, value);
  // So short an array needs no memory beside V8's heap, unless somebody asks for its buffer.
  const bytes = new Uint8Array(NUMBER_BYTES);
  bytes.set(NUMBER);
  return bytes;
}

function readNumbers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / NUMBER_BYTES }, (_, place) => view.getFloat64(place * NUMBER_BYTES));
}

const NUMBER_BYTES = 8;
const NUMBER = new Uint8Array(new ArrayBuffer(NUMBER_BYTES));
const NUMBER_VIEW = new DataView(NUMBER.buffer);
