// SPDX-License-Identifier: Apache-2.0
// The table of permissions: no role holds everything, and nobody who reads the log may ask.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, PERMISSIONS, permissionsOf, ROLES, rolesOf } from './permissions.ts';

test('a role holds a permission only where the table names it', () => {
  assert.equal(allows('officer', 'query.ask'), true);
  assert.equal(allows('auditor', 'query.ask'), false);
  assert.equal(allows('administrator', 'log.read-entries'), false);
});

test('every permission is held by some role, and no role holds every permission', () => {
  const permissions = Object.keys(PERMISSIONS) as (keyof typeof PERMISSIONS)[];
  for (const permission of permissions) assert.notEqual(rolesOf(permission).length, 0, permission);
  for (const role of ROLES) assert.ok(permissionsOf(role).length < permissions.length, role);
});

test('whoever reads entries does not ask', () => {
  for (const role of rolesOf('log.read-entries')) assert.equal(allows(role, 'query.ask'), false, role);
});

test('the permissions of a role stand in the order of the table', () => {
  assert.deepEqual(permissionsOf('auditor'), [
    'log.verify',
    'log.read-entries',
    'receipt.export',
    'pack.read',
    'directory.read',
    'session.read-own',
    'session.end-own',
  ]);
});
