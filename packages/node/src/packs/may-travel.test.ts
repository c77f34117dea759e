// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { passportAlert, vehicleAlert } from '../query/alert.fixture.ts';
import { packedAlert } from './may-travel.ts';

const PASSPORT = passportAlert('AA1234567', 1);
/** As one under discreet check, but for what a test says. */
const vehicle = (change: Pick<Alert, 'action'> | { readonly category: 'stolen-vehicle' }): Alert =>
  vehicleAlert('AA0001AA', '1M8GDM9AXKP042788', 2, { handling: 'H1', ...change } as Parameters<typeof vehicleAlert>[3]);

test('what travels is all that leads to an alert and that a hit shows', () => {
  for (const handling of ['H0', 'H1'] as const) {
    const { legalBasis: _, covert: __, ...travels } = { ...PASSPORT, handling };
    const links = [{ register: 'persons', alertId: 'UKR-PER-1' }];
    assert.deepEqual(packedAlert({ ...PASSPORT, handling, links, provenance: { list: 'another' } } as never), travels);
  }
});

test('each ground by itself keeps an alert at home', () => {
  assert.equal(packedAlert({ ...PASSPORT, covert: true }), undefined, 'covert');
  for (const handling of ['H2', 'H3'] as const)
    assert.equal(packedAlert({ ...PASSPORT, handling }), undefined, handling);
  assert.equal(packedAlert(vehicle({ category: 'stolen-vehicle' })), undefined, 'the action is a discreet check');
  assert.equal(packedAlert(vehicle({ action: 'seize-vehicle' })), undefined, 'the category is a discreet check');
  const open = vehicleAlert('AA0001AA', '1M8GDM9AXKP042788', 2, {
    handling: 'H1',
    category: 'stolen-vehicle',
    action: 'seize-vehicle',
  });
  assert.ok(packedAlert(open));
});
