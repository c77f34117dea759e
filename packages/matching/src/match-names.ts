// SPDX-License-Identifier: Apache-2.0
// Whether two names are one person's, whatever the script: how alike, by which rules, and why (spec/matching.md).
import { explainPairs, type Reason } from './explain.ts';
import { scoreNames } from './name-score.ts';
import { type NameInput, type PreparedName, prepareName } from './prepare-name.ts';
import { type Band, bandOf, COMPARE_FROM } from './profile.ts';
import { isOneChange, mayBeSimilar, type NameRule, similarNames } from './similar-names.ts';

export interface NameMatch {
  /** Thousandths; 1000 is the same name. */
  readonly score: number;
  readonly band: Band;
  /** Letters of (EU) 2023/333, Annex II, 3.1, in their order. None where the band is `no`. */
  readonly rules: readonly NameRule[];
  /** None where the band is `no`. */
  readonly why: readonly Reason[];
}

/** Compares two names. Symmetric, deterministic, never throws; see `PROFILE_VERSION`. */
export function matchNames(a: NameInput, b: NameInput): NameMatch {
  return compareNames(prepareName(a), prepareName(b));
}

/** The same for names that are prepared already. */
export function compareNames(a: PreparedName, b: PreparedName): NameMatch {
  const { score, pairs } = scoreNames(a, b);
  const isRaised = score < COMPARE_FROM && mayBeSimilar(a, b, pairs) && isOneChange(a, b, pairs);
  const raised = isRaised ? COMPARE_FROM : score;
  const band = bandOf(raised);
  if (band === 'no') return { score, band, rules: [], why: [] };
  return { score: raised, band, rules: similarNames(a, b, pairs), why: explainPairs(a, b, pairs) };
}
