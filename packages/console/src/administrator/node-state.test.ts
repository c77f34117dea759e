// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNodeState } from './node-state.ts';

test('registers are read, unreadable ones left out', () => {
  const state = readNodeState({
    logSize: 4,
    registers: [
      { id: 'r1', alerts: 5, checkedAt: '2026-11-22T10:00:00Z', listed: true, behind: 'source-stale' },
      { id: 'r2' },
    ],
  });
  assert.deepEqual(state?.registers, [
    { id: 'r1', title: 'r1', alerts: 5, checkedAt: Date.UTC(2026, 10, 22, 10), listed: true, behind: 'source-stale' },
  ]);
});

test('a node that does not tell its log is not described', () => {
  assert.equal(readNodeState({ custody: {} }), undefined);
  assert.equal(readNodeState(undefined), undefined);
});

test('keys count as out of reach unless the node says that they are within it', () => {
  assert.equal(readNodeState({ logSize: 1 })?.custody.working, false);
  assert.deepEqual(
    readNodeState({ logSize: 1, custody: { custody: { kind: 'pkcs11' }, working: false, code: 'keys.token-gone' } })
      ?.custody,
    { kind: 'pkcs11', working: false, code: 'keys.token-gone' },
  );
});
