// SPDX-License-Identifier: Apache-2.0
// The store through kill -9 and through disks that fail: nothing acknowledged is lost, nothing is acknowledged after a failure.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { TestSources } from './acceptance.fixture.ts';
import { readEntryFile } from './entry-file.ts';
import { readHistory } from './query-history.ts';
import { skipOrFail } from './skip-or-fail.fixture.ts';
import { openSqliteStore } from './sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-crash-'));
after(() => rmSync(directory, { recursive: true }));
const WRITER = new URL('./acknowledging-writer.fixture.ts', import.meta.url).pathname;

test('kill -9 under load, twenty times: no acknowledged entry is lost and indexes stay gapless', async () => {
  const path = join(directory, 'killed.db');
  let acknowledged = -1;
  for (let round = 0; round < KILLS; round++) {
    const before = acknowledged;
    acknowledged = await writeUntilKilled(path, 10 + round * 6);
    assert(acknowledged > before, 'each round acknowledges something');
    assert((await countGapless(path)) > acknowledged, `an acknowledged entry is lost in round ${round}`);
  }
  const store = await openSqliteStore({ path, reserveBytes: 4_096, ...new TestSources() });
  const [latest] = await readHistory(store.reader, 'natia', 1);
  await store.close();
  assert.equal(latest?.logIndex, (await countGapless(path)) - 1, 'an entry and its act stand or fall together');
});

/** Kills the writer some time after its first word and gives the highest index that it acknowledged. */
function writeUntilKilled(path: string, afterMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, [WRITER, path, '8'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    writer.stdout.setEncoding('utf8');
    writer.stdout.once('data', () => setTimeout(() => writer.kill('SIGKILL'), afterMs));
    writer.stdout.on('data', (text: string) => {
      said += text;
    });
    writer.on('error', reject);
    writer.on('close', () => resolve(highest(said)));
  });
}

const SYNC = 'fsync,fdatasync';

/** A disk that fails once, by strace: which call, on which file, the how manieth. */
interface DiskFault {
  readonly title: string;
  readonly calls: typeof SYNC | 'pwrite64';
  readonly file: 'writes' | 'database';
  readonly occurrence: number;
  /** Entries that are acknowledged before it, at least; shows that it happens where the title says. */
  readonly acknowledgedBefore: number;
  /** The schema is set up before the disk is watched, so that the count does not depend on how large it is. */
  readonly hasSchema: boolean;
}

const COMMIT_FAULTS: readonly DiskFault[] = [
  {
    title: 'the flush that sets up the schema',
    calls: SYNC,
    file: 'writes',
    occurrence: 1,
    acknowledgedBefore: 0,
    hasSchema: false,
  },
  {
    title: 'the flush of an early commit',
    calls: SYNC,
    file: 'writes',
    occurrence: 9,
    acknowledgedBefore: 1,
    hasSchema: true,
  },
  {
    title: 'the flush of a later commit',
    calls: SYNC,
    file: 'writes',
    occurrence: 40,
    acknowledgedBefore: 30,
    hasSchema: true,
  },
  {
    title: 'a write of a commit',
    calls: 'pwrite64',
    file: 'writes',
    occurrence: 400,
    acknowledgedBefore: 30,
    hasSchema: true,
  },
];
const CHECKPOINT_FAULTS: readonly DiskFault[] = [
  {
    title: 'the flush of the checkpoint at the start',
    calls: SYNC,
    file: 'database',
    occurrence: 2,
    acknowledgedBefore: 0,
    hasSchema: false,
  },
  {
    title: 'the flush of a checkpoint under load',
    calls: SYNC,
    file: 'database',
    occurrence: 3,
    acknowledgedBefore: 500,
    hasSchema: true,
  },
  {
    title: 'a write of a checkpoint under load',
    calls: 'pwrite64',
    file: 'database',
    occurrence: 110,
    acknowledgedBefore: 500,
    hasSchema: true,
  },
];

if (spawnSync('strace', ['--version']).error) {
  skipOrFail('disks that fail', 'strace is not installed: apt-get install strace');
} else {
  describe('a disk that fails once stops the process', () => {
    for (const [i, fault] of COMMIT_FAULTS.entries()) {
      test(`${fault.title}: nothing is acknowledged any more`, async () => {
        const { acknowledgedAfterFault } = await writeOnFailingDisk(join(directory, `commit-${i}.db`), fault);
        assert.deepEqual(acknowledgedAfterFault, []);
      });
    }
    for (const [i, fault] of CHECKPOINT_FAULTS.entries()) {
      test(`${fault.title}: nothing is acknowledged but what was durable before`, async () => {
        const path = join(directory, `checkpoint-${i}.db`);
        const { acknowledgedAfterFault } = await writeOnFailingDisk(path, fault);
        // The commit before the checkpoint was flushed; its caller may hear of it while the checkpoint fails.
        assert(acknowledgedAfterFault.length <= 1);
      });
    }
  });
}

/** Lets one writer run until the fault stops it, and checks what a restart finds. */
async function writeOnFailingDisk(path: string, fault: DiskFault): Promise<{ acknowledgedAfterFault: number[] }> {
  const [trace, said] = [`${path}.trace`, `${path}.said`];
  const target = fault.file === 'writes' ? `${path}-wal` : path;
  if (fault.hasSchema) {
    const { close } = await openSqliteStore({ path, reserveBytes: 4_096, ...new TestSources() });
    await close();
  }
  // strace follows only files that exist when it starts.
  for (const file of [path, said]) writeFileSync(file, '', { flag: 'a' });
  const strace = ['-f', '--seccomp-bpf', '-qq', '-o', trace, '-P', target, '-P', said];
  const inject = ['-e', `trace=${fault.calls},write`, '-e', `inject=${fault.calls}:error=EIO:when=${fault.occurrence}`];
  const out = openSync(said, 'w');
  const ended = spawnSync('strace', [...strace, ...inject, process.execPath, WRITER, path, '1'], {
    stdio: ['ignore', out, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(out);
  assert.match(readFileSync(trace, 'utf8'), /INJECTED/, 'the fault happened');
  assert.equal(ended.signal, null, 'the process stops by itself');
  assert.notEqual(ended.status, 0);
  assert.match(ended.stderr, /store\.failed/);

  const acknowledged = highest(readFileSync(said, 'utf8'));
  assert(
    acknowledged + 1 >= fault.acknowledgedBefore,
    `${acknowledged + 1} entries were acknowledged before the fault`,
  );
  const store = await openSqliteStore({ path, reserveBytes: 4_096, ...new TestSources() });
  await store.write({ event: 'node.started', body: {} });
  await store.close();
  assert((await countGapless(path)) > acknowledged + 1, 'after a restart everything acknowledged is there');
  const afterFault = readFileSync(trace, 'utf8').split('INJECTED')[1] ?? '';
  return { acknowledgedAfterFault: [...afterFault.matchAll(/write\(1, "(\d+)\\n"/g)].map((match) => Number(match[1])) };
}

async function countGapless(path: string): Promise<number> {
  let next = 0;
  for await (const entry of readEntryFile(path)) assert.equal(entry.index, next++, 'indexes are gapless from 0');
  return next;
}

function highest(said: string): number {
  // The last line may be cut off by the kill.
  return said
    .slice(0, said.lastIndexOf('\n') + 1)
    .split('\n')
    .reduce((most, line) => (line === '' ? most : Math.max(most, Number(line))), -1);
}

const KILLS = 20;
