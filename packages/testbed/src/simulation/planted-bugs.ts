// SPDX-License-Identifier: Apache-2.0
// Bugs that a simulation must find: each replaces one decision of the shell, or wraps one machine, and names the law it breaks.
import type { FanOut, FanOutEffect, FanOutInput, FanOutOptions, StateResult } from '@iims/exchange/fan-out';
import type { StateOutcome } from '@iims/wire/verdict';
import { type SimulatedAnswer, simulatedQuestion } from './frames.ts';
import type { Law } from './laws.ts';
import { findInRegister } from './register.ts';
import { type Act, type CoalescerMachine, type FanOutMachine, type ShellParts, SOUND_PARTS } from './shell-parts.ts';

export interface PlantedBug {
  readonly breaks: Law;
  readonly parts: ShellParts;
}

export const PLANTED_BUGS: Readonly<Record<string, PlantedBug>> = {
  // The fan-out.
  'forgets-the-budget': plant('a query closes by its budget', {
    openFanOut: wrapFanOut((fanOut, input, now) => (input.kind === 'tick' ? [] : fanOut.step(input, now))),
  }),
  'counts-a-late-answer': plant('a State is settled once', {
    openFanOut: wrapFanOut((fanOut, input, now) => fanOut.step(input, now).map(noteAsOutcome('late-answer'))),
  }),
  'delivers-a-duplicate': plant('a State is settled once', {
    openFanOut: wrapFanOut((fanOut, input, now) => fanOut.step(input, now).map(noteAsOutcome('duplicate'))),
  }),
  'lets-a-State-contradict-itself': plant('a State is settled once', {
    openFanOut: wrapFanOut((fanOut, input, now) => fanOut.step(input, now).map(noteAsOutcome('equivocation'))),
  }),
  'counts-an-unsolicited-answer': plant('an outcome is what the State said first', {
    openFanOut: wrapFanOut((fanOut, input, now) => fanOut.step(input, now).map(noteAsOutcome('unsolicited'))),
  }),
  'closes-twice': plant('a query closes once', {
    openFanOut: wrapFanOut((fanOut, input, now) => {
      const effects = fanOut.step(input, now);
      return [...effects, ...effects.filter((effect) => effect.kind === 'close')];
    }),
  }),
  'waits-though-all-have-answered': plant('a query closes when all States are settled', {
    openFanOut: wrapFanOut((fanOut, input, now) =>
      fanOut.step(input, now).filter((effect) => effect.kind !== 'close' || effect.ground !== 'all-settled'),
    ),
  }),
  'retries-without-end': plant('attempts keep their bound', {
    openFanOut: wrapFanOut((fanOut, input, now) => fanOut.step(input, now).map(failureAsRetry)),
  }),
  'takes-silence-for-no-hit': plant('an outcome is what the State said first', {
    outcomeOf: (result) => silenceAsNoHit(result),
  }),
  'calls-a-failure-late': plant('late is silence within the budget', {
    outcomeOf: (result) => {
      const { state } = result;
      return SOUND_PARTS.outcomeOf(result.kind === 'unavailable' ? { kind: 'late', state } : result);
    },
  }),
  'hides-the-reason': plant('unavailable is a known failure', {
    outcomeOf: (result) => {
      const { reason: _hidden, ...outcome } = SOUND_PARTS.outcomeOf(result);
      return outcome;
    },
  }),
  'ignores-silent-States': plant('a verdict follows from its outcomes', {
    verdictOf: (states) => SOUND_PARTS.verdictOf(states.filter((state) => state.outcome !== 'late')),
  }),

  // The coalescer.
  'sends-frames-without-bound': plant('frames under way keep their bound', {
    openCoalescer: (bounds) => SOUND_PARTS.openCoalescer({ ...bounds, framesUnderWayMax: 1000 }),
  }),
  'fills-frames-without-bound': plant('frames under way keep their bound', {
    openCoalescer: (bounds) => SOUND_PARTS.openCoalescer({ ...bounds, frameItemsMax: bounds.queueItemsMax }),
  }),
  'drops-silently-when-full': plant('nothing is dropped without a mark', {
    openCoalescer: wrapCoalescer((coalescer) => ({
      enqueue: (question, expiresAt, now) =>
        coalescer.enqueue(question, expiresAt, now).filter((effect) => effect.kind !== 'refused'),
    })),
  }),
  'never-frees-a-frame': plant('what is healed answers again', {
    openCoalescer: wrapCoalescer((coalescer) => {
      const questions = new Map<number, ReturnType<CoalescerMachine['frameEnded']>>();
      return {
        release: (now) => {
          const effects = coalescer.release(now);
          for (const effect of effects) {
            if (effect.kind === 'send-frame') questions.set(effect.frame.number, effect.frame.questions);
          }
          return effects;
        },
        frameEnded: (number) => questions.get(number)!,
      };
    }),
  }),

  // What the asking shell owes.
  'asks-before-durable': plant('no question leaves before its entry is durable', {
    whenDurable: hasty('open-fan-out'),
  }),
  'gives-verdict-before-durable': plant('no verdict before its closing entry is durable', {
    whenDurable: hasty('give-verdict'),
  }),
  'keeps-the-verdict-to-itself': plant('an officer gets one verdict', {
    whenDurable: (disk, index, act, then) => disk.whenDurable(index, act === 'give-verdict' ? () => {} : then),
  }),
  'counts-an-unverified-answer': plant('an outcome is what the State said first', {
    verifies: (frame) => 'items' in frame || frame.isGenuine,
  }),
  'takes-an-answer-to-another-question': plant('an outcome is what the State said first', { isBoundTo: () => true }),
  'retries-under-a-fresh-id': plant('a retry says the same', {
    questionOfAttempt: (question, attempt) =>
      attempt === 1 ? question : simulatedQuestion(`${question.id}b`, question.subject, question.askedAt),
  }),
  'retries-with-a-fresh-time': plant('a retry says the same', {
    questionOfAttempt: (question, attempt) =>
      simulatedQuestion(question.id, question.subject, question.askedAt + attempt - 1),
  }),

  // What the answering shell owes.
  'answers-a-forged-question': plant('a forged frame gets no answer', {
    verifies: (frame) => 'questions' in frame || frame.isGenuine,
  }),
  'answers-before-durable': plant('no answer leaves before its entry is durable', {
    whenDurable: hasty('give-answer'),
  }),
  'repeats-before-durable': plant('no answer leaves before its entry is durable', {
    whenDurable: hasty('give-answer-again'),
  }),
  'goes-on-after-a-failed-fsync': plant('no answer leaves before its entry is durable', { afterFailedSync: 'go-on' }),
  'trusts-a-disk-that-lies': plant('what was acknowledged survives a crash', { syncFaults: ['lies'] }),
  'forgets-ids-at-restart': plant('one id has one answer', { entriesAtStart: () => [] }),
  'looks-past-undurable-ids': plant('one id has one answer', { seesHeld: (disk, index) => disk.isDurable(index) }),
  'answers-other-bytes-under-one-id': plant('one id has one answer', {
    judge: (question) =>
      SOUND_PARTS.judge(
        question.answered
          ? { ...question, answered: { ...question.answered, questionDigest: question.questionDigest } }
          : question,
      ),
  }),
  'shares-ids-across-States': plant('an id is its asking State’s own', { heldKey: (_asker, id) => id }),
  'has-no-window': plant('a recording gets no answer', {
    judge: (question) => SOUND_PARTS.judge({ ...question, now: question.askedAt }),
  }),
  'leaves-off-the-grid': plant('answers leave on the grid', { releaseAt: ({ readyAt }) => readyAt }),
  'shows-a-covert-alert': plant('a covert alert looks like no-hit', {
    lookUp: (state, subject) => {
      const finding = findInRegister(state, subject);
      return finding.isCovert ? { ...finding, outcome: 'hit', band: 'hit' } : finding;
    },
  }),
  'keeps-no-trace-of-a-covert-alert': plant('a covert alert looks like no-hit', {
    lookUp: (state, subject) => ({ ...findInRegister(state, subject), isCovert: false }),
  }),
};

