// SPDX-License-Identifier: Apache-2.0
// `iims selftest`: the known-answer tests of every primitive, and files of test vectors, each run whole.
import { failedAnswers } from '@iims/crypto/selftest/known-answers';
import type { Suite } from '@iims/crypto/selftest/vector-file';
import { ALL_KNOWN_ANSWERS } from '@iims/tlog/known-answers';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { print } from '../terminal.ts';
import { runVectorFolder } from '../vector-folder.ts';

export interface SelftestOptions {
  readonly vectors?: string;
  readonly json: boolean;
}

export async function selftest({ vectors, json }: SelftestOptions): Promise<ExitStatus> {
  const suites = [runBuiltIn(), ...(vectors === undefined ? [] : runVectorFolder(vectors))];
  const ok = suites.every(({ failed }) => failed === 0);
  if (json) print(JSON.stringify({ ok, suites }));
  else for (const line of tableOf(suites, ok)) print(line);
  return ok ? EXIT.ok : EXIT.fault;
}

function runBuiltIn(): Suite {
  const failed = failedAnswers(ALL_KNOWN_ANSWERS);
  const counts = { passed: ALL_KNOWN_ANSWERS.length - failed.length, failed: failed.length, skipped: 0 };
  return { file: BUILT_IN, ...counts, ...(failed.length === 0 ? {} : { reason: failed.join(', ') }) };
}

/** A line for each file, but one for all files of a single case that passed: Merkle proofs come in hundreds. */
function tableOf(suites: readonly Suite[], ok: boolean): string[] {
  const isSmall = ({ passed, failed, skipped }: Suite): boolean => passed === 1 && failed + skipped === 0;
  const small = suites.filter(isSmall);
  const lines = suites.filter((suite) => !isSmall(suite)).map(lineOf);
  if (small.length > 0) lines.push(`${columns(small.length, 0, 0)}  (${small.length} files of one case each)`);
  const sum = (count: 'passed' | 'failed' | 'skipped'): number =>
    suites.reduce((total, suite) => total + suite[count], 0);
  return [
    `${['passed', 'failed', 'skipped'].map((title) => title.padStart(COLUMN_CHARACTERS)).join('')}  file`,
    ...lines,
    `${ok ? 'YES. Nothing failed' : 'NO. Something failed'}: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped.`,
  ];
}

function lineOf({ file, passed, failed, skipped, reason }: Suite): string {
  const told = reason === undefined ? '' : `: ${reason}`;
  return `${columns(passed, failed, skipped)}  ${printable(file)}${told}`;
}

function columns(...counts: readonly number[]): string {
  return counts.map((count) => String(count).padStart(COLUMN_CHARACTERS)).join('');
}

/** A file's name may hold anything, also what moves a terminal's cursor. */
function printable(file: string): string {
  return file.replace(/\p{C}/gu, '?');
}

const BUILT_IN = 'built-in';
const COLUMN_CHARACTERS = 9;
