// SPDX-License-Identifier: Apache-2.0
// A fuzzer led by coverage: inputs that reach code which none before them reached are kept and changed further.
// `node packages/testbed/src/fuzz/coverage-fuzz.ts [--target NAME]… [--seconds N] [--seed N]` prints one line for each reader and
// ends with status 1 and the input, in hexadecimal, when one of them does not bear an input. `--input HEX` tries that input again.
import { parseArgs } from 'node:util';
import { fromHex, toHex } from '@iims/wire/bytes';
import { SeededRandom } from '../simulation/random.ts';
import { BlockCoverage } from './coverage.ts';
import { MUTATION_KINDS, type Mutation, mutate, wordsOf } from './mutate.ts';
import { FuzzFinding, type FuzzTarget, tryInput } from './target.ts';

const BATCH_INPUTS_MIN = 32;
const BATCH_INPUTS_MAX = 1_024;

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    input: { type: 'string' },
  },
});
const coverage = new BlockCoverage((url) => /\/packages\/(wire|crypto|tlog|node)\/src\//.test(url));
// The code to be counted is loaded after the counting began.
const { TARGETS } = await import('./targets.ts');
const chosen = TARGETS.filter(({ name }) => values.target?.includes(name) ?? true);
process.exitCode = chosen.length === 0 ? 1 : run(chosen);

function run(targets: readonly FuzzTarget[]): number {
  process.stdout.write(`seed ${values.seed}\n`);
  let findings = 0;
  for (const target of targets) {
    try {
      if (values.input === undefined) fuzz(target);
      else process.stdout.write(`${target.name}: ${tryInput(target, fromHex(values.input))}\n`);
    } catch (found) {
      if (!(found instanceof FuzzFinding)) throw found;
      findings += 1;
      process.stdout.write(`${found.message}\nwhole input: ${toHex(found.input)}\n`);
    }
  }
  return findings === 0 ? 0 : 1;
}

function fuzz(target: FuzzTarget): void {
  const random = new SeededRandom(Number(values.seed));
  const corpus = [...target.seeds];
  const words = wordsOf(target.words ?? []);
  // Counted code is slow code, so inputs stay about as long as genuine ones.
  const bytesMax = 2 * Math.max(...target.seeds.map((genuine) => genuine.length)) + 1_024;
  const known = new Set<string>();
  for (const seed of target.seeds) tryInput(target, seed);
  for (const block of coverage.take()) known.add(block);
  const until = performance.now() + Number(values.seconds) * 1_000;
  let inputs = 0;
  let accepted = 0;
  let batchInputs = BATCH_INPUTS_MIN;
  while (performance.now() < until) {
    const material = { words, others: corpus, bytesMax };
    const batch = Array.from({ length: batchInputs }, () => mutate(random.pick(corpus), draw(random), material));
    for (const input of batch) if (tryInput(target, input) === 'accepted') accepted += 1;
    inputs += batch.length;
    // Asking for coverage costs as much as many inputs: the less is found, the more seldom it is asked.
    const isMore = coverage.take().some((block) => !known.has(block));
    if (isMore) corpus.push(...thatReachedMore(target, batch, known));
    batchInputs = isMore ? Math.max(BATCH_INPUTS_MIN, batchInputs / 2) : Math.min(BATCH_INPUTS_MAX, batchInputs * 2);
  }
  process.stdout.write(
    `${target.name}: ${inputs} inputs, ${accepted} accepted, ${corpus.length} kept, ${known.size} blocks\n`,
  );
}

/** The inputs that reach blocks which were not known: a batch that does is read again by halves. */
function thatReachedMore(target: FuzzTarget, batch: readonly Uint8Array[], known: Set<string>): Uint8Array[] {
  for (const input of batch) tryInput(target, input);
  const more = coverage.take().filter((block) => !known.has(block));
  if (more.length === 0) return [];
  if (batch.length === 1) {
    for (const block of more) known.add(block);
    return [...batch];
  }
  const middle = batch.length / 2;
  return [batch.slice(0, middle), batch.slice(middle)].flatMap((half) => thatReachedMore(target, half, known));
}

function draw(random: SeededRandom): Mutation[] {
  return Array.from({ length: 1 + random.below(random.pick([1, 2, 4, 8])) }, () => ({
    kind: random.pick(MUTATION_KINDS),
    at: random.below(2 ** 32),
    value: random.below(2 ** 32),
  }));
}
