// SPDX-License-Identifier: Apache-2.0
// The matching profile: tables, costs and thresholds under one version. Nodes with the same version give the same answers.

/** Raised with every change of a table, cost, weight or threshold. */
export const PROFILE_VERSION = 1;

/** Thousandths. From `compare` on a pair of names counts as found; from `hit` on nothing speaks against it. */
export const COMPARE_FROM = 750;
export const HIT_FROM = 900;

export type Band = 'hit' | 'compare' | 'no';

export function bandOf(score: number): Band {
  if (score >= HIT_FROM) return 'hit';
  return score >= COMPARE_FROM ? 'compare' : 'no';
}
