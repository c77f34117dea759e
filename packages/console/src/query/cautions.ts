// SPDX-License-Identifier: Apache-2.0
// The dangers that the hits of an answer warn of, each once. Pure.
import type { StateOutcome } from '@iims/wire/verdict';

export interface CautionsMet {
  /** Of a hit. */
  readonly sure: readonly string[];
  /** Of a compare alone: they count once it is known to be the same person or thing. */
  readonly ifSame: readonly string[];
}

export function cautionsOf(answers: readonly Pick<StateOutcome, 'hits'>[]): CautionsMet {
  const hits = answers.flatMap((answer) => answer.hits);
  // An unknown band counts as a hit.
  const sure = new Set(hits.filter(({ band }) => band !== 'compare').flatMap(({ cautions }) => cautions));
  const all = new Set(hits.flatMap(({ cautions }) => cautions));
  return { sure: [...sure], ifSame: [...all].filter((caution) => !sure.has(caution)) };
}
