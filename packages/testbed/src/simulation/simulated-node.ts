// SPDX-License-Identifier: Apache-2.0
// One State's node in the simulation: its disk survives a crash, everything else is made again at the next start.
import type { StateCode } from '@iims/wire/identifiers';
import type { StateOutcome, VerdictWord } from '@iims/wire/verdict';
import { AnsweringSide } from './answering-side.ts';
import { AskingSide, type OwnRegister } from './asking-side.ts';
import { type Entry, VirtualDisk } from './disk.ts';
import { type AnswerFrame, type SimulatedQuestion, simulatedQuestion } from './frames.ts';
import type { Arrival, NetworkEnd, VirtualNetwork } from './network.ts';
import type { SeededRandom } from './random.ts';
import type { Schedule } from './schedule.ts';
import type { ShellParts } from './shell-parts.ts';

/** What one State's officers see, line by line. May throw. */
export interface Officers {
  asked(id: string): void;
  stateAnswered(id: string, outcome: StateOutcome): void;
  verdict(id: string, verdict: { verdict: VerdictWord; complete: boolean }, outcomes: readonly StateOutcome[]): void;
  /** Not for officers but for the metric: a question expired before it was sent. */
  markExpired(id: string, partner: StateCode): void;
}

/** What the two halves of a node work with between one start and the next crash. */
export interface NodeContext {
  readonly own: StateCode;
  readonly parts: ShellParts;
  readonly disk: VirtualDisk;
  readonly network: VirtualNetwork;
  readonly officers: Officers;
  readonly random: SeededRandom;
  readonly clock: NodeClock;
}

/** Time as one node knows it between one start and the next crash. */
export interface NodeClock {
  /** Milliseconds since this start; never goes back. */
  monotonicNow(): number;
  /** This State's own idea of the time, in milliseconds since 1970; may be wrong, may jump. */
  wallNow(): number;
  /** Acts that are planned die with the process. */
  after(delayMs: number, act: () => void): void;
}

export interface NodeOptions {
  readonly own: StateCode;
  readonly schedule: Schedule;
  readonly random: SeededRandom;
  readonly network: VirtualNetwork;
  readonly parts: ShellParts;
  readonly officers: Officers;
  readonly onAppend: (entry: Entry) => void;
  readonly onStop: () => void;
}

/** 2027-01-15: virtual time 0 on a clock that is right. */
const WALL_START_MS = 1_800_000_000_000;

export class SimulatedNode implements NetworkEnd {
  readonly own: StateCode;
  readonly disk: VirtualDisk;
  /** How wrong this State's wall clock is. */
  wallOffsetMs = 0;
  readonly #options: NodeOptions;
  #asking: AskingSide | undefined;
  #answering: AnsweringSide | undefined;
  #starts = 0;

  constructor(options: NodeOptions) {
    const { own, schedule, random, onAppend } = options;
    this.own = own;
    this.#options = options;
    this.disk = new VirtualDisk({ schedule, random, onAppend, onSyncFailure: (waiters) => this.#syncFailed(waiters) });
    options.network.attach(own, this);
  }

  get isUp(): boolean {
    return this.#asking !== undefined;
  }

  start(): void {
    if (this.isUp) return;
    this.#starts += 1;
    const context = this.#contextOfThisStart();
    this.#asking = new AskingSide(context);
    this.#answering = new AnsweringSide(context);
  }

  /** kill -9, or the end of the process after a failed fsync. */
  stop(): void {
    if (!this.isUp) return;
    this.#asking = undefined;
    this.#answering = undefined;
    this.disk.crash();
    this.#options.network.nodeStopped(this.own);
    this.#options.onStop();
  }

  /** An officer's query, if the node is up. */
  ask(id: string, subject: number, partners: readonly StateCode[], ownRegister: OwnRegister): void {
    this.#asking?.ask(this.#questionOf(id, subject), partners, ownRegister);
  }

  officerLeaves(id: string): void {
    this.#asking?.officerLeaves(id);
  }

  receiveQuestions(arrival: Arrival): void {
    this.#answering?.receiveQuestions(arrival);
  }

  receiveStrayAnswers(frame: AnswerFrame): void {
    this.#asking?.receiveAnswers(frame);
  }

  wallNow(): number {
    return WALL_START_MS + Math.floor(this.#options.schedule.now) + this.wallOffsetMs;
  }

  #questionOf(id: string, subject: number): SimulatedQuestion {
    return simulatedQuestion(id, subject, this.wallNow());
  }

  #syncFailed(waiters: readonly (() => void)[]): void {
    if (this.#options.parts.afterFailedSync === 'stop') this.stop();
    else for (const then of waiters) then();
  }

  #contextOfThisStart(): NodeContext {
    const { own, parts, network, officers, random, schedule } = this.#options;
    const start = this.#starts;
    const bootedAt = schedule.now;
    const clock: NodeClock = {
      monotonicNow: () => schedule.now - bootedAt,
      wallNow: () => this.wallNow(),
      after: (delayMs, act) =>
        schedule.after(delayMs, () => {
          if (this.isUp && this.#starts === start) act();
        }),
    };
    return { own, parts, disk: this.disk, network, officers, random, clock };
  }
}
