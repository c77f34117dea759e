// SPDX-License-Identifier: Apache-2.0
// What an asker keeps of each partner's answer, so that it can prove later what was asked and what was said (spec/receipt.md, 15).
// It is made for every answer of every query: paths share their hashes, and what can be put back is not kept.
import type { SignedFrame } from '@iims/crypto/envelope';
import { encodeItemProof, type ItemProofFields } from '@iims/crypto/item-proof';
import { HASH_BYTES, inclusionPaths } from '@iims/crypto/merkle-tree';
import { concatBytes } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
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

/** The proofs of one query, by State, as they are stored: field names cost more than what they name. */
export function packAnswerProofs(proofs: readonly (readonly [StateCode, AnswerProof])[]): Uint8Array {
  return encodeCbor(
    proofs.map(([state, { index, count, question, answer, content }]) => [
      state,
      index,
      count,
      ...packHalf(question),
      ...packHalf(answer),
      content,
    ]),
  );
}

/** Reads what `packAnswerProofs` wrote. */
export function unpackAnswerProofs(packed: Uint8Array): ReadonlyMap<StateCode, AnswerProof> {
  const rows = decodeCbor(packed) as [StateCode, number, number, ...Uint8Array[]][];
  return new Map(
    rows.map(([state, index, count, ...parts]) => [
      state,
      {
        index,
        count,
        question: unpackHalf(parts.slice(0, HALF_PARTS)),
        answer: unpackHalf(parts.slice(HALF_PARTS, 2 * HALF_PARTS)),
        content: parts[2 * HALF_PARTS]!,
      },
    ]),
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

function packHalf({ header, about, nonce, path, signature }: Half): Uint8Array[] {
  return [header, about, nonce, concatBytes(...path), signature];
}

function unpackHalf([header, about, nonce, path, signature]: readonly Uint8Array[]): Half {
  const hashes = Array.from({ length: path!.length / HASH_BYTES }, (_, i) =>
    path!.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
  return { header: header!, about: about!, nonce: nonce!, path: hashes, signature: signature! };
}

const HALF_PARTS = 5;
