// SPDX-License-Identifier: Apache-2.0
// `npm test`: every test of the repository in three groups, the quick ones first. `npm test -- PATH…` runs the tests under these paths.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { COMPILE_CACHE_FOLDER } from '../packages/cli/src/compile-cache.ts';
import { ROOT } from './root.ts';
import type { TestCounts } from './test-counts.ts';

const CORE = /^packages\/(wire|crypto|matching|tlog|exchange|client)\/src\//;
const HEAVY = /\.(slow|browser)\.test\.ts$/;

interface Group {
  readonly name: string;
  readonly holds: (file: string) => boolean;
  readonly flags: readonly string[];
  /** A group that hangs is ended and has failed. */
  readonly minutesMax: number;
}

const GROUPS: readonly Group[] = [
  // The core touches nothing outside itself, so that its tests share one process.
  {
    name: 'core',
    holds: (file) => CORE.test(file) && !HEAVY.test(file),
    flags: ['--test-isolation=none'],
    minutesMax: 5,
  },
  {
    name: 'node, console and tools',
    holds: (file) => !CORE.test(file) && !HEAVY.test(file),
    // One more than CI has cores: some wait for the second that a State has to answer.
    flags: ['--test-concurrency=3', '--test-timeout=120000'],
    minutesMax: 10,
  },
  {
    name: 'slow and browser',
    holds: (file) => HEAVY.test(file),
    // Much of it waits, for processes to start and for bounds to pass. Fixed ports are each file's own.
    flags: ['--test-concurrency=2', '--test-timeout=900000'],
    minutesMax: 20,
  },
];

/** Hundreds of processes and threads load the same modules: each is stripped of its types and compiled once. */
const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE_FOLDER };

const chosenPaths = process.argv.slice(2).map((path) => normalize(path));
const files = globSync(['packages/*/{src,test}/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'], {
  cwd: ROOT,
})
  .filter((file) => chosenPaths.length === 0 || chosenPaths.some((path) => file.startsWith(path)))
  .sort();

process.exitCode = runGroups();

function runGroups(): number {
  const complaints: string[] = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const group of GROUPS) {
    const own = files.filter(group.holds);
    if (own.length === 0 && chosenPaths.length > 0) continue;
    process.stdout.write(`\n== ${group.name}: ${own.length} files\n`);
    const { status, counts } = runGroup(group, own);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped.length;
    if (status !== 0) complaints.push(`${group.name}: failed`);
    if (counts.passed + counts.failed === 0) complaints.push(`${group.name}: no test ran`);
    for (const { name, reason } of counts.skipped) {
      process.stdout.write(`skipped: ${name} (${reason})\n`);
      if (process.env.CI) complaints.push(`${group.name}: skipped where nothing may be skipped: ${name}`);
    }
  }
  if (total.passed + total.failed === 0) complaints.push('no test ran');
  for (const complaint of complaints) process.stdout.write(`npm test: ${complaint}\n`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return complaints.length === 0 ? 0 : 1;
}

function runGroup(group: Group, own: readonly string[]): { status: number | null; counts: TestCounts } {
  if (own.length === 0) return { status: 0, counts: { passed: 0, failed: 0, skipped: [] } };
  const folder = mkdtempSync(join(tmpdir(), 'iims-test-'));
  const countsFile = join(folder, 'counts.json');
  try {
    const { status } = spawnSync(
      process.execPath,
      [
        '--test',
        ...group.flags,
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        `--test-reporter=${join(import.meta.dirname, 'test-counts.ts')}`,
        `--test-reporter-destination=${countsFile}`,
        ...own,
      ],
      {
        cwd: ROOT,
        // What several files need is made once for all of them, in a folder of the run.
        env: { ...ENVIRONMENT, IIMS_TEST_RUN_FOLDER: folder },
        stdio: 'inherit',
        timeout: group.minutesMax * 60_000,
      },
    );
    return { status, counts: readCounts(countsFile) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that was killed leaves no counts behind; its exit status tells the failure. */
function readCounts(file: string): TestCounts {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text === '' ? { passed: 0, failed: 0, skipped: [] } : (JSON.parse(text) as TestCounts);
}
