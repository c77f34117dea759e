// SPDX-License-Identifier: Apache-2.0
// The whole printed script, played: four States found a federation, a fifth joins and leaves, a sheet and a key are lost.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { acceptRoot, acceptState, type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { runIims } from '../run-iims.fixture.ts';
import { trustOfBundle } from './basis.ts';
import { readTranscript } from './transcript.ts';

const STATES = ['GEO', 'UKR', 'AZE', 'MDA'] as StateCode[];
const UTO = 'UTO' as StateCode;
const workshop = mkdtempSync(join(tmpdir(), 'iims-rehearsal-'));
const folder = join(workshop, 'rehearsal');
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
const sheet = (name: string): string => readFileSync(join(folder, name), 'utf8');

before(async () => {
  const played = await runIims(['trust', 'ceremony', '--rehearsal', '--out', folder, '--json']);
  assert.equal(played.status, 0, played.stderr);
  const { ok, federation, steps, failed, notPlayed, tookMs } = JSON.parse(played.stdout) as Played;
  assert.deepEqual([ok, federation], [true, 'demo-rehearsal-guam']);
  for (const id of ['A3', 'B6', 'C3', 'D4', 'D7', 'E1', 'F2', 'G2'])
    assert.ok(
      steps.some((step) => step.id === id),
      id,
    );
  assert.ok(failed.every((check) => /^[ABDEFG][124]\b/u.test(check)));
  for (const left of ['C1 iims node init', 'C4 iims trust bring', 'C5 iims user add', 'A3 lp sheets']) {
    assert.ok(
      notPlayed.some((command) => command.startsWith(left)),
      left,
    );
  }
  assert.ok(tookMs < REHEARSAL_TIME_MAX_MS, `took ${tookMs} ms`);
});

after(() => rmSync(workshop, { recursive: true, force: true }));

test('the chain of roots is accepted link by link, and each says what was decided', () => {
  let trust = trustFromRoot(read('root-1.json'));
  assert.equal(trust.root.exercise, true);
  assert.deepEqual(membersOf(trust), STATES);
  for (const state of STATES) trust = acceptState(trust, state, read(`${state}.json`), Date.now());
  trust = acceptRoot(trust, read('root-2.json'));
  assert.deepEqual(membersOf(trust), [...STATES, UTO]);
  trust = acceptState(trust, UTO, read('UTO.json'), Date.now());
  assert.equal(trust.states.size, 5);
  for (const state of STATES) trust = acceptState(trust, state, read(`${state}-2.json`), Date.now());
  const before = trust;
  trust = acceptRoot(trust, read('root-3.json'));
  assert.deepEqual(membersOf(trust), STATES);
  assert.equal(trust.states.has(UTO), false);
  trust = acceptState(trust, STATES[0]!, read('GEO-3.json'), Date.now());
  trust = acceptRoot(acceptRoot(trust, read('root-4.json')), read('root-5.json'));
  assert.notDeepEqual(keyOf(trust, 'GEO'), keyOf(before, 'GEO'));
  assert.deepEqual(keyOf(trust, 'UKR'), keyOf(before, 'UKR'));
  // A link cannot be left out.
  const first = trustFromRoot(read('root-1.json'));
  assert.throws(
    () => acceptRoot(first, read('root-3.json')),
    (fault) => fault instanceof IimsError && fault.code === 'trust.gap',
  );
});

test('a new State gets the documents of all, and what comes into force later reaches a running node', () => {
  const joined = trustOfBundle(read('NEW-NODE'));
  assert.deepEqual([...joined.states.keys()].sort(), [...STATES, UTO].sort());
  const node = trustOfBundle(read('NODE'));
  assert.equal(node.root.version, 5);
  assert.deepEqual(membersOf(node), STATES);
  assert.equal(node.states.get(STATES[0]!)?.version, 3);
});

