// SPDX-License-Identifier: Apache-2.0
// The decisions of a simulated node, one function each: the real machines of `exchange`, and the shell's duties around them.
// A planted bug replaces one of them (planted-bugs.ts); the machines themselves hold no switch for tests.
import { type CoalesceBounds, Coalescer } from '@iims/exchange/coalesce';
import { FanOut, type FanOutOptions, type StateResult } from '@iims/exchange/fan-out';
import { nextReleaseAt } from '@iims/exchange/release-grid';
import { judgeQuestion } from '@iims/exchange/replay';
import { unreachable } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import { type Hit, type StateOutcome, verdictOf } from '@iims/wire/verdict';
import type { Entry, SyncFault, VirtualDisk } from './disk.ts';
import type { AnswerFrame, QuestionFrame, SimulatedAnswer, SimulatedQuestion } from './frames.ts';
import { findInRegister } from './register.ts';

export type FanOutMachine = Pick<FanOut<SimulatedAnswer>, 'step' | 'deadlineAt' | 'isClosed'>;
export type CoalescerMachine = Pick<Coalescer<Ask>, 'enqueue' | 'release' | 'frameEnded'>;

/** One attempt of one query at one partner, on its way through a coalescer. */
export interface Ask {
  readonly question: SimulatedQuestion;
  readonly attempt: number;
}

/** What a durable entry lets happen. */
export type Act = 'open-fan-out' | 'give-verdict' | 'give-answer' | 'give-answer-again';

export interface ShellParts {
  readonly openFanOut: (options: FanOutOptions<SimulatedAnswer>) => FanOutMachine;
  readonly openCoalescer: (bounds: CoalesceBounds) => CoalescerMachine;
  readonly judge: typeof judgeQuestion<SimulatedAnswer>;
  readonly releaseAt: typeof nextReleaseAt;
  readonly verdictOf: typeof verdictOf;
  /** What a partner's question finds. */
  readonly lookUp: typeof findInRegister;
  readonly outcomeOf: (result: StateResult<SimulatedAnswer>) => StateOutcome;
  /** The question that an attempt carries. */
  readonly questionOfAttempt: (question: SimulatedQuestion, attempt: number) => SimulatedQuestion;
  /** Whether a frame is signed by the State that it names. */
  readonly verifies: (frame: QuestionFrame | AnswerFrame) => boolean;
  readonly isBoundTo: (boundTo: string, question: SimulatedQuestion) => boolean;
  /** Lets an act happen once its entry is durable. */
  readonly whenDurable: (disk: VirtualDisk, index: number, act: Act, then: () => void) => void;
  /** Under what an answer is held for questions that come again. */
  readonly heldKey: (asker: StateCode, id: string) => string;
  /** Whether the look-up of an id sees an answer whose entry stands at `index`. */
  readonly seesHeld: (disk: VirtualDisk, index: number) => boolean;
  /** What a node that starts finds in its log. */
  readonly entriesAtStart: (disk: VirtualDisk) => readonly Entry[];
  readonly afterFailedSync: 'stop' | 'go-on';
  /** How the disk under the node may fail. */
  readonly syncFaults: readonly SyncFault[];
}

export const SOUND_PARTS: ShellParts = {
  openFanOut: (options) => new FanOut(options),
  openCoalescer: (bounds) => new Coalescer(bounds),
  judge: judgeQuestion,
  releaseAt: nextReleaseAt,
  verdictOf,
  lookUp: findInRegister,
  outcomeOf,
  questionOfAttempt: (question) => question,
  verifies: (frame) => frame.isGenuine,
  isBoundTo: (boundTo, question) => boundTo === question.bytes,
  whenDurable: (disk, index, _act, then) => disk.whenDurable(index, then),
  heldKey: (asker, id) => `${asker} ${id}`,
  seesHeld: () => true,
  entriesAtStart: (disk) => disk.entries,
  afterFailedSync: 'stop',
  syncFaults: ['fails-and-loses', 'fails-but-persists'],
};

/** A State's result as the officer sees it. */
export function outcomeOf(result: StateResult<SimulatedAnswer>): StateOutcome {
  const { state } = result;
  switch (result.kind) {
    case 'answered':
      return {
        state,
        outcome: result.answer.outcome,
        asOf: String(result.answer.asOf),
        hits: result.answer.band ? [{ ...HIT, band: result.answer.band }] : [],
      };
    case 'unavailable':
      return { state, outcome: 'unavailable', reason: result.reason, hits: [] };
    case 'late':
      return { state, outcome: 'late', hits: [] };
    default:
      return unreachable(result);
  }
}

const HIT: Hit = {
  band: 'hit',
  alertId: 'simulated',
  register: 'simulated',
  category: 'simulated',
  subjectKind: 'object',
  matchedOn: 'as-given',
  why: [],
  authority: 'simulated',
  action: 'simulated',
  cautions: [],
  handling: 'H0',
  facts: [],
};
