// SPDX-License-Identifier: Apache-2.0
// What leaves next to one partner, and when it is tried again: one request at a time, no more messages than the partner's credit,
// in order, and after a failure later and later (spec/message.md). Touches no clock: times come as milliseconds, jitter as a number.
import { assert } from '@iims/wire/assert';

/** Messages in one request. */
export const REQUEST_MESSAGES_MAX = 64;
/** Bytes of the envelopes in one request of several; a larger envelope travels alone. */
export const REQUEST_ENVELOPES_BYTES_MAX = 768 * 1_024;
/** How long a line rests after the first failure, at most. */
export const FIRST_REST_MS = 1_000;
/** The longest rest between two attempts. */
export const LONGEST_REST_MS = 300_000;
/** How long a line rests when the partner takes nothing at the moment. */
export const NO_CREDIT_REST_MS = 1_000;
/** The first rest of a single message that the partner could not take, while those behind it go on. */
export const MESSAGE_FIRST_REST_MS = 15_000;

/** The line to one partner. All times are of one clock that never goes back. */
export class DeliveryLine {
  #isUnderWay = false;
  #failures = 0;
  #credit = REQUEST_MESSAGES_MAX;
  /** What the line carries in time: a narrow one is found out by its failures. */
  #width = REQUEST_MESSAGES_MAX;
  #restsUntil = Number.NEGATIVE_INFINITY;
  #heardAt = Number.NEGATIVE_INFINITY;

  /** How many messages may leave in one request; 0 while one is under way, and while the line rests. */
  places(now: number): number {
    if (this.#isUnderWay || now < this.#restsUntil) return 0;
    return Math.min(this.#credit, this.#width);
  }

  /** When a line that rests may be used again. */
  get restsUntil(): number {
    return this.#restsUntil;
  }

  /** A request with so many messages leaves. */
  left(messages: number, now: number): void {
    assert(messages >= 1 && messages <= this.places(now), 'no more leaves than the line has places');
    this.#isUnderWay = true;
  }

  /** The partner answered: `credit` more may follow. */
  answered(credit: number, now: number): void {
    assert(this.#isUnderWay, 'what is answered was sent');
    this.#isUnderWay = false;
    this.#failures = 0;
    this.#width = Math.min(REQUEST_MESSAGES_MAX, this.#width + Math.ceil(this.#width / WIDENS_BY));
    this.#credit = credit;
    if (credit >= 1) return;
    this.#credit = 1;
    this.#restsUntil = now + NO_CREDIT_REST_MS;
  }

  /** No answer came, or none that can be used. `jitter` is at least 0 and below 1. */
  failed(now: number, jitter: number): void {
    assert(this.#isUnderWay, 'what failed was sent');
    this.#isUnderWay = false;
    this.#failures += 1;
    this.#credit = REQUEST_MESSAGES_MAX;
    this.#width = Math.ceil(this.#width / NARROWS_BY);
    this.#restsUntil = now + restMs(FIRST_REST_MS, this.#failures, jitter);
  }

  /**
   * The partner was heard of by another way, so it may be there again: a rest after a failure ends. True where one did. A partner
   * that asks without end and takes nothing ends no more than one a second.
   */
  heard(now: number): boolean {
    if (this.#failures === 0 || this.#isUnderWay || now < this.#heardAt + FIRST_REST_MS) return false;
    this.#heardAt = now;
    this.#restsUntil = now;
    return true;
  }
}

/** The rest before attempt `attempts + 1`: doubled each time up to the longest, and of that at least the half. */
export function restMs(firstMs: number, attempts: number, jitter: number): number {
  assert(attempts >= 1 && jitter >= 0 && jitter < 1, 'a rest follows an attempt');
  // Beyond 2^30 no product would be exact; the longest rest is reached long before.
  const longest = Math.min(LONGEST_REST_MS, firstMs * 2 ** Math.min(attempts - 1, 30));
  return Math.ceil((longest * (1 + jitter)) / 2);
}

/** Of messages in order as many as one request carries: always the first one, whatever its size. */
export function fillRequest<Waiting extends { readonly bytes: number }>(waiting: readonly Waiting[]): Waiting[] {
  const taken: Waiting[] = [];
  let bytes = 0;
  for (const one of waiting) {
    bytes += one.bytes;
    if (taken.length > 0 && (bytes > REQUEST_ENVELOPES_BYTES_MAX || taken.length === REQUEST_MESSAGES_MAX)) break;
    taken.push(one);
  }
  return taken;
}

/**
 * When a message that has not arrived is shown as undeliverable: at half of the time in which its kind is to be answered, or half of
 * its life. It is tried on until it expires.
 */
export function raiseAt(sentAt: number, expiresAt: number, answerWithinMs: number = Number.POSITIVE_INFINITY): number {
  return sentAt + Math.floor(Math.min(answerWithinMs, expiresAt - sentAt) / 2);
}

/** After a failure a request carries a quarter as many; after each success an eighth more. */
const NARROWS_BY = 4;
const WIDENS_BY = 8;
