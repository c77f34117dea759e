// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInput } from './reading.ts';

const TD3 = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';

test('a passport is read with the day it expires', () => {
  const reading = readInput(TD3, 2026);
  assert.equal(reading.typing.kind, 'detected');
  assert.equal(reading.expiryDate, '2012-04-15');
  assert.ok(reading.label.includes('L898902C3'));
});

test('a wrong check digit is reported and does not stop the reading', () => {
  const reading = readInput(TD3.replace('L898902C36', 'L898902C37'), 2026);
  assert.ok(reading.typing.kind === 'detected');
  const wrong = reading.typing.detection.checks.filter((check) => !check.ok).map((check) => check.field);
  assert.ok(wrong.includes('documentNumber'));
});

test('what cannot be read yet is known by its beginning', () => {
  const reading = readInput('  Шевченко Тарас Григорович без дати народження', 2026);
  assert.equal(reading.label, 'Шевченко Тарас Григорови');
});
