// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hit } from '@iims/wire/verdict';
import { notesOf, TONES } from './tones.ts';

const hit = { action: 'arrest' } as Hit;

test('no two verdicts sound the same, not even in rhythm', () => {
  const rhythms = Object.values(TONES).map((notes) => notes.map((note) => `${note.startMs}+${note.lengthMs}`).join());
  assert.equal(new Set(rhythms).size, rhythms.length);
});

test('a hit sounds, a hit for a discreet check does not', () => {
  assert.notEqual(notesOf('hit', [hit]).length, 0);
  assert.deepEqual(notesOf('hit', [hit, { ...hit, action: 'discreet-check' }]), []);
  const declined = { action: 'discreet-check', since: '2026-11-22' };
  assert.deepEqual(notesOf('hit', [{ ...hit, action: 'contact-owner', notExecuted: declined }]), []);
});
