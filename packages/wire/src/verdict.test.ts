// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ISSUED_STANDINGS, type IssuedStanding } from './issued.ts';
import {
  countsOf,
  type Hit,
  hasDoubtfulDocument,
  type Outcome,
  type StateOutcome,
  tellsOfData,
  verdictOf,
} from './verdict.ts';

const hit = (band: Hit['band']): Hit => ({
  band,
  alertId: 'UTO-STD-1',
  register: 'documents',
  category: 'stolen',
  subjectKind: 'travel-document',
  matchedOn: band === 'hit' ? 'as-given' : 'repaired',
  why: [],
  authority: 'border-police',
  action: 'keep-document',
  cautions: [],
  handling: 'H0',
  facts: [],
});
const state = (outcome: Outcome, ...bands: Hit['band'][]): StateOutcome => ({
  state: 'UTO',
  outcome,
  hits: bands.map(hit),
});

const behind = (outcome: StateOutcome): StateOutcome => ({ ...outcome, registers: 3, behind: 1 });

describe('verdict', () => {
  const cases: readonly (readonly [string, StateOutcome[], string, boolean])[] = [
    ['one hit wins over everything', [state('late'), state('refused'), state('hit', 'compare', 'hit')], 'hit', false],
    ['compare wins over silence', [state('late'), state('hit', 'compare')], 'compare', false],
    ['silence wins over refusal', [state('unavailable'), state('refused'), state('no-hit')], 'incomplete', false],
    ['refusal wins over no-hit and is an answer', [state('refused'), state('no-hit')], 'refused', true],
    ['no-hit needs every State', [state('no-hit'), state('no-hit')], 'no-hit', true],
    ['nobody asked is not known', [], 'incomplete', false],
    ['a hit that names no alert is a hit', [state('hit')], 'hit', true],
    [
      'a hit stands beside registers that are behind, and is not the whole',
      [behind(state('hit', 'hit'))],
      'hit',
      false,
    ],
    [
      'registers that are behind leave the rest open',
      [behind(state('unavailable')), state('no-hit')],
      'incomplete',
      false,
    ],
    [
      'what calls itself no-hit beside registers that are behind is none',
      [behind(state('no-hit'))],
      'incomplete',
      false,
    ],
  ];
  for (const [name, states, verdict, complete] of cases) {
    it(name, () => assert.deepEqual(verdictOf(states), { verdict, complete }));
  }

  const issued = (standing: IssuedStanding): StateOutcome => ({
    ...state('no-hit'),
    issued: [{ register: 'licences', documentType: 'driving-licence', standing, asOf: 0 }],
  });
  it('a document in doubt makes a person look, a valid one changes nothing, and a hit still wins', () => {
    for (const standing of ISSUED_STANDINGS.filter((one) => one !== 'unknown')) {
      const isValid = standing === 'issued-and-valid';
      assert.equal(verdictOf([issued(standing)]).verdict, isValid ? 'no-hit' : 'compare');
      assert.equal(verdictOf([issued(standing), state('late')]).verdict, isValid ? 'incomplete' : 'compare');
      assert.equal(verdictOf([issued(standing), state('hit', 'hit')]).verdict, 'hit');
    }
  });

  it('what an issuer cannot tell accuses nobody and is never whole', () => {
    const unknown = issued('unknown');
    assert.deepEqual(verdictOf([unknown, state('no-hit')]), { verdict: 'incomplete', complete: false });
    assert.equal(verdictOf([unknown, issued('not-found')]).verdict, 'compare');
    assert.equal(verdictOf([unknown, state('refused')]).verdict, 'incomplete');
    assert.deepEqual(verdictOf([unknown, state('hit', 'hit')]), { verdict: 'hit', complete: false });
    assert.equal(hasDoubtfulDocument(unknown), false);
  });

  it('a refusal is counted beside those that answered, silence with neither', () => {
    const states = [state('hit', 'hit'), state('no-hit'), state('refused'), state('late'), state('unavailable')];
    assert.deepEqual(countsOf(states), { asked: 5, answered: 2, refused: 1 });
    assert.deepEqual(states.map(tellsOfData), [true, true, false, false, false]);
  });

  it('never says no-hit while a State is silent, refuses or has a hit, in whatever order they answer', () => {
    const outcome = fc.constantFrom(
      state('no-hit'),
      state('hit', 'hit'),
      state('hit', 'compare'),
      state('refused'),
      state('late'),
      state('unavailable'),
    );
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 6 }), (states) => {
        const { verdict, complete } = verdictOf(states);
        assert.equal(verdict === 'no-hit', states.length > 0 && states.every((one) => one.outcome === 'no-hit'));
        assert.equal(
          complete,
          states.length > 0 && states.every((one) => one.outcome !== 'late' && one.outcome !== 'unavailable'),
        );
        assert.deepEqual(verdictOf(states.toReversed()), { verdict, complete });
      }),
    );
  });
});
