// SPDX-License-Identifier: Apache-2.0
// By when a request is to be answered, and how it stands: running, due soon, overdue, escalated, paused, answered (spec/clocks.md).
// Touches no clock and keeps nothing: how a request stands follows from what happened to it and the time that is handed in.
import { assert } from '@iims/wire/assert';
import type { Urgency } from '@iims/wire/message';
import type { MessageClock } from '@iims/wire/message-kind';
import { CONFIRMATION_REQUESTS_MAX } from '@iims/wire/message-kinds/hit-confirmation';

/** Times of answers, in milliseconds, from the receipt of the request. */
export const CLOCKS = {
  /** To confirm a hit, or to say when it will be confirmed. */
  'hit-confirmation': { urgentMs: 10 * 60_000, routineMs: 60 * 60_000, answeredByPromise: true },
  /** Directive (EU) 2023/977, Art. 5. What is urgent and not directly accessible has longer. */
  'information-request': {
    urgentMs: 8 * 3_600_000,
    routineMs: 7 * 86_400_000,
    urgentHeldIndirectlyMs: 3 * 86_400_000,
  },
  /** Core data after a confirmed match. */
  'core-data': { urgentMs: 48 * 3_600_000, routineMs: 48 * 3_600_000 },
  /** The bureaus' answer to any other request, and the longest that a promise can put off a confirmation. */
  'any-request': { urgentMs: 12 * 3_600_000, routineMs: 12 * 3_600_000 },
} as const satisfies Readonly<Record<MessageClock, ClockTimes>>;

interface ClockTimes {
  readonly urgentMs: number;
  readonly routineMs: number;
  readonly urgentHeldIndirectlyMs?: number;
  /** "I will confirm at" counts as an answer, so that nothing else stops the clock. */
  readonly answeredByPromise?: boolean;
}

