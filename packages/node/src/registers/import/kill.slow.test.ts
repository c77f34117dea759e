// SPDX-License-Identifier: Apache-2.0
// An import whose process is killed at any moment: what the register shows is the old list or the new one, whole, and the import goes on.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { systemClock, systemRandom } from '../../clock.ts';
import { lookUpAlerts } from '../../store/alerts.ts';
import { listGenerations } from '../../store/generations.ts';
import { pageOfAlerts } from '../../store/held-alerts.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { REGISTER } from './document-list.fixture.ts';

test('a kill at any moment leaves one whole list in force, and the next start goes on', {
  timeout: 600_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-import-kill-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await toItsEnd(folder, 'version 0');
  assert.equal(await versionInForce(folder), 'version 0');
  let inForce = 'version 0';
  for (let round = 1; round <= ROUNDS; round += 1) {
    const coming = `version ${round}`;
    // Killed twice in each round, at another place each time, and then left alone.
    for (const after of [(round * 37) % STEP_MS_MAX, (round * 61) % STEP_MS_MAX]) {
      const steps = await killedAfter(folder, coming, after);
      const version = await versionInForce(folder);
      assert.ok(
        version === inForce || (version === coming && steps.includes('approved')),
        `${version} after ${steps.join(', ')}`,
      );
      inForce = version;
    }
    await toItsEnd(folder, coming);
    assert.equal(await versionInForce(folder), coming);
    inForce = coming;
    assert.deepEqual(readdirSync(join(folder, 'imports')), []);
  }
});

/** Reads every alert and looks one in ten up: all are of one version. */
async function versionInForce(folder: string): Promise<string> {
  const store = await openSqliteStore({
    path: join(folder, 'iims.db'),
    atRest: new Uint8Array(32),
    now: systemClock.now,
    random: systemRandom,
  });
  try {
    const shown = (await listGenerations(store.reader, REGISTER)).filter(({ standing }) => standing === 'shown');
    assert.equal(shown.length, 1);
    const alerts = await pageOfAlerts(store.reader, shown[0]!, '', 2 * ALERTS);
    assert.deepEqual([alerts.length, shown[0]!.rows], [ALERTS, ALERTS]);
    const versions = new Set(alerts.map(({ alert }) => versionOf(alert)));
    for (let number = 1; number <= ALERTS; number += 10) {
      const { found } = await lookUpAlerts(store.reader, [`td|UTO|X${String(number).padStart(7, '0')}`]);
      assert.equal(found.length, 1);
      versions.add(versionOf(found[0]!.alert));
    }
    assert.equal(versions.size, 1);
    return [...versions][0]!;
  } finally {
    await store.close();
  }
}

function versionOf(alert: Uint8Array | undefined): string {
  return (decodeCbor(alert!) as Alert).facts[0]!.value;
}

/** Steps that the process told before it was killed, `ms` after it was given its work or told a step. */
async function killedAfter(folder: string, version: string, ms: number): Promise<string[]> {
  const { child, steps } = start(folder, version);
  // Half of the kills fall into the application, which is where the rows are written.
  while (ms % 2 === 0 && !steps.includes('approved') && child.exitCode === null) await pause(1);
  await pause(ms);
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return steps;
}

async function toItsEnd(folder: string, version: string): Promise<void> {
  const { child } = start(folder, version);
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
}

function start(folder: string, version: string): { readonly child: ChildProcess; readonly steps: string[] } {
  const script = new URL('./importing-process.fixture.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder, String(ALERTS), version], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const steps: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => steps.push(line));
  return { child, steps };
}

const ALERTS = 1_500;
const ROUNDS = 6;
const STEP_MS_MAX = 400;