type Step = (
  fanOut: FanOut<SimulatedAnswer>,
  input: FanOutInput<SimulatedAnswer>,
  now: number,
) => readonly FanOutEffect<SimulatedAnswer>[];

function plant(breaks: Law, part: Partial<ShellParts>): PlantedBug {
  return { breaks, parts: { ...SOUND_PARTS, ...part } };
}

function wrapFanOut(step: Step): (options: FanOutOptions<SimulatedAnswer>) => FanOutMachine {
  return (options) => {
    const fanOut = SOUND_PARTS.openFanOut(options) as FanOut<SimulatedAnswer>;
    return {
      step: (input, now) => step(fanOut, input, now),
      get deadlineAt() {
        return fanOut.deadlineAt;
      },
      get isClosed() {
        return fanOut.isClosed;
      },
    };
  };
}

function wrapCoalescer(
  change: (coalescer: CoalescerMachine) => Partial<CoalescerMachine>,
): ShellParts['openCoalescer'] {
  return (bounds) => {
    const coalescer = SOUND_PARTS.openCoalescer(bounds);
    return {
      enqueue: (question, expiresAt, now) => coalescer.enqueue(question, expiresAt, now),
      release: (now) => coalescer.release(now),
      frameEnded: (number, now) => coalescer.frameEnded(number, now),
      ...change(coalescer),
    };
  };
}

/** Lets one kind of act happen without waiting for the disk. */
function hasty(hastyAct: Act): ShellParts['whenDurable'] {
  return (disk, index, act, then) => (act === hastyAct ? then() : disk.whenDurable(index, then));
}

function noteAsOutcome(note: string) {
  return (effect: FanOutEffect<SimulatedAnswer>): FanOutEffect<SimulatedAnswer> => {
    if (effect.kind !== 'note' || effect.note !== note) return effect;
    return { kind: 'outcome', result: { kind: 'answered', state: effect.state, answer: effect.answer } };
  };
}

function failureAsRetry(effect: FanOutEffect<SimulatedAnswer>): FanOutEffect<SimulatedAnswer> {
  if (effect.kind !== 'outcome' || effect.result.kind !== 'unavailable') return effect;
  if (effect.result.reason !== 'connection-refused') return effect;
  return { kind: 'ask', state: effect.result.state, attempt: 2 };
}

function silenceAsNoHit(result: StateResult<SimulatedAnswer>): StateOutcome {
  const outcome = SOUND_PARTS.outcomeOf(result);
  return outcome.outcome === 'late' ? { ...outcome, outcome: 'no-hit', asOf: '0' } : outcome;
}
