// SPDX-License-Identifier: Apache-2.0
// A virtual network of requests and replies: it loses, delays, repeats and reorders, refuses and resets connections, and splits.

import type { FailureReason } from '@iims/exchange/failure';
import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import type { AnswerFrame, QuestionFrame } from './frames.ts';
import type { SeededRandom } from './random.ts';
import type { Schedule } from './schedule.ts';

export interface NetworkConditions {
  readonly lossRatio: number;
  readonly duplicateRatio: number;
  /** A reset breaks the connection; the request may have been carried out all the same. */
  readonly resetRatio: number;
  readonly delayMsMax: number;
  /** Share of frames that take up to SLOW_MS_MAX. */
  readonly slowRatio: number;
}

export const CALM: NetworkConditions = { lossRatio: 0, duplicateRatio: 0, resetRatio: 0, delayMsMax: 5, slowRatio: 0 };

export type CallEnd =
  | { readonly kind: 'answered'; readonly frame: AnswerFrame }
  | { readonly kind: 'failed'; readonly reason: FailureReason };

/** A request under way. It ends once: by `onEnd`, by `abandon`, or with the node that made it. */
export interface Call {
  readonly from: StateCode;
  readonly to: StateCode;
  readonly frame: QuestionFrame;
  readonly onEnd: (end: CallEnd) => void;
}

/** One arrival of a frame of questions; a duplicated request arrives twice. */
export interface Arrival {
  readonly to: StateCode;
  readonly frame: QuestionFrame;
  readonly arrivedAt: number;
  readonly reply: (frame: AnswerFrame) => void;
}

export interface NetworkEnd {
  readonly isUp: boolean;
  receiveQuestions(arrival: Arrival): void;
  /** A frame of answers that belongs to no call under way. */
  receiveStrayAnswers(frame: AnswerFrame): void;
}

/** Sees all that passes; may throw. */
export interface NetworkWatcher {
  called(call: Call): void;
  arrived(arrival: Arrival): void;
  replied(arrival: Arrival, frame: AnswerFrame): void;
  delivered(frame: AnswerFrame): void;
}

export interface NetworkOptions {
  readonly schedule: Schedule;
  readonly random: SeededRandom;
  readonly watcher: NetworkWatcher;
}

export class VirtualNetwork {
  conditions: NetworkConditions = CALM;
  /** What a dishonest answerer makes of its reply on the way out. */
  tamper: (frame: AnswerFrame) => AnswerFrame = (frame) => frame;
  readonly #options: NetworkOptions;
  readonly #ends = new Map<StateCode, NetworkEnd>();
  readonly #calls = new Set<Call>();
  readonly #blocked = new Set<string>();

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  attach(state: StateCode, end: NetworkEnd): void {
    assert(!this.#ends.has(state), 'a State is attached once');
    this.#ends.set(state, end);
  }

  /** Nothing passes from one State to the other, in this direction. */
  block(from: StateCode, to: StateCode): void {
    this.#blocked.add(linkOf(from, to));
  }

  unblock(from: StateCode, to: StateCode): void {
    this.#blocked.delete(linkOf(from, to));
  }

  calm(): void {
    this.#blocked.clear();
    this.conditions = CALM;
    this.tamper = (frame) => frame;
  }

  callsUnderWay(from: StateCode, to: StateCode): number {
    let count = 0;
    for (const call of this.#calls) if (call.from === from && call.to === to) count += 1;
    return count;
  }

  call(call: Call): void {
    const { random } = this.#options;
    this.#calls.add(call);
    this.#options.watcher.called(call);
    if (random.chance(this.conditions.resetRatio)) {
      this.#after(() => this.#end(call, { kind: 'failed', reason: 'connection-lost' }));
      if (random.chance(0.5)) return;
    }
    this.#pass(call.from, call.to, () => this.#arrive(call));
  }

  /** The caller waits no longer. An answer that comes after this is stray. */
  abandon(call: Call): void {
    this.#calls.delete(call);
  }

  /** A node goes down: its own calls end unseen; some of those who called it notice. */
  nodeStopped(state: StateCode): void {
    for (const call of this.#calls) {
      if (call.from === state) this.#calls.delete(call);
      else if (call.to === state && this.#options.random.chance(0.7)) {
        this.#pass(state, call.from, () => this.#end(call, { kind: 'failed', reason: 'connection-lost' }));
      }
    }
  }

  /** Questions from nowhere: a recording played back, or a dishonest State. No reply comes back. */
  injectQuestions(to: StateCode, frame: QuestionFrame): void {
    const end = this.#ends.get(to)!;
    if (end.isUp) this.#handOver(end, to, frame, () => {});
  }

  /** Answers that nobody called for. */
  injectAnswers(frame: AnswerFrame): void {
    const end = this.#ends.get(frame.to)!;
    if (!end.isUp) return;
    this.#options.watcher.delivered(frame);
    end.receiveStrayAnswers(frame);
  }

  #arrive(call: Call): void {
    const end = this.#ends.get(call.to)!;
    if (!end.isUp) {
      this.#pass(call.to, call.from, () => this.#end(call, { kind: 'failed', reason: 'connection-refused' }));
      return;
    }
    this.#handOver(end, call.to, call.frame, (frame) => {
      const sent = this.tamper(frame);
      this.#pass(call.to, call.from, () => this.#deliver(call, sent));
    });
  }

  #handOver(end: NetworkEnd, to: StateCode, frame: QuestionFrame, send: (frame: AnswerFrame) => void): void {
    const { schedule, watcher } = this.#options;
    const arrival: Arrival = {
      to,
      frame,
      arrivedAt: schedule.now,
      reply: (answers) => {
        watcher.replied(arrival, answers);
        send(answers);
      },
    };
    watcher.arrived(arrival);
    end.receiveQuestions(arrival);
  }

  #deliver(call: Call, frame: AnswerFrame): void {
    if (!this.#calls.has(call)) {
      this.injectAnswers(frame);
      return;
    }
    this.#options.watcher.delivered(frame);
    this.#end(call, { kind: 'answered', frame });
  }

  #end(call: Call, end: CallEnd): void {
    if (this.#calls.delete(call)) call.onEnd(end);
  }

  /** Carries something over a link: not at all, once, or twice, each after a delay of its own. */
  #pass(from: StateCode, to: StateCode, act: () => void): void {
    const { random } = this.#options;
    if (this.#blocked.has(linkOf(from, to)) || random.chance(this.conditions.lossRatio)) return;
    this.#after(act);
    if (random.chance(this.conditions.duplicateRatio)) this.#after(act);
  }

  #after(act: () => void): void {
    const { random, schedule } = this.#options;
    const delayMsMax = random.chance(this.conditions.slowRatio) ? SLOW_MS_MAX : this.conditions.delayMsMax;
    schedule.after(random.milliseconds(0, delayMsMax), act);
  }
}

const SLOW_MS_MAX = 2500;

function linkOf(from: StateCode, to: StateCode): string {
  return from + to;
}
