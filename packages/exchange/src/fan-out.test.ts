// SPDX-License-Identifier: Apache-2.0
// The rules of one query, each alone, and then under arbitrary inputs in arbitrary order.
import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import { parseStateCode, type StateCode } from '@iims/wire/identifiers';
import fc from 'fast-check';
import { FAILURES, type FailureReason } from './failure.ts';
import {
  ATTEMPTS_MAX,
  BUDGET_MS,
  FanOut,
  type FanOutEffect,
  type FanOutInput,
  PARTNERS_MAX,
  RETRY_MARGIN_MS,
} from './fan-out.ts';

const [GEO, UKR, AZE, MDA] = ['GEO', 'UKR', 'AZE', 'MDA'].map(parseStateCode) as [
  StateCode,
  StateCode,
  StateCode,
  StateCode,
];
const OPENED_AT = 5_000;
const sameAnswer = (first: string, second: string): boolean => first === second;

type Effect = FanOutEffect<string>;

function openFanOut(partners: readonly StateCode[] = [UKR, AZE]): FanOut<string> {
  const fanOut = new FanOut<string>({ own: GEO, partners, sameAnswer });
  fanOut.step({ kind: 'opened' }, OPENED_AT);
  return fanOut;
}

/** Steps at `afterMs` from opening. */
function at(fanOut: FanOut<string>, afterMs: number, input: FanOutInput<string>): readonly Effect[] {
  return fanOut.step(input, OPENED_AT + afterMs);
}

const answer = (state: StateCode, text = 'no-hit'): FanOutInput<string> => ({
  kind: 'partner-answer',
  state,
  answer: text,
});
const failure = (state: StateCode, reason: FailureReason = 'connection-refused', attempt = 1): FanOutInput<string> => ({
  kind: 'partner-failure',
  state,
  attempt,
  reason,
});
const own: FanOutInput<string> = { kind: 'own-answer', answer: 'no-hit' };
const tick: FanOutInput<string> = { kind: 'tick' };
const outcomesOf = (effects: readonly Effect[]) => effects.flatMap((e) => (e.kind === 'outcome' ? [e.result] : []));
const notesOf = (effects: readonly Effect[]) => effects.flatMap((e) => (e.kind === 'note' ? [e.note] : []));
const closeOf = (effects: readonly Effect[]) => effects.find((e) => e.kind === 'close');

describe('fan-out: asking', () => {
  it('asks every partner once when it opens, and not the own State', () => {
    const fanOut = new FanOut<string>({ own: GEO, partners: [UKR, AZE], sameAnswer });
    deepEqual(fanOut.step({ kind: 'opened' }, 0), [
      { kind: 'ask', state: UKR, attempt: 1 },
      { kind: 'ask', state: AZE, attempt: 1 },
    ]);
    equal(fanOut.deadlineAt, BUDGET_MS);
  });

  it('closes on the own answer alone when there is no partner', () => {
    const fanOut = openFanOut([]);
    equal(closeOf(at(fanOut, 1, own))?.ground, 'all-settled');
  });

  it('asks again at once after a failure that may pass, and twice at most', () => {
    const fanOut = openFanOut();
    deepEqual(at(fanOut, 10, failure(UKR, 'connection-lost')), [{ kind: 'ask', state: UKR, attempt: 2 }]);
    deepEqual(outcomesOf(at(fanOut, 20, failure(UKR, 'connection-refused', 2))), [
      { kind: 'unavailable', state: UKR, reason: 'connection-refused' },
    ]);
  });

  it('does not ask again after a failure that stays', () => {
    for (const [reason, { retry }] of Object.entries(FAILURES)) {
      const effects = at(openFanOut(), 10, failure(UKR, reason as FailureReason));
      equal(effects.length, 1);
      equal(effects[0]!.kind, retry ? 'ask' : 'outcome', reason);
    }
  });

  it('asks again only while the margin of the budget remains', () => {
    const lastMoment = BUDGET_MS - RETRY_MARGIN_MS;
    equal(at(openFanOut(), lastMoment, failure(UKR))[0]!.kind, 'ask');
    equal(at(openFanOut(), lastMoment + 1, failure(UKR))[0]!.kind, 'outcome');
  });

  it('passes over a failure of an attempt that is no longer under way', () => {
    const fanOut = openFanOut();
    at(fanOut, 10, failure(UKR));
    deepEqual(at(fanOut, 11, failure(UKR, 'connection-refused', 1)), []);
  });

  it('does not read the own register again', () => {
    const fanOut = openFanOut();
    deepEqual(outcomesOf(at(fanOut, 1, { kind: 'own-failure', reason: 'connection-lost' })), [
      { kind: 'unavailable', state: GEO, reason: 'connection-lost' },
    ]);
  });
});

