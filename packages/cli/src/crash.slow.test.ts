// SPDX-License-Identifier: Apache-2.0
// Nodes that die or stop under load, as real processes: what the others' officers see, and what stands afterwards.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { STORE_FILE } from '@iims/node/data-directory';
import { readAtRest } from '@iims/node/open-node-store';
import { readEntryFile } from '@iims/node/store/entry-file';
import { decodeCbor } from '@iims/wire/cbor';
import { until } from '@iims/wire/until.fixture';
import type { Verdict } from '@iims/wire/verdict';
import { killDemos, type RunningDemo, startDemo } from './demo.fixture.ts';
import { signIn } from './node-client.ts';
import { MAIN, runIims } from './run-iims.fixture.ts';

let demo: RunningDemo;
const restarted: ChildProcess[] = [];

before(async () => {
  demo = await startDemo({ port: 8760 });
});

after(async () => {
  for (const child of restarted) child.kill('SIGKILL');
  await demo?.end();
  await killDemos();
});

test('kill -9 of a node under load: others turn amber, and after the restart nothing acknowledged is missing', async () => {
  const acknowledged: Acknowledged[] = [];
  const seen: Acknowledged[] = [];
  const amber = () => seen.map(({ verdict }) => verdict).filter((verdict) => outcomeOf(verdict, 'AZE') !== 'no-hit');
  const saysWhoIsDown = (verdict: Verdict) =>
    verdict.states.every(({ state, outcome }) => outcome === (state === 'AZE' ? 'unavailable' : 'no-hit'));
  // Azerbaijan's officers ask until it dies, Georgia's until they have seen that it did.
  const azerbaijan = askFor('AZE', acknowledged, () => false);
  const georgia = askFor('GEO', seen, () => amber().some(saysWhoIsDown));
  for (let turn = 0; turn < LOADED_WITHIN_TURNS && acknowledged.length < ACKNOWLEDGED_MIN; turn++) {
    await setTimeout(TURN_MS);
  }
  process.kill(demo.pidOf('AZE'), 'SIGKILL');
  await Promise.all([azerbaijan, georgia]);
  assert.ok(acknowledged.length >= ACKNOWLEDGED_MIN, `${acknowledged.length} acknowledged before the kill`);

  assert.ok(amber().some(saysWhoIsDown));
  for (const verdict of amber()) {
    assert.equal(verdict.verdict, 'incomplete');
    for (const { state, outcome, reason } of verdict.states) {
      // On a busy machine any State may miss its second.
      if (state !== 'AZE') assert.ok(outcome === 'no-hit' || outcome === 'late', `${state}: ${outcome}`);
      else assert.ok(outcome === 'late' || (outcome === 'unavailable' && reason !== undefined), outcome);
    }
  }
  const last = await demo.query('GEO', [NOBODY]);
  assert.equal(last.status, 3);
  assert.match(last.stdout, /^\{"verdict":"incomplete","complete":false,.*"state":"AZE","outcome":"unavailable"/);

  restarted.push(await startNode('AZE'));
  await verifyLog('AZE');
  await checkAcknowledged('AZE', acknowledged);
  await checkAcknowledged('GEO', seen);
  assert.ok(await untilComplete('GEO'));
});

test('a node that stands still is late, the others stand, and it is back when it goes on', async () => {
  process.kill(demo.pidOf('MDA'), 'SIGSTOP');
  try {
    const { status, stdout } = await demo.query('GEO', [NOBODY, 'UTO L898902C3']);
    assert.equal(status, 3);
    const [nothing, passport] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Verdict);
    assert.equal(nothing!.verdict, 'incomplete');
    assert.equal(passport!.verdict, 'hit');
    for (const { complete, states } of [nothing!, passport!]) {
      assert.equal(complete, false);
      assert.equal(states.find(({ state }) => state === 'MDA')?.outcome, 'late');
    }
  } finally {
    process.kill(demo.pidOf('MDA'), 'SIGCONT');
  }
  assert.ok(await untilComplete('GEO'));
});

test('kill -9 of a node that reads a list: who brought it goes on, and everything is in the register', async () => {
  const list = join(demo.directory, 'list.jsonl');
  writeFileSync(list, Array.from({ length: LISTED }, (_, i) => documentLine(i)).join('\n'));
  const words = importWords(list);
  const brought = runIims(words);
  await until(async () => (await importOf('crash'))?.standing === 'reading', 'the list is read');
  process.kill(demo.pidOf('MDA'), 'SIGKILL');
  restarted.push(await startNode('MDA'));
  // A machine on which the start takes minutes has ended the first call: the same call goes on.
  const { status, stdout } = await brought;
  const last = status === 0 ? stdout : (await runIims(words)).stdout;
  assert.match(last, new RegExp(`"accepted":${LISTED},.*"applied":true`));
});

test('an import that another gives up while it is read ends the call that brought it', async () => {
  const list = join(demo.directory, 'given-up.jsonl');
  writeFileSync(list, Array.from({ length: LISTED + 1 }, (_, i) => documentLine(i)).join('\n'));
  const brought = runIims(importWords(list));
  await until(async () => (await importOf('crash', 'reading')) !== undefined, 'the list is read');
  const abandoned = await runIims(['register', 'abandon', ...asOperator(), '--register', 'crash', '--json']);
  const { status, stdout } = await brought;
  // Where the reading was over first the call has its end by itself.
  if (abandoned.status === 0) assert.deepEqual([status, codeOf(stdout)], [2, 'import.standing']);
});

