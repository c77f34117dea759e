// SPDX-License-Identifier: Apache-2.0
// One query put to the own register and to N partners at once: whom to ask, when to ask again, what counts, when to close.
// Touches no clock and no network: the shell hands in what happened and when, and carries out the effects (spec/fan-out.md, 1-9).
import { assert, unreachable } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import { FAILURES, type FailureReason } from './failure.ts';

/** From opening to closing, in milliseconds: the officer has a verdict after this long at the latest. */
export const BUDGET_MS = 1000;
/** How often one partner is asked within the budget. */
export const ATTEMPTS_MAX = 2;
/** A retry with less of the budget left than this would mostly be late: it is not made. */
export const RETRY_MARGIN_MS = 200;
/** How many partners one query may ask. */
export const PARTNERS_MAX = 32;

/** What happened. `Answer` is whatever the shell has verified and wants to see again in the results. */
export type FanOutInput<Answer> =
  /** The asking entry is durable; the budget starts here. Exactly once, and first. */
  | { readonly kind: 'opened' }
  /** The own register has answered. */
  | { readonly kind: 'own-answer'; readonly answer: Answer }
  /** The own register could not be read. */
  | { readonly kind: 'own-failure'; readonly reason: FailureReason }
  /** An answer whose signature, sender and binding to the question the shell has verified. */
  | { readonly kind: 'partner-answer'; readonly state: StateCode; readonly answer: Answer }
  /** The attempt is known to have failed. Silence is no failure. */
  | {
      readonly kind: 'partner-failure';
      readonly state: StateCode;
      readonly attempt: number;
      readonly reason: FailureReason;
    }
  /** Time has passed; due at `deadlineAt`. */
  | { readonly kind: 'tick' }
  /** The officer no longer waits. */
  | { readonly kind: 'officer-cancelled' };

/** What one State's part of the query came to. There is no way from silence or failure to an answer. */
export type StateResult<Answer> =
  | { readonly kind: 'answered'; readonly state: StateCode; readonly answer: Answer }
  | { readonly kind: 'unavailable'; readonly state: StateCode; readonly reason: FailureReason }
  | { readonly kind: 'late'; readonly state: StateCode };

/** An answer that changes nothing, and why. */
export type AnswerNote = 'late-answer' | 'duplicate' | 'equivocation' | 'unsolicited';

/** What the shell has to do. */
export type FanOutEffect<Answer> =
  /** Put the question to the partner: the same id and the same bytes on each attempt (1 .. ATTEMPTS_MAX). */
  | { readonly kind: 'ask'; readonly state: StateCode; readonly attempt: number }
  /** A State is settled. Exactly one for each State, and none after `close`. */
  | { readonly kind: 'outcome'; readonly result: StateResult<Answer> }
  /** The query is over: the results of all States, the own State first. Exactly one, by the budget at the latest. */
  | {
      readonly kind: 'close';
      readonly ground: 'all-settled' | 'budget' | 'cancelled';
      readonly results: readonly StateResult<Answer>[];
      readonly elapsedMs: number;
    }
  /** An answer arrived that changes nothing. An equivocation is proof against its State: keep both answers. */
  | { readonly kind: 'note'; readonly note: AnswerNote; readonly state: StateCode; readonly answer: Answer };

/** Whom a query asks. */
export interface FanOutOptions<Answer> {
  readonly own: StateCode;
  /** 0 to PARTNERS_MAX States, each once, the own State not among them. */
  readonly partners: readonly StateCode[];
  /** Whether two answers of one State say the same; marks such as `repeated` do not count. */
  readonly sameAnswer: (first: Answer, second: Answer) => boolean;
}

/**
 * The state of one query. Deterministic: the same inputs at the same times give the same effects.
 * `now` is in milliseconds, of a clock that never goes back; its zero does not matter.
 */
export class FanOut<Answer> {
  readonly #parties: readonly Party<Answer>[];
  readonly #sameAnswer: (first: Answer, second: Answer) => boolean;
  #phase: 'fresh' | 'open' | 'closed' = 'fresh';
  #unsettledCount: number;
  #openedAt = 0;
  #now = Number.NEGATIVE_INFINITY;

