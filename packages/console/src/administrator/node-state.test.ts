// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNodeState } from './node-state.ts';

test('partners and registers are read, unreadable ones left out', () => {
  const state = readNodeState({
    logSize: 4,
    trustRootVersion: 1,
    partners: [{ state: 'UKR', standing: 'good' }, { state: 'AZE' }],
    registers: [{ id: 'r1', alerts: 5, checkedAt: '2026-11-22T10:00:00Z' }, { id: 'r2' }],
  });
  assert.deepEqual(state?.partners, [{ state: 'UKR', standing: 'good' }]);
  assert.equal(state?.registers[0]?.title, 'r1');
  assert.equal(state?.registers.length, 1);
});

test('a node that does not tell its log is not described', () => {
  assert.equal(readNodeState({ trustRootVersion: 1 }), undefined);
  assert.equal(readNodeState(undefined), undefined);
});
