// SPDX-License-Identifier: Apache-2.0
// The log of a real node: every byte of every file counts, for the auditor's command as well.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyNode } from '@iims/node/audit/verify-node';
import { LOG_FOLDER } from '@iims/node/data-directory';
import { SeededRandom } from '@iims/testbed/simulation/random';
import { killDemos, type RunningDemo, startDemo } from './demo.fixture.ts';
import { runIims } from './run-iims.fixture.ts';

let demo: RunningDemo;
let directory: string;
let files: readonly string[];

before(async () => {
  demo = await startDemo({ port: 8640 });
  // Enough for a full tile and the partial ones above and beside it.
  await demo.query(
    'GEO',
    Array.from({ length: QUERIES }, (_, i) => `T${100_000 + i}`),
  );
  demo.child.kill('SIGTERM');
  await demo.ended;
  directory = join(demo.directory, 'GEO');
  files = readdirSync(join(directory, LOG_FOLDER), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
});

after(async () => {
  await demo?.end();
  await killDemos();
});

test('one flipped byte anywhere under log is a no, and its return a yes', async () => {
  assert.ok(files.length >= 5, files.join(', '));
  const whole = await verifyNode({ directory });
  assert.ok(whole.ok && whole.size > 256, JSON.stringify(whole));
  const random = new SeededRandom(SEED, 0);
  for (const file of files) {
    for (let flip = 0; flip < FLIPS_FOR_EACH_FILE; flip++) {
      const undo = flipByte(file, random);
      const verdict = await verifyNode({ directory });
      undo.restore();
      assert.equal(verdict.ok, false, `${file}, byte ${undo.position}, seed ${SEED}`);
    }
  }
  assert.ok((await verifyNode({ directory })).ok);
});

test('the command says no with status 1, names the entry where one can be blamed, and yes again after the repair', async () => {
  const random = new SeededRandom(SEED, 1);
  for (const file of files) {
    const undo = flipByte(file, random);
    const { status, stdout } = await runIims(['audit', 'verify', '--json', '--dir', directory]);
    undo.restore();
    assert.equal(status, 1, `${file}, byte ${undo.position}`);
    const { ok, index, reason } = JSON.parse(stdout) as { ok: boolean; index: number | null; reason: string };
    assert.equal(ok, false);
    assert.equal(typeof reason, 'string');
    assert.ok(file.includes('entries') ? typeof index === 'number' : index === null, `${file}: ${stdout}`);
  }
  const { status, stdout } = await runIims(['audit', 'verify', '--json', '--dir', directory]);
  assert.equal(status, 0, stdout);
});

function flipByte(file: string, random: SeededRandom): { readonly position: number; restore(): void } {
  const bytes = readFileSync(file);
  const position = random.below(bytes.length);
  const flipped = Buffer.from(bytes);
  flipped[position]! ^= 1 + random.below(255);
  writeFileSync(file, flipped);
  return { position, restore: () => writeFileSync(file, bytes) };
}

const SEED = 2026;
const QUERIES = 140;
const FLIPS_FOR_EACH_FILE = 60;