interface Acknowledged {
  readonly caseRef: string;
  readonly verdict: Verdict;
}

/** Several officers ask at once, each query under a case reference of its own, until it is enough or the node is gone. */
async function askFor(state: string, acknowledged: Acknowledged[], isEnough: () => boolean): Promise<void> {
  const { password, user } = demo.ready.accounts.find((each) => each.state === state && each.role === 'officer')!;
  const session = await signIn({ url: demo.urlOf(state), user, password });
  const end = Date.now() + ASKS_MAX_MS;
  const officer = async (number: number): Promise<void> => {
    for (let turn = 0; turn < TURNS_MAX && Date.now() < end && !isEnough(); turn++) {
      const caseRef = `CRASH-${number}-${turn}`;
      const verdict = await session.query({ input: NOBODY, purpose: 'border-check', caseRef }).catch(() => undefined);
      if (verdict === undefined) return;
      acknowledged.push({ caseRef, verdict });
    }
  };
  await Promise.all(Array.from({ length: OFFICERS }, (_, number) => officer(number)));
}

function outcomeOf(verdict: Verdict, of: string): string | undefined {
  return verdict.states.find(({ state }) => state === of)?.outcome;
}

/** Each index that an officer was given holds the query that was asked under it. */
async function checkAcknowledged(state: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const entries = new Map<number, { readonly event?: string; readonly caseRef?: string }>();
  const directory = join(demo.directory, state);
  for await (const { index, content } of readEntryFile(join(directory, STORE_FILE), await readAtRest(directory))) {
    if (content.kind === 'open') entries.set(index, decodeCbor(content.body) as object);
  }
  for (const { caseRef, verdict } of acknowledged) {
    const entry = entries.get(verdict.logIndex);
    assert.equal(entry?.event, 'query.asked', `entry ${verdict.logIndex} of ${state}`);
    assert.equal(entry.caseRef, caseRef);
  }
  const size = await verifyLog(state);
  const highest = Math.max(...acknowledged.map(({ verdict }) => verdict.logIndex));
  assert.ok(size > highest, `the log of ${state} has ${size} entries, ${highest} was acknowledged`);
}

async function verifyLog(state: string): Promise<number> {
  const { status, stdout } = await runIims(['audit', 'verify', '--json', '--dir', join(demo.directory, state)]);
  assert.equal(status, 0, stdout);
  return (JSON.parse(stdout) as { size: number }).size;
}

async function startNode(state: string): Promise<ChildProcess> {
  const words = [MAIN, 'node', 'start', '--json', '--dir', join(demo.directory, state)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout!.setEncoding('utf8'), 'data')) as [string];
  assert.match(line, /^\{"ready":true,/);
  return child;
}

async function untilComplete(state: string): Promise<boolean> {
  for (let turn = 0; turn < BACK_WITHIN_TURNS; turn++) {
    if ((await demo.query(state, [NOBODY])).status === 0) return true;
    await setTimeout(TURN_MS);
  }
  return false;
}

function asOperator(): readonly string[] {
  const password = join(demo.directory, 'passwords/operator.mda');
  return ['--node', demo.urlOf('MDA'), '--user', 'operator.mda', '--password-file', password];
}

function importWords(list: string): readonly string[] {
  return ['register', 'import', ...asOperator(), '--format', 'jsonl', '--register', 'crash', '--json', list];
}

async function importOf(register: string, standing?: string): Promise<{ readonly standing: string } | undefined> {
  const { stdout } = await runIims(['register', 'status', ...asOperator(), '--json']);
  const { imports } = JSON.parse(stdout) as { imports: { register: string; standing: string }[] };
  return imports.find((one) => one.register === register && (standing === undefined || one.standing === standing));
}

function documentLine(number: number): string {
  return JSON.stringify({
    id: `MDA-CRASH-${number}`,
    kind: 'travel-document',
    category: 'lost',
    action: 'keep-document',
    authority: 'Synthetic',
    legalBasis: 'Synthetic law',
    cautions: [],
    covert: false,
    handling: 'H1',
    since: '2025-01-01',
    reviewOn: '2099-01-01',
    number: `SYN${String(number).padStart(7, '0')}`,
    issuingState: 'MDA',
    documentType: 'passport',
  });
}

function codeOf(stdout: string): string {
  return (JSON.parse(stdout) as { error: { code: string } }).error.code;
}

/** Takes some seconds to be read. */
const LISTED = 60_000;
const NOBODY = 'F<<NOBODY<<SYNTHETIC 1980-02-29';
const OFFICERS = 4;
/** Bounds the load: this machine has other work. */
const TURNS_MAX = 300;
const ACKNOWLEDGED_MIN = 10;
const LOADED_WITHIN_TURNS = 120;
const ASKS_MAX_MS = 120_000;
const BACK_WITHIN_TURNS = 120;
const TURN_MS = 500;
