// SPDX-License-Identifier: Apache-2.0
// What the verdict block may show. The node decides the verdict; the screen only ever makes it more careful.
import {
  countsOf,
  isPartial,
  type StateOutcome,
  tellsOfData,
  type Verdict,
  type VerdictWord,
  verdictOf,
} from '@iims/wire/verdict';

export interface VerdictShown {
  readonly word: VerdictWord;
  /** States asked, and those of them that said hit or no hit. */
  readonly askedCount: number;
  readonly answeredCount: number;
  readonly noHitCount: number;
  readonly silent: readonly string[];
  readonly refusing: readonly string[];
  /** Those of whose registers some did not answer, whatever the others said. */
  readonly partial: readonly StateOutcome[];
  /** The oldest data behind the answers, in milliseconds since 1970. */
  readonly oldestAsOf?: number;
}

/** `asked` are the States that the node said it asked: one that is missing from the verdict is silent. */
export function verdictShown(verdict: Verdict, asked: readonly string[]): VerdictShown {
  const states = withMissing(verdict.states, asked);
  const named = (...outcomes: string[]) =>
    states.filter((one) => outcomes.includes(one.outcome)).map((one) => one.state);
  const silent = named('late', 'unavailable').filter(
    (state) => !states.some((one) => one.state === state && isPartial(one)),
  );
  const { asked: askedCount, answered: answeredCount } = countsOf(states);
  const ages = states.flatMap((one) => (one.asOf === undefined || !tellsOfData(one) ? [] : [Date.parse(one.asOf)]));
  return {
    word: moreCareful(wordOfNode(verdict), verdictOf(states).verdict),
    askedCount,
    answeredCount,
    noHitCount: named('no-hit').length,
    silent,
    refusing: named('refused'),
    partial: states.filter(isPartial),
    ...(ages.length === 0 ? {} : { oldestAsOf: Math.min(...ages) }),
  };
}

/** The States' answers, with one "late" for every State that was asked and is not named. */
export function withMissing(states: readonly StateOutcome[], asked: readonly string[]): readonly StateOutcome[] {
  const missing = asked.filter((state) => !states.some((one) => one.state === state));
  return [...states, ...missing.map((state): StateOutcome => ({ state, outcome: 'late', hits: [] }))];
}

/** What the node calls incomplete is never shown as a whole answer. */
function wordOfNode(verdict: Verdict): VerdictWord {
  return verdict.complete ? verdict.verdict : moreCareful(verdict.verdict, 'incomplete');
}

function moreCareful(first: VerdictWord, second: VerdictWord): VerdictWord {
  return CAREFUL_FIRST.indexOf(first) <= CAREFUL_FIRST.indexOf(second) ? first : second;
}

const CAREFUL_FIRST: readonly VerdictWord[] = ['hit', 'compare', 'incomplete', 'refused', 'no-hit'];
