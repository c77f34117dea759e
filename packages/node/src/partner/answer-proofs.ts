// SPDX-License-Identifier: Apache-2.0
// What an asker keeps of each partner's answer, so that it can prove later what was asked and what was said (spec/receipt.md, 15).
// It is made for every answer of every query: paths share their hashes, and what can be put back is not kept.
import type { SignedFrame } from '@iims/crypto/envelope';
import { encodeItemProof, type ItemProofFields } from '@iims/crypto/item-proof';
import { inclusionPaths } from '@iims/crypto/merkle-tree';
import { assert } from '@iims/wire/assert';
import { fromUtf8, lengthPrefixed, splitLengthPrefixed, utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { ANSWER_SLOT_BYTES, fillSlot } from '@iims/wire/slot';

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

/** Makes the proof of the answer at a place of the frame, from the frame that asked and the frame that answered. */
export function answerProver(
  asked: SignedFrame,
  answered: SignedFrame,
): (index: number, content: Uint8Array) => AnswerProof {
  const halfOfQuestion = halves(asked);
  const halfOfAnswer = halves(answered);
  const count = answered.items.length;
  return (index, content) => ({
    index,
    count,
    question: halfOfQuestion(index),
    answer: halfOfAnswer(index),
    content,
  });
}

function halves({ headerBytes, aboutBytes, items, signature }: SignedFrame): (index: number) => Half {
  const { paths } = inclusionPaths(items.map(({ hash }) => hash));
  return (index) => ({
    header: headerBytes,
    about: aboutBytes,
    nonce: items[index]!.nonce,
    path: paths[index]!,
    signature,
  });
}

/** What is kept of one query. */
export interface QueryProofs {
  /** 16 bytes. */
  readonly queryId: Uint8Array;
  /** Index of the entry `query.asked`, which holds the question. */
  readonly askedIndex: number;
  readonly byState: ReadonlyMap<StateCode, AnswerProof>;
}

/** As it is stored: parts after their lengths, in one piece of memory, since every query pays for it. */
export function packAnswerProofs({ queryId, askedIndex, byState }: QueryProofs): Uint8Array {
  const parts = [queryId, numbers(askedIndex)];
  for (const [state, { index, count, question, answer, content }] of byState) {
    parts.push(utf8(state), numbers(index, count, question.path.length, answer.path.length), content);
    for (const { header, about, nonce, signature, path } of [question, answer]) {
      parts.push(header, about, nonce, signature, ...path);
    }
  }
  return lengthPrefixed(...parts);
}

/** Reads what `packAnswerProofs` wrote. */
export function unpackAnswerProofs(packed: Uint8Array): QueryProofs {
  const parts = splitLengthPrefixed(packed);
  const next = (): Uint8Array => {
    const part = parts.next();
    assert(part.done !== true, 'what is kept of a query is whole');
    return part.value;
  };
  const half = (hashes: number): Half => {
    const [header, about, nonce, signature] = [next(), next(), next(), next()];
    return { header, about, nonce, signature, path: Array.from({ length: hashes }, next) };
  };
  const queryId = next();
  const [askedIndex] = readNumbers(next());
  const byState = new Map<StateCode, AnswerProof>();
  for (let state = parts.next(); state.done !== true; state = parts.next()) {
    const [index, count, questionHashes, answerHashes] = readNumbers(next());
    const content = next();
    const question = half(questionHashes!);
    const answer = half(answerHashes!);
    byState.set(fromUtf8(state.value) as StateCode, { index: index!, count: count!, question, answer, content });
  }
  return { queryId, askedIndex: askedIndex!, byState };
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

/** Whole numbers below 2^53, eight bytes each. */
function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * NUMBER_BYTES);
  const view = new DataView(bytes.buffer);
  for (let place = 0; place < values.length; place += 1) view.setFloat64(place * NUMBER_BYTES, values[place]!);
  return bytes;
}

function readNumbers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / NUMBER_BYTES }, (_, place) => view.getFloat64(place * NUMBER_BYTES));
}

const NUMBER_BYTES = 8;
