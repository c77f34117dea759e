// SPDX-License-Identifier: Apache-2.0
// How concurrent questions to one partner share frames, and what happens at each bound.
import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import fc from 'fast-check';
import {
  BUSY_FRAME_QUESTIONS,
  COALESCE_BOUNDS,
  type CoalesceBounds,
  type CoalesceEffect,
  Coalescer,
  FRAME_ITEMS_MAX,
  FRAMES_UNDER_WAY_MAX,
  type Frame,
  QUEUE_ITEMS_MAX,
  SPACING_MS_MAX,
  SPACING_ROUND_TRIPS,
} from './coalesce.ts';

const BUDGET_MS = 1000;

function enqueueMany(coalescer: Coalescer<number>, count: number, now = 0): readonly CoalesceEffect<number>[] {
  return Array.from({ length: count }, (_, i) => coalescer.enqueue(i, now + BUDGET_MS, now)).flat();
}

const framesOf = (effects: readonly CoalesceEffect<number>[]): Frame<number>[] =>
  effects.flatMap((effect) => (effect.kind === 'send-frame' ? [effect.frame] : []));
const questionsOf = (effects: readonly CoalesceEffect<number>[], kind: 'refused' | 'expired'): number[] =>
  effects.flatMap((effect) => (effect.kind === kind ? [effect.question] : []));