/** Why a clock stands still. */
export const PAUSE_REASONS = ['clarification', 'court-authorisation'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** What happened to a request. Times are milliseconds since 1970 of the node that keeps the clock. */
export type ClockEvent =
  /** A question back, which lasts until it is answered; or a court is asked, with the time by which it decides. */
  | { readonly kind: 'paused'; readonly at: number; readonly reason: PauseReason; readonly until?: number }
  /** The end of a pause for this reason. */
  | { readonly kind: 'resumed'; readonly at: number; readonly reason: PauseReason }
  /** The recipient has no direct access to what was asked for. */
  | { readonly kind: 'held-indirectly'; readonly at: number }
  /** "I will confirm at". */
  | { readonly kind: 'promised'; readonly at: number; readonly until: number }
  /** The asker asks a second or third time. */
  | { readonly kind: 'repeated'; readonly at: number; readonly request: number }
  | { readonly kind: 'answered'; readonly at: number };

/** A request with a clock. */
export interface ClockStory {
  readonly clock: MessageClock;
  readonly urgency: Urgency;
  /** When the recipient received it; absent while it is under way. */
  readonly startedAt?: number;
  /** In the order in which the node came to know of them. */
  readonly events: readonly ClockEvent[];
}

export const CLOCK_STAGES = [
  'not-started',
  'running',
  'due-soon',
  'overdue',
  'escalated',
  'paused',
  'answered',
  'answered-late',
] as const;
export type ClockStage = (typeof CLOCK_STAGES)[number];

/** How a request stands. */
export interface ClockStanding {
  readonly stage: ClockStage;
  /** Absent before it starts. While it is paused, as if it went on at this moment. */
  readonly dueAt?: number;
  /** Which request runs, 1 to CONFIRMATION_REQUESTS_MAX. */
  readonly request: number;
  readonly paused?: { readonly since: number; readonly reason: PauseReason; readonly until?: number };
  readonly answeredAt?: number;
  /** When it stands otherwise if nothing happens; absent when it will not. */
  readonly changesAt?: number;
}

/** The time for an answer, in milliseconds from receipt, if nothing else happens. */
export function answerWithinMs(clock: MessageClock, urgency: Urgency): number {
  return urgency === 'urgent' ? CLOCKS[clock].urgentMs : CLOCKS[clock].routineMs;
}

/**
 * How a request stands at `now`, milliseconds since 1970.
 * A clock that was set back makes nothing happen before what is known to have happened.
 */
export function standingAt(story: ClockStory, now: number): ClockStanding {
  if (story.startedAt === undefined) return { stage: 'not-started', request: 1 };
  const course = new Course(story, story.startedAt);
  for (const event of story.events) course.take(event);
  return course.standing(now);
}

/** One pass through the events, in order. */
class Course {
  readonly #story: ClockStory;
  readonly #startedAt: number;
  readonly #withinMs: number;
  #dueAt: number;
  /** The latest time that something is known to have happened. */
  #latest: number;
  #request = 1;
  #isLate = false;
  #isHeldIndirectly = false;
  #answeredAt: number | undefined;
  #paused: ClockStanding['paused'];

  constructor(story: ClockStory, startedAt: number) {
    this.#story = story;
    this.#startedAt = startedAt;
    this.#latest = startedAt;
    this.#withinMs = answerWithinMs(story.clock, story.urgency);
    this.#dueAt = startedAt + this.#withinMs;
  }

  take(event: ClockEvent): void {
    if (this.#answeredAt !== undefined) return;
    const at = Math.max(event.at, this.#latest);
    this.#latest = at;
    this.#endPause(at);
    switch (event.kind) {
      case 'paused':
        this.#pause(event, at);
        break;
      case 'resumed':
        if (this.#paused?.reason === event.reason) this.#resume(at);
        break;
      case 'held-indirectly':
        this.#giveLonger(at);
        break;
      case 'promised':
        this.#promise(event.until, at);
        break;
      case 'repeated':
        this.#repeat(event.request, at);
        break;
      case 'answered':
        this.#resume(at);
        this.#isLate ||= at > this.#dueAt;
        this.#answeredAt = at;
        break;
    }
  }

  standing(atNow: number): ClockStanding {
    const now = Math.max(atNow, this.#latest);
    this.#endPause(now);
    const request = this.#request;
    if (this.#answeredAt !== undefined) {
      const stage = this.#isLate ? 'answered-late' : 'answered';
      return { stage, request, dueAt: this.#dueAt, answeredAt: this.#answeredAt };
    }
    const paused = this.#paused;
    if (paused !== undefined) {
      const dueAt = this.#dueAt + (now - paused.since);
      return { stage: 'paused', request, dueAt, paused, ...changing(paused.until) };
    }
    const dueAt = this.#dueAt;
    if (request > 1) return { stage: 'escalated', request, dueAt };
    const escalatedFrom = dueAt + Math.min(this.#withinMs, ESCALATED_AFTER_MAX_MS) + 1;
    const dueSoonFrom = dueAt - Math.floor(this.#withinMs / DUE_SOON_PART);
    if (now >= escalatedFrom) return { stage: 'escalated', request, dueAt };
    if (now > dueAt) return { stage: 'overdue', request, dueAt, changesAt: escalatedFrom };
    if (now >= dueSoonFrom) return { stage: 'due-soon', request, dueAt, changesAt: dueAt + 1 };
    return { stage: 'running', request, dueAt, changesAt: dueSoonFrom };
  }

  /** What is overdue stays so: a pause gives back no time that had passed before it. */
  #pause({ reason, until }: { readonly reason: PauseReason; readonly until?: number }, at: number): void {
    if (isAnsweredByPromise(this.#story.clock) || at > this.#dueAt) return;
    if (until !== undefined && until <= at) return;
    const since = this.#paused?.since ?? at;
    this.#paused = until === undefined ? { since, reason } : { since, reason, until };
  }

  #resume(at: number): void {
    if (this.#paused === undefined) return;
    this.#dueAt += at - this.#paused.since;
    this.#paused = undefined;
  }

  /** A pause whose end was told ends then, whether or not anybody says so. */
  #endPause(now: number): void {
    const until = this.#paused?.until;
    if (until !== undefined && now >= until) this.#resume(until);
  }

  #giveLonger(at: number): void {
    const times: ClockTimes = CLOCKS[this.#story.clock];
    const longerMs = times.urgentHeldIndirectlyMs;
    if (longerMs === undefined || this.#story.urgency !== 'urgent' || this.#isHeldIndirectly) return;
    if (at > this.#dueAt && this.#paused === undefined) return;
    this.#isHeldIndirectly = true;
    this.#dueAt += longerMs - this.#withinMs;
  }

  /** A promise is an answer, late or not, and sets the time by which the next one is due; it never wins more than any request has. */
  #promise(until: number, at: number): void {
    if (!isAnsweredByPromise(this.#story.clock)) return;
    this.#isLate ||= at > this.#dueAt;
    const latest = this.#startedAt + answerWithinMs('any-request', this.#story.urgency);
    this.#dueAt = Math.max(at, Math.min(until, latest));
    this.#request = 1;
  }

  /** Each request has its time. One that is repeated before it was due changes nothing. */
  #repeat(request: number, at: number): void {
    assert(request > 1 && request <= CONFIRMATION_REQUESTS_MAX, 'a request is repeated as the second or third');
    if (at <= this.#dueAt || request <= this.#request) return;
    this.#isLate = true;
    this.#request = request;
    this.#dueAt = at + this.#withinMs;
  }
}

function isAnsweredByPromise(clock: MessageClock): boolean {
  const times: ClockTimes = CLOCKS[clock];
  return times.answeredByPromise === true;
}

function changing(at: number | undefined): { readonly changesAt?: number } {
  return at === undefined ? {} : { changesAt: at };
}

/** A request is due soon in the last quarter of its time. */
const DUE_SOON_PART = 4;
/** What is overdue for as long again as its time, or for a day, goes to those who answer for the desk. */
const ESCALATED_AFTER_MAX_MS = 86_400_000;
