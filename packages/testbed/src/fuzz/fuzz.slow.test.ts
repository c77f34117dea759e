// SPDX-License-Identifier: Apache-2.0
// Ten thousand changed inputs for every reader of outside bytes, or as many as a second allows: each is refused with a code or
// accepted by a law, and in time.
// Another seed in every run; a failure prints it and the shortest list of changes. IIMS_FUZZ_SEED tries one again; IIMS_FUZZ_CASES
// tries so many for each reader, however long it takes: for a campaign before a release.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MUTATION_KINDS, mutate, wordsOf } from './mutate.ts';
import { tryInput } from './target.ts';
import { TARGETS } from './targets.ts';

const CASES = Number(process.env.IIMS_FUZZ_CASES ?? 10_000);
/** What is not linear shows at this length. */
const INPUT_BYTES_MAX = 128 * 1024;
const CASES_MIN = 100;
const ONE_READER_MAX_MS = process.env.IIMS_FUZZ_CASES === undefined ? 1_200 : 3_600_000;
const LED_BY_COVERAGE = ['cbor', 'strict-json', 'officer-input', 'frame-body', 'entry-proof'];
const seed = Number(process.env.IIMS_FUZZ_SEED ?? Date.now() % 2 ** 31);
const word32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const mutations = fc.array(fc.record({ kind: fc.constantFrom(...MUTATION_KINDS), at: word32, value: word32 }), {
  minLength: 1,
  maxLength: 6,
});

describe(`a reader of outside bytes (seed ${seed})`, () => {
  for (const target of TARGETS) {
    const material = { words: wordsOf(target.words ?? []), others: target.seeds, bytesMax: INPUT_BYTES_MAX };

    it(`bears ${target.name}: what it accepts keeps its law, what it refuses has a code`, (t) => {
      for (const genuine of target.seeds) tryInput(target, genuine);
      const property = fc.property(fc.constantFrom(...target.seeds), mutations, (genuine, list) => {
        tryInput(target, mutate(genuine, list, material));
      });
      const run = fc.check(property, { seed, numRuns: CASES, interruptAfterTimeLimit: ONE_READER_MAX_MS });
      t.diagnostic(`${target.name}: ${run.numRuns} inputs`);
      assert.ok(run.counterexample === null, fc.defaultReportMessage(run));
      assert.ok(run.numRuns >= CASES_MIN, `${run.numRuns} inputs are too few to say anything`);
    });
  }

  it('bears what coverage leads to, where inputs are values within values', () => {
    const program = join(import.meta.dirname, 'coverage-fuzz.ts');
    const targets = LED_BY_COVERAGE.flatMap((name) => ['--target', name]);
    const options = [...targets, '--seconds', '1', '--seed', String(seed)];
    const { status, stdout } = spawnSync(process.execPath, [program, ...options], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.equal(status, 0, stdout);
    assert.equal(stdout.trim().split('\n').length, LED_BY_COVERAGE.length + 1, stdout);
  });
});
