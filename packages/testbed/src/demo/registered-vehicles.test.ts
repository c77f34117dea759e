// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registrationKeys } from '@iims/wire/registered-vehicle';
import { parseRegisteredVehicle } from '@iims/wire/registered-vehicle-entry';
import { REGISTERED_PLATE, registeredVehicles } from './registered-vehicles.ts';
import { DEMO_STATES } from './states.ts';

test('the demonstration’s vehicles keep the rules, and each has a plate of its own', () => {
  for (const state of DEMO_STATES) {
    const vehicles = registeredVehicles(state, Date.UTC(2026, 10, 22));
    for (const vehicle of vehicles) assert.deepEqual(parseRegisteredVehicle(vehicle), vehicle);
    assert.equal(new Set(vehicles.flatMap(registrationKeys)).size, vehicles.length);
    assert.equal(vehicles.find(({ plate }) => plate === REGISTERED_PLATE)?.standing, 'valid');
  }
});
