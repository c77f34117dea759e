// SPDX-License-Identifier: Apache-2.0
// The vectors of names, and what holds for every pair of strings.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { matchNames } from './match-names.ts';

interface Case {
  readonly what: string;
  readonly a: { readonly name: string; readonly lang?: string };
  readonly b: { readonly name: string; readonly lang?: string };
  readonly score?: number;
  readonly band: string;
  /** Rules that must be among those named. */
  readonly rules?: readonly string[];
}

const VECTORS = join(import.meta.dirname, '../../../spec/vectors/matching/names.json');
const { cases } = JSON.parse(readFileSync(VECTORS, 'utf8')) as { cases: readonly Case[] };

describe('names', () => {
  for (const { what, a, b, score, band, rules = [] } of cases) {
    it(what, () => {
      const match = matchNames(a, b);
      assert.equal(match.band, band, `score ${match.score}`);
      if (score !== undefined) assert.equal(match.score, score);
      for (const rule of rules) assert.ok(match.rules.includes(rule as 'a'), `rule ${rule} among ${match.rules}`);
    });
  }
});
