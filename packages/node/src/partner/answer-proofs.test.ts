// SPDX-License-Identifier: Apache-2.0
// What is kept of partners' answers gives the proofs of their frames back, byte for byte.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beginChannel } from '@iims/crypto/channel';
import { type SealedFrame, sealFrame } from '@iims/crypto/envelope';
import { proveItem } from '@iims/crypto/item-proof';
import { inclusionPath } from '@iims/crypto/merkle-tree';
import { kemKeyAt, nodesOf } from '@iims/crypto/trust-lookup';
import { lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { ANSWER_SLOT_BYTES, fillSlot } from '@iims/wire/slot';
import { AZE, countingRandom, foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { type AnswerProof, answerProver, itemProofsOf, packAnswerProofs, unpackAnswerProofs } from './answer-proofs.ts';

const NOW = Date.UTC(2026, 10, 2, 12);
const ASKED_INDEX = 2 ** 40 + 7;
const founded = foundedForTests(NOW);
const random = countingRandom('answer proofs');

describe('what is kept of answers', () => {
  const queryId = uuidToBytes(uuidV7(NOW, random(10)));
  const questions = ['first', 'second', 'third', 'fourth', 'fifth'].map(utf8);
  const contents = questions.map((question) => utf8(`answer to ${question.length}`));
  const [toUkr, fromUkr] = [frame(GEO, UKR, questions), frame(UKR, GEO, contents.map(slotOf))];
  const [toAze, fromAze] = [frame(GEO, AZE, questions.slice(1, 2)), frame(AZE, GEO, contents.slice(1, 2).map(slotOf))];
  const [ofUkr, ofAze] = [answerProver(toUkr, fromUkr), answerProver(toAze, fromAze)];

  it('are the proofs of the question and the answer in their frames, whichever place they had', () => {
    for (const index of questions.keys()) {
      const byState = new Map([[UKR, ofUkr(index, contents[index]!)]]);
      const read = unpackAnswerProofs(packAnswerProofs({ queryId, askedIndex: ASKED_INDEX, byState }));
      assert.deepEqual([read.queryId, read.askedIndex, [...read.byState.keys()]], [queryId, ASKED_INDEX, [UKR]]);
      assert.deepEqual(itemProofsOf(read.byState.get(UKR)!, questions[index]!), {
        question: proveItem(toUkr, index),
        answer: proveItem(fromUkr, index),
      });
    }
  });

  it('are apart from what all answers of the two frames share, which is one object for all of them', () => {
    const pack = (index: number, byState: readonly (readonly [StateCode, ReturnType<typeof ofUkr>])[]) =>
      packAnswerProofs({ queryId, askedIndex: index, byState: new Map(byState) });
    const one = pack(0, [[UKR, ofUkr(0, contents[0]!)]]);
    const other = pack(1, [
      [UKR, ofUkr(1, contents[1]!)],
      [AZE, ofAze(0, contents[1]!)],
    ]);
    assert.equal(one.shared[0], other.shared[0]);
    assert.deepEqual([one.shared.length, other.shared.length], [1, 2]);
    assert.ok(one.packed.length < 250, `${one.packed.length} bytes of its own`);
    const { byState } = unpackAnswerProofs(other);
    assert.deepEqual(itemProofsOf(byState.get(AZE)!, questions[1]!).answer, proveItem(fromAze, 0));
    assert.deepEqual(itemProofsOf(byState.get(UKR)!, questions[1]!).answer, proveItem(fromUkr, 1));
  });

  it('are read also where they were kept in one piece', () => {
    const half = ({ headerBytes, aboutBytes, items, signature }: SealedFrame): AnswerProof['question'] => {
      const path = inclusionPath(
        items.map(({ hash }) => hash),
        3,
      );
      return { header: headerBytes, about: aboutBytes, nonce: items[3]!.nonce, path, signature };
    };
    const halves = [half(toUkr), half(fromUkr)] as const;
    const parts = [queryId, numbers(ASKED_INDEX), utf8(UKR)];
    parts.push(numbers(3, questions.length, halves[0].path.length, halves[1].path.length), contents[3]!);
    for (const { header, about, nonce, signature, path } of halves)
      parts.push(header, about, nonce, signature, ...path);
    const { byState, askedIndex } = unpackAnswerProofs({ packed: lengthPrefixed(...parts), shared: [] });
    assert.equal(askedIndex, ASKED_INDEX);
    assert.deepEqual(itemProofsOf(byState.get(UKR)!, questions[3]!), {
      question: proveItem(toUkr, 3),
      answer: proveItem(fromUkr, 3),
    });
  });
});

function frame(from: StateCode, to: StateCode, items: readonly Uint8Array[]): SealedFrame {
  const signer = founded.states.get(from)!.keys.signing[0]!.ed25519;
  const recipient = kemKeyAt(nodesOf(founded.trust, to)[0]!, NOW)!;
  return sealFrame({
    header: {
      id: uuidToBytes(uuidV7(NOW, random(10))),
      createdAt: NOW,
      expiresAt: NOW + 300_000,
      exercise: true,
      trustListVersion: 1,
    },
    about: { kind: 'query-frame' },
    items,
    signer,
    channel: beginChannel(signer.keyId, recipient, NOW, random),
    random,
  });
}

function slotOf(content: Uint8Array): Uint8Array {
  return fillSlot(content, ANSWER_SLOT_BYTES)!;
}

function numbers(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (const [place, value] of values.entries()) view.setFloat64(place * 8, value);
  return new Uint8Array(view.buffer);
}
