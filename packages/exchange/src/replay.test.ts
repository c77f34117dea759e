// SPDX-License-Identifier: Apache-2.0
// When a question is answered again and when it is refused.
import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import fc from 'fast-check';
import { type Answered, judgeQuestion, WINDOW_MS } from './replay.ts';

const NOW = 1_800_000_000_000;
const digest = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const held: Answered<string> = { questionDigest: digest(1), answer: 'hit' };

function judge(askedAt: number, fill: number, answered: Answered<string> | undefined) {
  return judgeQuestion({ askedAt, now: NOW, questionDigest: digest(fill), answered });
}

describe('replay', () => {
  it('looks a question up that comes first', () => {
    deepEqual(judge(NOW, 1, undefined), { kind: 'first' });
  });

  it('gives the same answer to the same bytes under the same id', () => {
    deepEqual(judge(NOW - 1000, 1, held), { kind: 'repeated', answer: 'hit' });
  });

  it('refuses other bytes under the same id', () => {
    deepEqual(judge(NOW, 2, held), { kind: 'replay' });
  });

  it('takes what lies within five minutes either way, the edges included', () => {
    equal(judge(NOW - WINDOW_MS, 1, undefined).kind, 'first');
    equal(judge(NOW + WINDOW_MS, 1, undefined).kind, 'first');
    deepEqual(judge(NOW - WINDOW_MS - 1, 1, undefined), { kind: 'outside-window', skewMs: WINDOW_MS + 1 });
    deepEqual(judge(NOW + WINDOW_MS + 1, 1, undefined), { kind: 'outside-window', skewMs: -WINDOW_MS - 1 });
  });

  it('refuses a recording outside the window though its answer is held', () => {
    equal(judge(NOW - 7 * 24 * 3600 * 1000, 1, held).kind, 'outside-window');
  });

  it('stops at a digest of another length and at a time that is no number', () => {
    throws(
      () => judgeQuestion({ askedAt: NOW, now: NOW, questionDigest: new Uint8Array(31), answered: undefined }),
      AssertionFailure,
    );
    throws(() => judge(NOW, 1, { ...held, questionDigest: new Uint8Array(0) }), AssertionFailure);
    throws(() => judge(Number.NaN, 1, undefined), AssertionFailure);
  });

  it('answers again only for equal bytes inside the window, whatever the rest', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const skew = fc.integer({ min: -2 * WINDOW_MS, max: 2 * WINDOW_MS });
    fc.assert(
      fc.property(bytes, bytes, fc.boolean(), skew, (heldDigest, otherDigest, same, skewMs) => {
        const questionDigest = same ? heldDigest.slice() : otherDigest;
        const answered = { questionDigest: heldDigest, answer: 'hit' };
        const { kind } = judgeQuestion({ askedAt: NOW - skewMs, now: NOW, questionDigest, answered });
        const isSame = heldDigest.every((byte, i) => byte === questionDigest[i]);
        equal(kind, Math.abs(skewMs) > WINDOW_MS ? 'outside-window' : isSame ? 'repeated' : 'replay');
      }),
    );
  });
});
