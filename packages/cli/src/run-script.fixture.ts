// SPDX-License-Identifier: Apache-2.0
// Runs text scripts of the command line. After `$ command` stand its lines on stdout, those on stderr after `! `, and a status
// other than 0 as `[2]`; `…` stands for anything in a line. Lines before the first command tell what it is about;
// after `-- name --` come the lines of a file.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { MAIN } from './run-iims.fixture.ts';

/** Makes a test of every script in a folder. `surroundings` gives the variables that its commands see. */
export function testScripts(folder: string, surroundings: () => Readonly<Record<string, string>> = () => ({})): void {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  assert.ok(names.length > 0, 'there are scripts');
  for (const name of names.sort()) {
    test(`script ${basename(name, '.txt')}`, async () => {
      const script = parseScript(readFileSync(join(folder, name), 'utf8'));
      const directory = mkdtempSync(join(tmpdir(), 'iims-script-'));
      try {
        for (const [file, content] of script.files) writeFileSync(join(directory, file), content, { mode: 0o600 });
        for (const step of script.steps) await runStep(step, directory, surroundings());
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });
  }
}

interface Step {
  readonly command: string;
  readonly stdout: string[];
  readonly stderr: string[];
  status: number;
}

interface Script {
  readonly steps: readonly Step[];
  readonly files: ReadonlyMap<string, string>;
}

function parseScript(content: string): Script {
  const steps: Step[] = [];
  const files = new Map<string, string>();
  let file: string | undefined;
  for (const line of content.replace(/\n$/, '').split('\n')) {
    const named = /^-- (\S+) --$/.exec(line)?.[1];
    const step = steps.at(-1);
    if (named !== undefined) {
      file = named;
      files.set(named, '');
    } else if (file !== undefined) files.set(file, `${files.get(file)}${line}\n`);
    else if (line.startsWith('$ ')) steps.push({ command: line.slice(2), stdout: [], stderr: [], status: 0 });
    else if (step === undefined || line === '' || line.startsWith('#')) continue;
    else if (line.startsWith('! ')) step.stderr.push(line.slice(2));
    else if (/^\[\d+\]$/.test(line)) step.status = Number(line.slice(1, -1));
    else step.stdout.push(line);
  }
  return { steps, files };
}

async function runStep(step: Step, directory: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn('bash', ['-c', `iims() { "$NODE_24" "$IIMS" "$@"; }\n${step.command}`], {
    cwd: directory,
    env: { ...process.env, ...variables, NODE_24: process.execPath, IIMS: MAIN },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  // The shell and what it started are one group.
  const impatience = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), STEP_TIME_MAX_MS);
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  clearTimeout(impatience);
  const told = `$ ${step.command}\n${stdout}${stderr}[${status}]`;
  compareLines(step.stdout, stdout, `stdout of ${told}`);
  compareLines(step.stderr, stderr, `stderr of ${told}`);
  assert.equal(status, step.status, told);
}

function compareLines(wanted: readonly string[], got: string, told: string): void {
  const lines =
    got === ''
      ? []
      : got
          .replace(/\n$/, '')
          .split('\n')
          .filter((line) => line !== '');
  assert.equal(lines.length, wanted.length, told);
  for (const [index, line] of wanted.entries()) assert.match(lines[index]!, patternOf(line), told);
}

function patternOf(line: string): RegExp {
  const parts = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'u');
}

/** Ends what hangs and measures nothing: a step is several processes, and a busy machine may take as long as it needs. */
const STEP_TIME_MAX_MS = 180_000;