  constructor({ own, partners, sameAnswer }: FanOutOptions<Answer>) {
    assert(partners.length <= PARTNERS_MAX, 'a query asks no more partners than the bound');
    this.#parties = [own, ...partners].map((state) => ({ state, attempt: 0, result: undefined, heard: undefined }));
    assert(new Set(partners).add(own).size === this.#parties.length, 'each State is asked once, the own State as own');
    this.#unsettledCount = this.#parties.length;
    this.#sameAnswer = sameAnswer;
  }

  get isClosed(): boolean {
    return this.#phase === 'closed';
  }

  /**
   * When the budget ends, on the clock of `now`: the shell hands in a `tick` at this time.
   * A timer may fire a little early, and the tick then does nothing: the shell sets it again until `isClosed`.
   */
  get deadlineAt(): number {
    assert(this.#phase !== 'fresh', 'a deadline exists from opening on');
    return this.#openedAt + BUDGET_MS;
  }

  /** Takes one thing that happened and says what to do about it, in order. */
  step(input: FanOutInput<Answer>, now: number): readonly FanOutEffect<Answer>[] {
    assert(now >= this.#now, 'the time handed to a fan-out never goes back');
    assert((input.kind === 'opened') === (this.#phase === 'fresh'), 'a fan-out is opened once, before all else');
    this.#now = now;
    const effects: FanOutEffect<Answer>[] = [];
    // Before the input is looked at: what comes at the deadline or after it is late, however late the tick is.
    if (this.#phase === 'open' && now >= this.deadlineAt) this.#close('budget', effects);
    this.#take(input, effects);
    if (this.#phase === 'open' && this.#unsettledCount === 0) this.#close('all-settled', effects);
    return effects;
  }

  #take(input: FanOutInput<Answer>, effects: FanOutEffect<Answer>[]): void {
    switch (input.kind) {
      case 'opened':
        this.#open(effects);
        break;
      case 'own-answer':
        this.#hear(this.#own(), input.answer, effects);
        break;
      case 'own-failure':
        this.#fail(this.#own(), this.#own().attempt, input.reason, effects);
        break;
      case 'partner-answer': {
        const party = this.#partner(input.state);
        if (party) this.#hear(party, input.answer, effects);
        else effects.push({ kind: 'note', note: 'unsolicited', state: input.state, answer: input.answer });
        break;
      }
      case 'partner-failure': {
        const party = this.#partner(input.state);
        assert(party, 'only a partner that was asked can fail to answer');
        this.#fail(party, input.attempt, input.reason, effects);
        break;
      }
      case 'officer-cancelled':
        if (this.#phase === 'open') this.#close('cancelled', effects);
        break;
      case 'tick':
        break;
      default:
        unreachable(input);
    }
  }

  #open(effects: FanOutEffect<Answer>[]): void {
    assert(this.#phase === 'fresh', 'a fan-out opens once');
    this.#phase = 'open';
    this.#openedAt = this.#now;
    for (const party of this.#parties) {
      party.attempt = 1;
      if (party !== this.#own()) effects.push({ kind: 'ask', state: party.state, attempt: 1 });
    }
    assert(effects.length === this.#parties.length - 1, 'every partner is asked, the own State is not');
  }

  #hear(party: Party<Answer>, answer: Answer, effects: FanOutEffect<Answer>[]): void {
    assert(party.attempt > 0, 'only a State that was asked is heard');
    const heard = party.heard;
    party.heard ??= { answer };
    if (!party.result) {
      assert(!heard && this.#phase === 'open', 'the first answer to an open question settles it');
      this.#settle(party, { kind: 'answered', state: party.state, answer }, effects);
      return;
    }
    const note = !heard ? 'late-answer' : this.#sameAnswer(heard.answer, answer) ? 'duplicate' : 'equivocation';
    effects.push({ kind: 'note', note, state: party.state, answer });
  }

  #fail(party: Party<Answer>, attempt: number, reason: FailureReason, effects: FanOutEffect<Answer>[]): void {
    assert(attempt >= 1 && attempt <= party.attempt, 'a failure names an attempt that was made');
    // The State is settled, or a later attempt is under way: this failure is no longer the last word.
    if (party.result || attempt < party.attempt) return;
    assert(this.#phase === 'open', 'a closed fan-out has settled every State');
    if (this.#mayRetry(party, reason)) {
      party.attempt += 1;
      effects.push({ kind: 'ask', state: party.state, attempt: party.attempt });
      return;
    }
    this.#settle(party, { kind: 'unavailable', state: party.state, reason }, effects);
  }

  #mayRetry(party: Party<Answer>, reason: FailureReason): boolean {
    assert(party.attempt >= 1 && party.attempt <= ATTEMPTS_MAX, 'attempts stay within their bound');
    assert(this.#now < this.deadlineAt, 'nothing is retried after the budget');
    if (party === this.#own() || !FAILURES[reason].retry) return false;
    return party.attempt < ATTEMPTS_MAX && this.#now + RETRY_MARGIN_MS <= this.deadlineAt;
  }

  #settle(party: Party<Answer>, result: StateResult<Answer>, effects: FanOutEffect<Answer>[]): void {
    assert(this.#phase === 'open' && !party.result, 'a State is settled once, while the query is open');
    assert(result.state === party.state, 'a result stands under its own State');
    party.result = result;
    this.#unsettledCount -= 1;
    effects.push({ kind: 'outcome', result });
  }

  #close(ground: 'all-settled' | 'budget' | 'cancelled', effects: FanOutEffect<Answer>[]): void {
    assert(this.#phase === 'open', 'a fan-out closes once');
    for (const party of this.#parties) {
      if (!party.result) this.#settle(party, resultOfSilence(party.state, ground), effects);
    }
    assert(this.#unsettledCount === 0, 'every State has its result when the query closes');
    this.#phase = 'closed';
    const results = this.#parties.map((party) => party.result!);
    effects.push({ kind: 'close', ground, results, elapsedMs: this.#now - this.#openedAt });
  }

  #own(): Party<Answer> {
    return this.#parties[0]!;
  }

  /** The own State speaks through `own-answer` only: from outside it is as unsolicited as a stranger. */
  #partner(state: StateCode): Party<Answer> | undefined {
    for (let i = 1; i < this.#parties.length; i++) if (this.#parties[i]!.state === state) return this.#parties[i];
    return undefined;
  }
}

/** One State within a query. `heard` is its first answer, in time or not; later ones are compared with it. */
interface Party<Answer> {
  readonly state: StateCode;
  attempt: number;
  result: StateResult<Answer> | undefined;
  heard: { readonly answer: Answer } | undefined;
}

function resultOfSilence(state: StateCode, ground: 'all-settled' | 'budget' | 'cancelled'): StateResult<never> {
  assert(ground !== 'all-settled', 'no State is silent when all are settled');
  return ground === 'budget' ? { kind: 'late', state } : { kind: 'unavailable', state, reason: 'cancelled' };
}
