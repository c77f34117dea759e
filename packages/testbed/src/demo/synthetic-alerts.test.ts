// SPDX-License-Identifier: Apache-2.0
// The demonstration's alerts: as many as were asked for, the same for the same seed, valid, and found by what an officer types.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Alert, parseAlert } from '@iims/wire/alert';
import { parseContainer } from '@iims/wire/container';
import { detectSubjects } from '@iims/wire/detect';
import { parseImei } from '@iims/wire/imei';
import { alertKeys, lookupKeys } from '@iims/wire/lookup-keys';
import { normaliseName } from '@iims/wire/name-form';
import { parseVin } from '@iims/wire/vin';
import { NAMES } from './names.ts';
import { chooseSamples } from './samples.ts';
import { DEMO_STATES } from './states.ts';
import { syntheticRegisters } from './synthetic-alerts.ts';

const TODAY = Date.UTC(2026, 10, 22);
const alertsOf = (state: (typeof DEMO_STATES)[number], records: number, seed = 1): Alert[] =>
  syntheticRegisters({ state, records, seed, today: TODAY }).flatMap(({ alerts }) => alerts);

test('a State holds exactly as many alerts as were asked for', () => {
  for (const records of [1, 2, 7, 99, 101, 1_234]) {
    for (const state of DEMO_STATES) assert.equal(alertsOf(state, records).length, records);
  }
});

test('the same seed gives the same alerts, another one others', () => {
  assert.deepEqual(alertsOf('GEO', 200), alertsOf('GEO', 200));
  assert.notDeepEqual(alertsOf('GEO', 200), alertsOf('GEO', 200, 2));
  assert.notDeepEqual(alertsOf('GEO', 200), alertsOf('MDA', 200));
});

test('every alert is valid, has an id of its own and says that it is made up', () => {
  for (const state of DEMO_STATES) {
    const alerts = alertsOf(state, 1_000);
    assert.equal(new Set(alerts.map(({ id }) => id)).size, alerts.length);
    for (const alert of alerts) {
      assert.deepEqual(parseAlert(alert), alert);
      assert.ok(alert.facts.some(({ value }) => value.startsWith('SYNTHETIC')));
    }
  }
});

test('check digits hold', () => {
  for (const state of DEMO_STATES) {
    for (const alert of alertsOf(state, 1_000)) {
      if (alert.kind === 'vehicle') assert.ok(parseVin(alert.vin!)?.checkDigitHolds, alert.vin);
      if (alert.kind === 'object' && alert.objectType === 'device')
        assert.ok(parseImei(alert.number!)?.checkDigitHolds);
      if (alert.kind === 'object' && alert.objectType === 'container')
        assert.ok(parseContainer(alert.number!)?.checkDigitHolds, alert.number);
    }
  }
});

test('what an officer types of an alert leads to it', () => {
  for (const state of DEMO_STATES) {
    for (const alert of alertsOf(state, 1_000)) {
      const keys = new Set(alertKeys(alert).map(({ key }) => key));
      for (const typed of typedForms(alert)) {
        const asked = detectSubjects(typed).subjects.flatMap(lookupKeys);
        assert.ok(
          asked.some(({ key, matchedOn }) => matchedOn === 'as-given' && keys.has(key)),
          `${alert.id}: ${typed}`,
        );
      }
    }
  }
});

test('a name in its own script and in its machine-readable form is the same name or its transliteration', () => {
  for (const { surnames, women, men, script } of Object.values(NAMES)) {
    for (const [original, mrz] of [...surnames, ...women, ...men]) {
      assert.match(mrz, /^[A-Z]+$/);
      if (script === 'Latn') assert.equal(normaliseName(original), mrz);
    }
  }
});

test('the samples show each kind of answer, and their inputs are read', () => {
  const registers = new Map(
    DEMO_STATES.map((state) => [state, syntheticRegisters({ state, records: 300, seed: 1, today: TODAY })]),
  );
  const samples = chooseSamples(registers);
  assert.deepEqual([...new Set(samples.map(({ expect }) => expect))].sort(), ['compare', 'hit', 'no-hit']);
  assert.deepEqual(
    [...new Set(samples.filter(({ expect }) => expect === 'hit').map(({ from }) => from))].sort(),
    [...DEMO_STATES].sort(),
  );
  for (const { input } of samples) assert.ok(detectSubjects(input).subjects.length > 0);
});

function typedForms(alert: Alert): string[] {
  switch (alert.kind) {
    case 'travel-document':
      return [alert.number, `${alert.issuingState} ${alert.number}`];
    case 'vehicle':
      return [alert.vin!, `${alert.registrationState} ${alert.plate}`, alert.plate!];
    case 'person':
      return alert.names.map(({ surname, given }) => `${surname}, ${given} ${alert.birthDates?.[0]}`);
    case 'official-document':
      return [alert.number];
    case 'object':
      return [alert.objectType === 'firearm' ? `firearm: ${alert.number}` : alert.number!];
  }
}