test('every transcript is whole, closed, signed by its holders, and printed', () => {
  const root = readTranscript(read('root-1.transcript'));
  assert.equal(root.isClosed, true);
  assert.deepEqual(
    root.signers.map(({ keys }) => keys.holder),
    STATES,
  );
  assert.ok(root.entries.some(({ title }) => title === 'B5 Every root holder signs'));
  const check = root.entries.find(({ title }) => title === 'B2 The machine is fit');
  const isFit = root.entries.some(({ title, outcome }) => title === 'The machine' && outcome === 'done');
  assert.equal(check?.outcome, isFit ? 'said' : 'failed');
  for (const state of [...STATES, UTO]) {
    assert.deepEqual(
      readTranscript(read(`${state}.transcript`)).signers.map(({ keys }) => keys.holder),
      [state, `${state}-officer-1`, `${state}-officer-2`, `${state}-officer-3`],
    );
    assert.ok(statSync(join(folder, `${state}.transcript.pdf`)).size > 10_000);
  }
});

test('a transcript holds what a root changed, as the signers saw it', () => {
  const told = (number: number): string => {
    const { entries } = readTranscript(read(`root-${number}.transcript`));
    return entries.find(({ title }) => title === `root ${number} finished`)!.lines.join('\n');
  };
  assert.match(told(2), /UTO JOINS/);
  assert.match(told(3), /UTO LEAVES/);
  assert.match(told(4), /nothing but its dates/);
  assert.match(told(5), /GEO has a NEW ROOT HOLDER'S KEY/);
});

test('no seed is left in the folder, and nothing that was made can be read by others', () => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    names.filter((name) => name.endsWith('.seed')),
    [],
  );
  for (const name of names.filter((each) => /sheet|holder$|draft$/u.test(each))) {
    assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
  }
});

test('sheets of the old and of the new set do not go together, either set alone still gives the key', async () => {
  const combine = (holder: string, ...sheets: string[]) =>
    runIims(['keys', 'combine', '--json', '--holder', join(folder, holder)], sheets.map(sheet).join('\n'));
  const [old, renewed] = ['holders/GEO.holder', 'new-holders/GEO.holder'];
  assert.equal((await combine(old, 'sheets/GEO-sheet-1.txt', 'sheets/GEO-sheet-3.txt')).status, 0);
  assert.equal((await combine(renewed, 'new-sheets/GEO-sheet-3.txt', 'new-sheets/GEO-sheet-1.txt')).status, 0);
  for (const { stdout, status } of [
    await combine(renewed, 'sheets/GEO-sheet-1.txt', 'new-sheets/GEO-sheet-2.txt'),
    await combine(renewed, 'sheets/GEO-sheet-1.txt', 'sheets/GEO-sheet-2.txt'),
    await combine(old, 'sheets/GEO-sheet-1.txt', 'sheets/GEO-sheet-1.txt'),
    await combine(old, 'sheets/GEO-sheet-1.txt'),
    await combine(old, 'sheets/UKR-sheet-1.txt', 'sheets/UKR-sheet-2.txt'),
  ]) {
    assert.equal(JSON.parse(stdout).error.code, 'ceremony.shares', stdout);
    assert.equal(status, 2);
  }
});

function membersOf(trust: TrustList): readonly StateCode[] {
  return [...trust.root.officers.keys()];
}

function keyOf(trust: TrustList, holder: string): Uint8Array | undefined {
  return trust.root.signers.holders.find((each) => each.holder === holder)?.ed25519.keyId;
}

interface Played {
  readonly ok: boolean;
  readonly federation: string;
  readonly steps: readonly { readonly id: string; readonly tookMs: number }[];
  readonly failed: readonly string[];
  readonly notPlayed: readonly string[];
  readonly tookMs: number;
}

/** Five States' keys, 24 sheets typed, 20 papers: some seconds of work, on a machine that does other things as well. */
const REHEARSAL_TIME_MAX_MS = 120_000;