describe('fan-out: settling and closing', () => {
  it('gives each State its outcome as it answers and closes with the last', () => {
    const fanOut = openFanOut();
    deepEqual(at(fanOut, 1, own), [{ kind: 'outcome', result: { kind: 'answered', state: GEO, answer: 'no-hit' } }]);
    equal(at(fanOut, 5, answer(AZE, 'hit')).length, 1);
    const last = at(fanOut, 7, answer(UKR));
    deepEqual(closeOf(last), {
      kind: 'close',
      ground: 'all-settled',
      results: [
        { kind: 'answered', state: GEO, answer: 'no-hit' },
        { kind: 'answered', state: UKR, answer: 'no-hit' },
        { kind: 'answered', state: AZE, answer: 'hit' },
      ],
      elapsedMs: 7,
    });
    ok(fanOut.isClosed);
  });

  it('calls a silent State late at the budget, also after a failed first attempt, and never before', () => {
    const fanOut = openFanOut();
    at(fanOut, 1, own);
    at(fanOut, 2, failure(AZE));
    deepEqual(at(fanOut, BUDGET_MS - 1, tick), []);
    const effects = at(fanOut, BUDGET_MS, tick);
    deepEqual(outcomesOf(effects), [
      { kind: 'late', state: UKR },
      { kind: 'late', state: AZE },
    ]);
    equal(closeOf(effects)?.ground, 'budget');
  });

  it('closes by the budget though the tick comes late and an answer comes first', () => {
    const fanOut = openFanOut([UKR]);
    at(fanOut, 1, own);
    const effects = at(fanOut, BUDGET_MS, answer(UKR));
    deepEqual(outcomesOf(effects), [{ kind: 'late', state: UKR }]);
    deepEqual(
      effects.map((effect) => effect.kind),
      ['outcome', 'close', 'note'],
    );
    deepEqual(notesOf(effects), ['late-answer']);
  });

  it('calls the own register late when it is silent', () => {
    const fanOut = openFanOut([UKR]);
    at(fanOut, 3, answer(UKR));
    deepEqual(outcomesOf(at(fanOut, BUDGET_MS, tick)), [{ kind: 'late', state: GEO }]);
  });

  it('closes at once when the officer leaves, and says so', () => {
    const fanOut = openFanOut([UKR]);
    at(fanOut, 1, own);
    const effects = at(fanOut, 2, { kind: 'officer-cancelled' });
    deepEqual(outcomesOf(effects), [{ kind: 'unavailable', state: UKR, reason: 'cancelled' }]);
    equal(closeOf(effects)?.ground, 'cancelled');
    deepEqual(at(fanOut, 3, { kind: 'officer-cancelled' }), []);
    deepEqual(at(fanOut, BUDGET_MS + 1, tick), []);
  });
});

describe('fan-out: answers that change nothing', () => {
  it('notes a second answer that says the same as a duplicate', () => {
    const fanOut = openFanOut();
    at(fanOut, 1, answer(UKR, 'hit'));
    deepEqual(at(fanOut, 2, answer(UKR, 'hit')), [{ kind: 'note', note: 'duplicate', state: UKR, answer: 'hit' }]);
  });

  it('notes a second answer that says something else as equivocation and keeps the first', () => {
    const fanOut = openFanOut([UKR]);
    at(fanOut, 1, answer(UKR, 'hit'));
    deepEqual(notesOf(at(fanOut, 2, answer(UKR, 'no-hit'))), ['equivocation']);
    deepEqual(closeOf(at(fanOut, 3, own))?.results[1], { kind: 'answered', state: UKR, answer: 'hit' });
  });

  it('notes an answer after a final failure, and compares what follows with it', () => {
    const fanOut = openFanOut();
    at(fanOut, 1, failure(UKR, 'bad-signature'));
    deepEqual(notesOf(at(fanOut, 2, answer(UKR, 'hit'))), ['late-answer']);
    deepEqual(notesOf(at(fanOut, 3, answer(UKR, 'hit'))), ['duplicate']);
    deepEqual(notesOf(at(fanOut, BUDGET_MS + 5, answer(UKR, 'no-hit'))), ['equivocation']);
  });

  it('compares each later answer with the first, not with the last', () => {
    const fanOut = openFanOut();
    at(fanOut, 1, answer(UKR, 'hit'));
    deepEqual(notesOf(at(fanOut, 2, answer(UKR, 'no-hit'))), ['equivocation']);
    deepEqual(notesOf(at(fanOut, 3, answer(UKR, 'no-hit'))), ['equivocation']);
    deepEqual(notesOf(at(fanOut, 4, answer(UKR, 'hit'))), ['duplicate']);
  });

  it('takes the answer to the first attempt while the second is under way', () => {
    const fanOut = openFanOut();
    at(fanOut, 1, failure(UKR, 'connection-lost'));
    deepEqual(outcomesOf(at(fanOut, 2, answer(UKR, 'hit'))), [{ kind: 'answered', state: UKR, answer: 'hit' }]);
    deepEqual(at(fanOut, 3, failure(UKR, 'connection-lost', 2)), []);
  });

  it('notes an answer from a State that was not asked, the own State from outside included', () => {
    const fanOut = openFanOut();
    deepEqual(notesOf(at(fanOut, 1, answer(MDA))), ['unsolicited']);
    deepEqual(notesOf(at(fanOut, 1, answer(GEO))), ['unsolicited']);
    deepEqual(outcomesOf(at(fanOut, 2, own)).length, 1);
  });
});

