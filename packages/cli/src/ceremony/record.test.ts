// SPDX-License-Identifier: Apache-2.0
// What commands enter into a transcript: all of it, as far as an entry can hold it.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import type { Desk } from './desk.ts';
import { NOW } from './papers.fixture.ts';
import { recorded } from './record.ts';
import { appendEntry, type NewEntry, readTranscript } from './transcript.ts';

const folder = mkdtempSync(join(tmpdir(), 'iims-record-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const desk = { path: (word: string) => join(folder, word), now: () => NOW } as Desk;
let transcripts = 0;

function openTranscript(): string {
  const name = `${transcripts++}.transcript`;
  const opened: NewEntry = {
    kind: 'opened',
    title: 'Key ceremony',
    outcome: 'said',
    tookMs: 0,
    lines: [],
    fingerprints: [],
  };
  writeFileSync(join(folder, name), appendEntry(undefined, opened, NOW));
  return name;
}

const lastOf = (name: string) => readTranscript(readFileSync(join(folder, name))).entries.at(-1)!;

test('long lines go on in the next one, and what is left out at the end is counted', async () => {
  const name = openTranscript();
  const enter = (lines: string[]) =>
    recorded(desk, name, 'A deed', async () => ({ result: 0, lines, fingerprints: [] }));
  await enter(['Ґ'.repeat(450), '', 'end']);
  assert.deepEqual(lastOf(name).lines, ['Ґ'.repeat(200), 'Ґ'.repeat(200), 'Ґ'.repeat(50), 'end']);
  await enter(['𝔊'.repeat(300)]);
  assert.equal(lastOf(name).lines.join(''), '𝔊'.repeat(300));
  await enter(Array.from({ length: 70 }, (_, index) => `line ${index}`));
  const { lines } = lastOf(name);
  assert.deepEqual([lines.length, lines[62]], [64, 'line 62']);
  assert.equal(lines[63], '7 lines more, which iims trust show tells of the file.');
});

test('a failure is entered with its code, field and words', async () => {
  const name = openTranscript();
  const fault = new IimsError('ceremony.machine', { message: 'The machine has swap: switch it off.', field: 'swap' });
  await assert.rejects(
    recorded(desk, name, 'The machine', () => Promise.reject(fault)),
    fault,
  );
  const { outcome, lines } = lastOf(name);
  assert.deepEqual([outcome, lines], ['failed', ['ceremony.machine (swap)', 'The machine has swap: switch it off.']]);
  await assert.rejects(recorded(desk, name, 'The machine', () => Promise.reject(new Error('something secret'))));
  assert.deepEqual(lastOf(name).lines, ['node.fault']);
});
