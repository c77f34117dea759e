// SPDX-License-Identifier: Apache-2.0
// Concurrent questions to one partner share frames: one seal, one signature and one request for many queries.
// Touches no clock and no network: the shell hands in questions and times, and sends the frames (spec/fan-out.md, 10-13).
import { assert } from '@iims/wire/assert';

/** Frames under way to one partner. Two keep the link busy while what arrives meanwhile gathers for the next. */
export const FRAMES_UNDER_WAY_MAX = 2;
/** Questions in a frame from which on its link is busy: the next frame keeps its distance. */
export const BUSY_FRAME_QUESTIONS = 4;
/** The distance between two frames of a busy link, in round trips of the frame that ended last. */
export const SPACING_ROUND_TRIPS = 4;
/** The greatest distance, in milliseconds: what a question waits at most so that its frame is fuller. */
export const SPACING_MS_MAX = 100;
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
  readonly #underWay = new Map<number, Departed<Question>>();
  #waiting: Waiting<Question>[] = [];
  #framesSent = 0;
  /** The frame that left last, whether or not it has ended. */
  #last: Departed<Question> | undefined;
  /** How long the frame that ended last was under way; unknown until the first has ended. */
  #roundTripMs = Number.POSITIVE_INFINITY;
  /** What waited when a frame ended last, and what that frame had carried: whoever is there to ask has asked when so many wait. */
  #everybody = Number.POSITIVE_INFINITY;
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
    else this.#waiting.push({ question, expiresAt });
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
    if (this.#waiting.length === 0 || this.#underWay.size >= this.#bounds.framesUnderWayMax) return undefined;
    return this.#nextDeparture();
  }

  /** A frame was answered, failed or expired at `now`: its place is free. Gives back the questions that it carried. */
  frameEnded(number: number, now: number): readonly Question[] {
    this.#advance(now);
    const ended = this.#underWay.get(number);
    assert(ended, 'a frame ends once, after it was sent');
    this.#underWay.delete(number);
    this.#roundTripMs = now - ended.leftAt;
    this.#everybody = ended.frame.questions.length + this.#waiting.length;
    assert(this.#underWay.size < this.#bounds.framesUnderWayMax, 'a frame that ended frees a place');
    return ended.frame.questions;
  }

  /** Takes out all that waits, oldest first, for the shell to say that it will not be sent. What is under way ends as always. */
  abandon(): readonly Question[] {
    const abandoned = this.#waiting.map(({ question }) => question);
    this.#waiting = [];
    return abandoned;
  }

  #mayLeave(): boolean {
    const count = this.#waiting.length;
    if (count === 0 || this.#underWay.size >= this.#bounds.framesUnderWayMax) return false;
    return count >= Math.min(this.#bounds.frameItemsMax, this.#everybody) || this.#now >= this.#nextDeparture();
  }

  /**
   * A frame costs the same signatures and request for one question as for many. On a busy link what comes within a few round
   * trips shares the next one, unless nobody is left to wait for; on a quiet link a question never waits.
   */
  #nextDeparture(): number {
    const last = this.#last;
    if (last === undefined || last.frame.questions.length < BUSY_FRAME_QUESTIONS) return this.#now;
    return last.leftAt + Math.min(SPACING_MS_MAX, SPACING_ROUND_TRIPS * this.#roundTripMs);
  }

  #nextFrame(): Frame<Question> {
    const taken = this.#waiting.splice(0, this.#bounds.frameItemsMax);
    assert(taken.length >= 1, 'a frame holds at least one question');
    let expiresAt = Number.NEGATIVE_INFINITY;
    for (const waiting of taken) expiresAt = Math.max(expiresAt, waiting.expiresAt);
    assert(expiresAt > this.#now, 'a frame leaves while somebody waits for it');
    this.#framesSent += 1;
    const frame = { number: this.#framesSent, questions: taken.map((waiting) => waiting.question), expiresAt };
    this.#last = { frame, leftAt: this.#now };
    this.#underWay.set(frame.number, this.#last);
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
}

interface Departed<Question> {
  readonly frame: Frame<Question>;
  readonly leftAt: number;
}
