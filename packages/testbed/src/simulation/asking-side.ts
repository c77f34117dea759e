// SPDX-License-Identifier: Apache-2.0
// The asking half of a simulated node: entry, fan-out, coalescers, calls, lines to the officer. All of it is lost in a crash.
import { type CoalesceBounds, type CoalesceEffect, type Frame, SPACING_MS_MAX } from '@iims/exchange/coalesce';
import type { FailureReason } from '@iims/exchange/failure';
import type { FanOutEffect, FanOutInput } from '@iims/exchange/fan-out';
import { unreachable } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import type { StateOutcome } from '@iims/wire/verdict';
import {
  type AnswerFrame,
  type AnswerItem,
  type SimulatedAnswer,
  type SimulatedQuestion,
  sameSimulatedAnswer,
} from './frames.ts';
import type { Call, CallEnd } from './network.ts';
import { findInRegister } from './register.ts';
import type { Ask, CoalescerMachine, FanOutMachine } from './shell-parts.ts';
import type { NodeContext } from './simulated-node.ts';

/** Smaller than the real bounds, so that a run reaches them. */
export const SIMULATED_BOUNDS: CoalesceBounds = { framesUnderWayMax: 2, frameItemsMax: 3, queueItemsMax: 6 };

/** How the own register serves one query. */
export type OwnRegister = 'answers' | 'fails' | 'is-silent';

export class AskingSide {
  readonly #context: NodeContext;
  readonly #queries = new Map<string, Query>();
  readonly #links = new Map<StateCode, CoalescerMachine>();

  constructor(context: NodeContext) {
    this.#context = context;
  }

  /** An officer's query: no State is asked before the asking entry is durable. */
  ask(question: SimulatedQuestion, partners: readonly StateCode[], ownRegister: OwnRegister): void {
    const { disk, parts } = this.#context;
    const index = disk.append({ event: 'query.asked', key: question.id, question, partners });
    parts.whenDurable(disk, index, 'open-fan-out', () => this.#open(question, partners, ownRegister));
  }

  officerLeaves(id: string): void {
    const query = this.#queries.get(id);
    if (query) this.#step(query, { kind: 'officer-cancelled' });
  }

  /** Answers of a call, of a call given up, or of no call at all. */
  receiveAnswers(frame: AnswerFrame): void {
    if (!this.#context.parts.verifies(frame)) return;
    for (const item of frame.items) {
      const query = this.#queries.get(item.id);
      if (query && item.kind === 'answer' && this.#isBoundTo(item, query)) {
        this.#step(query, { kind: 'partner-answer', state: frame.from, answer: item.answer });
      }
    }
  }

  #open(question: SimulatedQuestion, partners: readonly StateCode[], ownRegister: OwnRegister): void {
    const { clock, own, officers, parts, random } = this.#context;
    const fanOut = parts.openFanOut({ own, partners, sameAnswer: sameSimulatedAnswer });
    const query: Query = { question, fanOut, outcomes: [] };
    this.#queries.set(question.id, query);
    officers.asked(question.id);
    this.#step(query, { kind: 'opened' });
    this.#tickAtDeadline(query);
    if (ownRegister === 'is-silent') return;
    clock.after(random.milliseconds(0, 4), () => this.#readOwnRegister(query, ownRegister));
  }

  #readOwnRegister(query: Query, ownRegister: 'answers' | 'fails'): void {
    const { clock, own } = this.#context;
    if (ownRegister === 'fails') {
      this.#step(query, { kind: 'own-failure', reason: 'register-failed' });
      return;
    }
    const { outcome, band } = findInRegister(own, query.question.subject);
    this.#step(query, { kind: 'own-answer', answer: { outcome, band, asOf: clock.wallNow() } });
  }

  /** A timer may fire a little early: it is set again until the fan-out is closed. */
  #tickAtDeadline(query: Query): void {
    const { clock, random } = this.#context;
    const dueMs = query.fanOut.deadlineAt - clock.monotonicNow();
    if (query.fanOut.isClosed || dueMs < 0) return;
    const earlyMs = Math.min(dueMs, random.chance(0.1) ? random.milliseconds(0, 1) : 0);
    clock.after(dueMs - earlyMs, () => {
      this.#step(query, { kind: 'tick' });
      if (dueMs > 0) this.#tickAtDeadline(query);
    });
  }