describe('fan-out: programmer errors stop', () => {
  const stops = (act: () => unknown): void => throws(act, AssertionFailure);

  it('refuses a State named twice, the own State as partner, and too many partners', () => {
    stops(() => new FanOut({ own: GEO, partners: [UKR, UKR], sameAnswer }));
    stops(() => new FanOut({ own: GEO, partners: [GEO], sameAnswer }));
    const many = Array.from({ length: PARTNERS_MAX + 1 }, (_, i) => `X${i}` as StateCode);
    stops(() => new FanOut({ own: GEO, partners: many, sameAnswer }));
  });

  it('refuses to open twice, to go on before opening, and time that goes back', () => {
    stops(() => at(openFanOut(), 1, { kind: 'opened' }));
    stops(() => new FanOut<string>({ own: GEO, partners: [], sameAnswer }).step(tick, 0));
    stops(() => new FanOut<string>({ own: GEO, partners: [], sameAnswer }).deadlineAt);
    stops(() => at(openFanOut(), -1, tick));
  });

  it('refuses a failure of a State that was not asked or of an attempt that was not made', () => {
    stops(() => at(openFanOut(), 1, failure(MDA)));
    stops(() => at(openFanOut(), 1, failure(UKR, 'busy', 2)));
  });
});

describe('fan-out: any inputs in any order', () => {
  const partners = [UKR, AZE, MDA];
  const input: fc.Arbitrary<FanOutInput<string>> = fc.oneof(
    fc.constantFrom<FanOutInput<string>>(own, tick, { kind: 'officer-cancelled' }),
    fc
      .record({ state: fc.constantFrom(GEO, ...partners), text: fc.constantFrom('hit', 'no-hit') })
      .map(({ state, text }) => answer(state, text)),
    fc
      .record({
        state: fc.constantFrom(...partners),
        reason: fc.constantFrom(...(Object.keys(FAILURES) as FailureReason[])),
      })
      .map(({ state, reason }) => failure(state, reason)),
  );
  const inputs = fc.array(fc.tuple(fc.nat({ max: 150 }), input), { maxLength: 40 });

  function run(steps: readonly [number, FanOutInput<string>][]): { effects: Effect[]; closedAfterMs: number } {
    const fanOut = openFanOut(partners);
    const effects: Effect[] = [];
    let afterMs = 0;
    let closedAfterMs = Number.NaN;
    for (const [delayMs, next] of [...steps, [BUDGET_MS, tick] as const]) {
      const dueMs = afterMs + delayMs;
      // The shell's timer fires at the deadline, whatever else happens.
      if (afterMs < BUDGET_MS && dueMs >= BUDGET_MS) effects.push(...at(fanOut, BUDGET_MS, tick));
      if (fanOut.isClosed && Number.isNaN(closedAfterMs)) closedAfterMs = Math.min(dueMs, BUDGET_MS);
      afterMs = dueMs;
      effects.push(...at(fanOut, afterMs, next));
      if (fanOut.isClosed && Number.isNaN(closedAfterMs)) closedAfterMs = afterMs;
    }
    return { effects, closedAfterMs };
  }

  it('closes exactly once, by the budget, with one outcome a State and none after', () => {
    fc.assert(
      fc.property(inputs, (steps) => {
        const { effects, closedAfterMs } = run(steps);
        equal(effects.filter((effect) => effect.kind === 'close').length, 1);
        ok(closedAfterMs <= BUDGET_MS);
        const settled = outcomesOf(effects).map((result) => result.state);
        deepEqual([...settled].sort(), [GEO, ...partners].sort());
        const closedAt = effects.findIndex((effect) => effect.kind === 'close');
        ok(effects.slice(closedAt + 1).every((effect) => effect.kind === 'note'));
        deepEqual(new Set(closeOf(effects)!.results), new Set(outcomesOf(effects)));
      }),
      { numRuns: 500 },
    );
  });

  it('answers for a State only with the first answer that State gave', () => {
    fc.assert(
      fc.property(inputs, (steps) => {
        for (const result of outcomesOf(run(steps).effects)) {
          if (result.kind !== 'answered' || result.state === GEO) continue;
          const first = steps.find(([, step]) => step.kind === 'partner-answer' && step.state === result.state);
          ok(first && first[1].kind === 'partner-answer' && first[1].answer === result.answer);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('asks a partner no more often than the bound and gives the same effects again', () => {
    fc.assert(
      fc.property(inputs, (steps) => {
        const { effects } = run(steps);
        for (const state of partners) {
          const asked = effects.filter((effect) => effect.kind === 'ask' && effect.state === state).length;
          ok(asked <= ATTEMPTS_MAX - 1, 'the first attempt is asked at opening');
        }
        deepEqual(run(steps).effects, effects);
      }),
      { numRuns: 300 },
    );
  });
});
