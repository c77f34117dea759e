// SPDX-License-Identifier: Apache-2.0
// A process that is killed while it writes the index of persons: the file is the old one or the next, whole, and what it had begun goes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { dropUnfinished, readIndexFile } from './index-file.ts';

test('a kill in the middle of writing leaves the file of before or the one that is whole', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-index-kill-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = { path: join(folder, 'index.sealed'), key: new Uint8Array(32) };
  let unfinished = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const begun = await killedWhileWriting(file.path, kill * MS_BETWEEN_KILLS);
    const { head, sections } = readIndexFile(file);
    const round = Number(head.round);
    assert.ok(round === begun || round === begun - 1, `round ${round} while ${begun} was written`);
    assert.equal(sections.length, 3);
    for (const section of sections) assert.ok(section.every((word) => word === round));
    if (existsSync(`${file.path}.tmp`)) unfinished += 1;
    dropUnfinished(file);
    assert.equal(existsSync(`${file.path}.tmp`), false);
  }
  assert.ok(unfinished > 0, 'some kills fell into the writing');
});

/** Kills the process some time after the beginning of its second file is there, and gives the last round that it told. */
async function killedWhileWriting(path: string, afterMs: number): Promise<number> {
  const script = new URL('./index-writing-process.fixture.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = 0;
  createInterface({ input: child.stdout }).on('line', (line) => (told = Number(line)));
  while (told < 2 || !existsSync(`${path}.tmp`)) await pause(1);
  await pause(afterMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  return told;
}

const KILLS = 5;
const MS_BETWEEN_KILLS = 7;