  #step(query: Query, input: FanOutInput<SimulatedAnswer>): void {
    for (const effect of query.fanOut.step(input, this.#context.clock.monotonicNow())) this.#carryOut(query, effect);
  }

  #carryOut(query: Query, effect: FanOutEffect<SimulatedAnswer>): void {
    const { disk, officers, parts } = this.#context;
    const { id } = query.question;
    switch (effect.kind) {
      case 'ask': {
        const question = parts.questionOfAttempt(query.question, effect.attempt);
        this.#enqueue(query, effect.state, { question, attempt: effect.attempt });
        break;
      }
      case 'outcome': {
        const outcome = parts.outcomeOf(effect.result);
        query.outcomes.push(outcome);
        officers.stateAnswered(id, outcome);
        break;
      }
      case 'close': {
        const verdict = parts.verdictOf(query.outcomes);
        const index = disk.append({ event: 'query.closed', key: id });
        parts.whenDurable(disk, index, 'give-verdict', () => officers.verdict(id, verdict, query.outcomes));
        break;
      }
      case 'note':
        disk.append({ event: 'query.late-answer', key: `${effect.note} ${effect.state} ${id}` });
        break;
      default:
        unreachable(effect);
    }
  }

  #enqueue(query: Query, partner: StateCode, ask: Ask): void {
    const { clock } = this.#context;
    const link = this.#link(partner);
    this.#carryOutAll(partner, link.enqueue(ask, query.fanOut.deadlineAt, clock.monotonicNow()));
    // What is asked in the same turn of the loop shares a frame.
    clock.after(0, () => this.#release(partner));
    // What was held back so that its frame is fuller leaves by then.
    clock.after(SPACING_MS_MAX, () => this.#release(partner));
  }

  #release(partner: StateCode): void {
    this.#carryOutAll(partner, this.#link(partner).release(this.#context.clock.monotonicNow()));
  }

  #carryOutAll(partner: StateCode, effects: readonly CoalesceEffect<Ask>[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'send-frame':
          this.#call(partner, effect.frame);
          break;
        case 'refused':
          this.#failed(partner, effect.question, 'busy');
          break;
        case 'expired':
          this.#context.officers.markExpired(effect.question.question.id, partner);
          break;
        default:
          unreachable(effect);
      }
    }
  }

  #call(partner: StateCode, frame: Frame<Ask>): void {
    const { clock, network, own } = this.#context;
    let hasEnded = false;
    const call: Call = {
      from: own,
      to: partner,
      frame: { from: own, isGenuine: true, questions: frame.questions.map((ask) => ask.question) },
      onEnd: (end) => {
        hasEnded = true;
        this.#callEnded(partner, frame, end);
      },
    };
    network.call(call);
    clock.after(frame.expiresAt - clock.monotonicNow(), () => {
      if (hasEnded) return;
      network.abandon(call);
      this.#link(partner).frameEnded(frame.number, clock.monotonicNow());
      this.#release(partner);
    });
  }

  #callEnded(partner: StateCode, frame: Frame<Ask>, end: CallEnd): void {
    const { parts, clock } = this.#context;
    const asks = this.#link(partner).frameEnded(frame.number, clock.monotonicNow());
    if (end.kind === 'failed') this.#allFailed(partner, asks, end.reason);
    else if (!parts.verifies(end.frame)) this.#allFailed(partner, asks, 'bad-signature');
    else for (const ask of asks) this.#itemCame(partner, ask, end.frame.items);
    this.#release(partner);
  }

  #itemCame(partner: StateCode, ask: Ask, items: readonly AnswerItem[]): void {
    const query = this.#queries.get(ask.question.id);
    const item = items.find((each) => each.id === ask.question.id);
    if (!query || !item) this.#failed(partner, ask, 'answer-unreadable');
    else if (!this.#isBoundTo(item, query)) this.#failed(partner, ask, 'wrong-question');
    else if (item.kind === 'refusal') this.#failed(partner, ask, 'question-refused');
    else this.#step(query, { kind: 'partner-answer', state: partner, answer: item.answer });
  }

  #allFailed(partner: StateCode, asks: readonly Ask[], reason: FailureReason): void {
    for (const ask of asks) this.#failed(partner, ask, reason);
  }

  #failed(partner: StateCode, { question, attempt }: Ask, reason: FailureReason): void {
    const query = this.#queries.get(question.id);
    if (query) this.#step(query, { kind: 'partner-failure', state: partner, attempt, reason });
  }

  #isBoundTo(item: AnswerItem, query: Query): boolean {
    return this.#context.parts.isBoundTo(item.boundTo, query.question);
  }

  #link(partner: StateCode): CoalescerMachine {
    let link = this.#links.get(partner);
    if (!link) {
      link = this.#context.parts.openCoalescer(SIMULATED_BOUNDS);
      this.#links.set(partner, link);
    }
    return link;
  }
}

interface Query {
  readonly question: SimulatedQuestion;
  readonly fanOut: FanOutMachine;
  readonly outcomes: StateOutcome[];
}
