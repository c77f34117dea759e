// SPDX-License-Identifier: Apache-2.0
// Concurrent questions to one partner share frames: one seal, one signature and one request for many queries.
// Touches no clock and no network: the shell hands in questions and times, and sends the frames (spec/fan-out.md, 10-13).
import { assert } from '@iims/wire/assert';

/** Frames under way to one partner. Two keep the link busy while what arrives meanwhile gathers for the next. */
export const FRAMES_UNDER_WAY_MAX = 2;
/** How long a question may wait so that its frame is fuller, in milliseconds, while another frame is under way. */
export const HOLD_MS = 50;
/** Questions in one frame. */
export const FRAME_ITEMS_MAX = 64;
/** Questions that wait for one partner: sixteen full frames. One more is refused. */
export const QUEUE_ITEMS_MAX = 1024;

/** The bounds of one coalescer, so that a simulation can make them small. */
export interface CoalesceBounds {
  readonly framesUnderWayMax: number;
  readonly frameItemsMax: number;
  readonly queueItemsMax: number;
}

/** The bounds of a node. */
export const COALESCE_BOUNDS: CoalesceBounds = {
  framesUnderWayMax: FRAMES_UNDER_WAY_MAX,
  frameItemsMax: FRAME_ITEMS_MAX,
  queueItemsMax: QUEUE_ITEMS_MAX,
};

/** Questions that travel together. */
export interface Frame<Question> {
  /** 1, 2, 3 ... for this partner since the start; names the frame in `frameEnded`, and nothing else. */
  readonly number: number;
  /** 1 .. frameItemsMax questions, oldest first. */
  readonly questions: readonly Question[];
  /** When the last of its questions is no longer waited for, in ms: the shell gives the frame up at this time. */
  readonly expiresAt: number;
}

/** What the shell has to do. */
export type CoalesceEffect<Question> =
  /** Send this frame; call `frameEnded` exactly once when it is answered, has failed or has expired. */
  | { readonly kind: 'send-frame'; readonly frame: Frame<Question> }
  /** The queue is full: the question was not taken. Its State is `unavailable`, reason `busy`. */
  | { readonly kind: 'refused'; readonly question: Question }
  /** The question's budget ended while it waited: it was dropped. Count it; its fan-out has closed by itself. */
  | { readonly kind: 'expired'; readonly question: Question };

/**
 * The questions that wait for, and are under way to, one partner. Deterministic.
 * All times are milliseconds of one clock that never goes back.
 *
 * The shell enqueues what it has and then calls `release`, once for many questions: after a turn of the event loop,
 * and after each frame that ended.
 */
export class Coalescer<Question> {
  readonly #bounds: CoalesceBounds;
  readonly #underWay = new Map<number, Frame<Question>>();
  #waiting: Waiting<Question>[] = [];
  #framesSent = 0;
  #now = Number.NEGATIVE_INFINITY;

  constructor(bounds: CoalesceBounds = COALESCE_BOUNDS) {
    assert(bounds.framesUnderWayMax >= 1 && bounds.frameItemsMax >= 1, 'a frame can leave');
    assert(bounds.queueItemsMax >= bounds.frameItemsMax, 'the queue holds at least one frame');
    this.#bounds = bounds;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  get underWayCount(): number {
    return this.#underWay.size;
  }

  /** Takes a question that is waited for until `expiresAt`, or refuses it when the queue is full of living ones. */
  enqueue(question: Question, expiresAt: number, now: number): readonly CoalesceEffect<Question>[] {
    this.#advance(now);
    assert(expiresAt > now, 'a question is enqueued while it is waited for');
    const effects: CoalesceEffect<Question>[] = [];
    if (this.#waiting.length === this.#bounds.queueItemsMax) this.#dropExpired(effects);
    if (this.#waiting.length === this.#bounds.queueItemsMax) effects.push({ kind: 'refused', question });
    else this.#waiting.push({ question, expiresAt, enqueuedAt: now });
    assert(this.#waiting.length <= this.#bounds.queueItemsMax, 'the queue keeps its bound');
    return effects;
  }

  /** Drops what nobody waits for any more and sends what may leave. */
  release(now: number): readonly CoalesceEffect<Question>[] {
    this.#advance(now);
    const effects: CoalesceEffect<Question>[] = [];
    this.#dropExpired(effects);
    while (this.#mayLeave()) effects.push({ kind: 'send-frame', frame: this.#nextFrame() });
    assert(this.#underWay.size <= this.#bounds.framesUnderWayMax, 'frames under way keep their bound');
    return effects;
  }

  /** When a question that is held back must leave: call `release` then. Absent while none is held back by choice. */
  get heldUntil(): number | undefined {
    const [oldest] = this.#waiting;
    if (!oldest || this.#underWay.size >= this.#bounds.framesUnderWayMax) return undefined;
    return oldest.enqueuedAt + HOLD_MS;
  }

  /** A frame was answered, failed or expired: its place is free. Gives back the questions that it carried. */
  frameEnded(number: number): readonly Question[] {
    const frame = this.#underWay.get(number);
    assert(frame, 'a frame ends once, after it was sent');
    this.#underWay.delete(number);
    assert(this.#underWay.size < this.#bounds.framesUnderWayMax, 'a frame that ended frees a place');
    return frame.questions;
  }

  /**
   * A frame costs the same seal and signature for one question as for many. So beside one that is under way the next leaves
   * when it is as full, or when its oldest question has waited for HOLD_MS; a lonely question never waits.
   */
  #mayLeave(): boolean {
    const [oldest] = this.#waiting;
    if (!oldest || this.#underWay.size >= this.#bounds.framesUnderWayMax) return false;
    let fullest = 0;
    for (const frame of this.#underWay.values()) fullest = Math.max(fullest, frame.questions.length);
    return this.#waiting.length >= fullest || this.#now >= oldest.enqueuedAt + HOLD_MS;
  }

  #nextFrame(): Frame<Question> {
    const taken = this.#waiting.splice(0, this.#bounds.frameItemsMax);
    assert(taken.length >= 1, 'a frame holds at least one question');
    let expiresAt = Number.NEGATIVE_INFINITY;
    for (const waiting of taken) expiresAt = Math.max(expiresAt, waiting.expiresAt);
    assert(expiresAt > this.#now, 'a frame leaves while somebody waits for it');
    this.#framesSent += 1;
    const frame = { number: this.#framesSent, questions: taken.map((waiting) => waiting.question), expiresAt };
    this.#underWay.set(frame.number, frame);
    return frame;
  }

  /** Retries stand behind younger questions, so what has expired may stand anywhere in the queue. */
  #dropExpired(effects: CoalesceEffect<Question>[]): void {
    const countBefore = this.#waiting.length;
    let kept = 0;
    for (const waiting of this.#waiting) {
      if (waiting.expiresAt > this.#now) this.#waiting[kept++] = waiting;
      else effects.push({ kind: 'expired', question: waiting.question });
    }
    this.#waiting.length = kept;
    assert(kept + effects.length === countBefore, 'a question is kept or reported, never lost');
  }

  #advance(now: number): void {
    assert(now >= this.#now, 'the time handed to a coalescer never goes back');
    this.#now = now;
  }
}

interface Waiting<Question> {
  readonly question: Question;
  readonly expiresAt: number;
  readonly enqueuedAt: number;
}