describe('coalescer', () => {
  it('sends what waits in one frame, oldest first', () => {
    const coalescer = new Coalescer<number>();
    deepEqual(enqueueMany(coalescer, 3), []);
    deepEqual(coalescer.release(0), [
      { kind: 'send-frame', frame: { number: 1, questions: [0, 1, 2], expiresAt: BUDGET_MS } },
    ]);
    deepEqual(coalescer.release(0), []);
  });

  it('keeps two frames under way; what arrives meanwhile shares the next', () => {
    const coalescer = new Coalescer<number>();
    for (let i = 0; i < FRAMES_UNDER_WAY_MAX; i++) {
      coalescer.enqueue(i, BUDGET_MS, 0);
      equal(framesOf(coalescer.release(0)).length, 1);
    }
    enqueueMany(coalescer, 10);
    deepEqual(coalescer.release(1), []);
    deepEqual(coalescer.frameEnded(1, 1), [0]);
    const [frame] = framesOf(coalescer.release(2));
    equal(frame!.questions.length, 10);
    equal(coalescer.underWayCount, FRAMES_UNDER_WAY_MAX);
    equal(coalescer.waitingCount, 0);
  });

  it('sends at once on a quiet link, beside another frame too', () => {
    const coalescer = new Coalescer<number>();
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS - 1);
    equal(framesOf(coalescer.release(0)).length, 1);
    coalescer.enqueue(7, BUDGET_MS, 0);
    equal(framesOf(coalescer.release(0)).length, 1);
  });

  it('gathers on a busy link what comes within a few round trips', () => {
    const coalescer = new Coalescer<number>();
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS);
    coalescer.release(0);
    coalescer.frameEnded(1, 4);
    for (const now of [4, 7]) {
      coalescer.enqueue(now, BUDGET_MS, now);
      deepEqual(coalescer.release(now), []);
      equal(coalescer.heldUntil, SPACING_ROUND_TRIPS * 4);
    }
    equal(framesOf(coalescer.release(SPACING_ROUND_TRIPS * 4))[0]!.questions.length, 2);
    equal(coalescer.heldUntil, undefined);
  });

  it('waits for nobody when as many wait as were answered', () => {
    const coalescer = new Coalescer<number>();
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS);
    coalescer.release(0);
    coalescer.frameEnded(1, 4);
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS - 1, 5);
    deepEqual(coalescer.release(5), []);
    enqueueMany(coalescer, 1, 6);
    equal(framesOf(coalescer.release(6))[0]!.questions.length, BUSY_FRAME_QUESTIONS);
  });

  it('makes one wave of two: those who waited while others were answered wait for these', () => {
    const coalescer = new Coalescer<number>();
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS);
    coalescer.release(0);
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS, 1);
    coalescer.frameEnded(1, 4);
    deepEqual(coalescer.release(4), []);
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS, 5);
    equal(framesOf(coalescer.release(5))[0]!.questions.length, 2 * BUSY_FRAME_QUESTIONS);
  });

  it('gathers no longer than its bound, whether frames take long or none has ended yet', () => {
    const coalescer = new Coalescer<number>();
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS);
    coalescer.release(0);
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS, 1);
    deepEqual(coalescer.release(SPACING_MS_MAX - 0.1), []);
    equal(framesOf(coalescer.release(SPACING_MS_MAX)).length, 1);
    coalescer.frameEnded(1, 500);
    coalescer.enqueue(7, BUDGET_MS, 500);
    equal(framesOf(coalescer.release(500)).length, 1);
  });

  it('lets a full frame go at once, and a link that was left alone is quiet again', () => {
    const coalescer = new Coalescer<number>();
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS);
    coalescer.release(0);
    enqueueMany(coalescer, FRAME_ITEMS_MAX, 1);
    equal(framesOf(coalescer.release(1))[0]!.questions.length, FRAME_ITEMS_MAX);
    coalescer.frameEnded(1, 2);
    coalescer.frameEnded(2, 3);
    coalescer.enqueue(7, 2 * BUDGET_MS, BUDGET_MS);
    equal(framesOf(coalescer.release(BUDGET_MS)).length, 1);
  });

  it('fills a frame to its bound and no further', () => {
    const coalescer = new Coalescer<number>();
    enqueueMany(coalescer, 3 * FRAME_ITEMS_MAX);
    const frames = framesOf(coalescer.release(0));
    deepEqual(
      frames.map((frame) => frame.questions.length),
      [FRAME_ITEMS_MAX, FRAME_ITEMS_MAX],
    );
    equal(coalescer.waitingCount, FRAME_ITEMS_MAX);
  });

  it('refuses what the queue cannot hold, by name', () => {
    const coalescer = new Coalescer<number>();
    deepEqual(enqueueMany(coalescer, QUEUE_ITEMS_MAX), []);
    deepEqual(coalescer.enqueue(9999, BUDGET_MS, 0), [{ kind: 'refused', question: 9999 }]);
    equal(coalescer.waitingCount, QUEUE_ITEMS_MAX);
  });

  it('makes room by dropping what nobody waits for, with a mark', () => {
    const coalescer = new Coalescer<number>({ ...COALESCE_BOUNDS, frameItemsMax: 2, queueItemsMax: 2 });
    enqueueMany(coalescer, 2);
    const effects = coalescer.enqueue(7, 2 * BUDGET_MS, BUDGET_MS);
    deepEqual(questionsOf(effects, 'expired'), [0, 1]);
    deepEqual(framesOf(coalescer.release(BUDGET_MS))[0]!.questions, [7]);
  });

  it('never sends an expired question, wherever it stands in the queue', () => {
    const coalescer = new Coalescer<number>();
    coalescer.enqueue(1, 500, 0);
    coalescer.enqueue(2, 300, 0);
    coalescer.enqueue(3, 500, 0);
    const effects = coalescer.release(300);
    deepEqual(questionsOf(effects, 'expired'), [2]);
    deepEqual(framesOf(effects)[0]!.questions, [1, 3]);
  });

  it('lets a frame live as long as the last of its questions', () => {
    const coalescer = new Coalescer<number>();
    coalescer.enqueue(1, 700, 0);
    coalescer.enqueue(2, 300, 0);
    equal(framesOf(coalescer.release(0))[0]!.expiresAt, 700);
  });

  it('gives back all that waits when its link is given up, and nothing of what is under way', () => {
    const coalescer = new Coalescer<number>();
    enqueueMany(coalescer, BUSY_FRAME_QUESTIONS);
    const [frame] = framesOf(coalescer.release(0));
    coalescer.enqueue(7, BUDGET_MS, 1);
    coalescer.enqueue(8, BUDGET_MS, 1);
    deepEqual(coalescer.release(1), []);
    deepEqual(coalescer.abandon(), [7, 8]);
    deepEqual(coalescer.release(SPACING_MS_MAX), []);
    equal(coalescer.heldUntil, undefined);
    deepEqual(coalescer.frameEnded(frame!.number, 100), frame!.questions);
    deepEqual(coalescer.abandon(), []);
  });

  it('stops at a frame that ends twice, a dead question, time that goes back, and bounds without sense', () => {
    const coalescer = new Coalescer<number>();
    coalescer.enqueue(1, BUDGET_MS, 5);
    coalescer.release(5);
    coalescer.frameEnded(1, 5);
    throws(() => coalescer.frameEnded(1, 5), AssertionFailure);
    throws(() => coalescer.frameEnded(2, 5), AssertionFailure);
    throws(() => coalescer.enqueue(2, 5, 5), AssertionFailure);
    throws(() => coalescer.release(4), AssertionFailure);
    throws(() => new Coalescer({ ...COALESCE_BOUNDS, queueItemsMax: 1 }), AssertionFailure);
  });

  it('keeps its bounds, loses nothing without a mark, and drains, under any sequence', () => {
    const bounds: CoalesceBounds = { framesUnderWayMax: 2, frameItemsMax: 3, queueItemsMax: 5 };
    const step = fc.record({
      act: fc.constantFrom('enqueue', 'enqueue', 'enqueue', 'release', 'end'),
      delayMs: fc.nat({ max: 60 }),
      livesMs: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const coalescer = new Coalescer<number>(bounds);
        const underWay: Frame<number>[] = [];
        const seen: number[] = [];
        let now = 0;
        let enqueued = 0;
        const take = (effects: readonly CoalesceEffect<number>[]): void => {
          for (const frame of framesOf(effects)) {
            ok(frame.questions.length >= 1 && frame.questions.length <= bounds.frameItemsMax);
            ok(frame.expiresAt > now);
            underWay.push(frame);
            seen.push(...frame.questions);
          }
          seen.push(...questionsOf(effects, 'refused'), ...questionsOf(effects, 'expired'));
          ok(underWay.length <= bounds.framesUnderWayMax && coalescer.waitingCount <= bounds.queueItemsMax);
          equal(coalescer.underWayCount, underWay.length);
        };
        for (const { act, delayMs, livesMs } of steps) {
          now += delayMs;
          if (act === 'enqueue') take(coalescer.enqueue(enqueued++, now + livesMs, now));
          if (act === 'release') take(coalescer.release(now));
          if (act === 'end' && underWay.length > 0) coalescer.frameEnded(underWay.shift()!.number, now);
        }
        while (coalescer.waitingCount > 0) {
          if (underWay.length > 0) coalescer.frameEnded(underWay.shift()!.number, now);
          now = Math.max(now, coalescer.heldUntil ?? now);
          take(coalescer.release(now));
        }
        deepEqual(
          seen.sort((a, b) => a - b),
          Array.from({ length: enqueued }, (_, i) => i),
        );
      }),
      { numRuns: 500 },
    );
  });
});
