// SPDX-License-Identifier: Apache-2.0
// How alike two words of names are, in thousandths (spec/matching.md 7-8).
import { isForeign, WHOLE_LETTER } from './letter-costs.ts';
import type { LooseForm, PreparedToken } from './prepare-token.ts';
import { signatureDistance } from './skeleton.ts';
import { tokenDistance } from './token-distance.ts';

/** 1000 for words with a reading in common, 0 for words that have nothing to do with each other. Symmetric. */
export function tokenSimilarity(a: PreparedToken, b: PreparedToken): number {
  if (a === b || a.word === b.word) return SAME;
  if (a.kind === 'initial' || b.kind === 'initial') return isInitial(a, b) ? INITIAL : 0;
  let best = 0;
  for (const form of a.forms) {
    for (const other of b.forms) {
      if (form.text === other.text) return SAME;
      const similarity = formSimilarity(form, other);
      if (similarity > best) best = similarity;
      if (best < SHORTENED && isShortened(form.text, other.text)) best = SHORTENED;
    }
  }
  return best < EQUIVALENT && a.group > 0 && a.group === b.group ? EQUIVALENT : best;
}

/** The same of two readings; 0 for what no pair of words is made of. */
export function formSimilarity(a: LooseForm, b: LooseForm): number {
  const length = comparedLength(a, b);
  const limit = length * DISTANCE_SHARE_MAX;
  if (signatureDistance(a.signature, b.signature) * CONSONANT_COST_LEAST > limit) return 0;
  let distance = tokenDistance(a, b, limit);
  // Letters without a table share codes; only equal words are equal.
  if (distance === 0 && isForeign(a.codes)) distance = WHOLE_LETTER;
  if (distance > limit) return 0;
  const similarity = SAME - Math.ceil((distance * 10) / length);
  return length <= SHORT_LETTERS && distance > SHORT_DISTANCE_MAX ? Math.floor((similarity * 7) / 10) : similarity;
}

/** Where one side writes no vowels, both count by what it writes. */
function comparedLength(a: LooseForm, b: LooseForm): number {
  if (a.vowelless === b.vowelless) return Math.max(a.text.length, b.text.length);
  const [bare, full] = a.vowelless ? [a, b] : [b, a];
  return Math.max(bare.text.length, full.consonants + ((full.text.length - full.consonants) >> 1));
}

/** Vlad for Vladimir: a word cut short, not one with another ending. */
function isShortened(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= SHORTENED_FROM && long.length >= short.length + SHORTENED_BY && long.startsWith(short);
}

function isInitial(a: PreparedToken, b: PreparedToken): boolean {
  if (a.word[0] === b.word[0]) return true;
  return a.forms.some(({ text }) => b.forms.some((other) => other.text[0] === text[0]));
}

export const SAME = 1000;
/** Another language's form of one given name: not quite the same, so that the same ranks first. */
const EQUIVALENT = 960;
const INITIAL = 600;
const SHORTENED = 760;
const SHORTENED_FROM = 4;
const SHORTENED_BY = 3;
/** A distance is given up beyond this many hundredths for each letter. */
const DISTANCE_SHARE_MAX = 40;
/** Consonants of another class cost hardly less than this each. */
const CONSONANT_COST_LEAST = 40;
const SHORT_LETTERS = 3;
const SHORT_DISTANCE_MAX = 50;
