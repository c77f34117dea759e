// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import { examineMachine, isInMemory, judgeMachine, requireFitMachine } from './machine.ts';

const FIT = { interfaces: [], carriers: [], swaps: [], now: Date.UTC(2026, 10, 22) };

test('a machine without network and swap, with a clock that can be right, is fit', () => {
  assert.deepEqual(judgeMachine(FIT), []);
});

test('an address, a carrier without one, swap, and a clock of the past are each named', () => {
  assert.match(
    judgeMachine({ ...FIT, interfaces: ['eth0'], carriers: ['eth0'] }).join(),
    /^The interface eth0 has an address/u,
  );
  assert.match(judgeMachine({ ...FIT, carriers: ['wlan0'] }).join(), /wlan0 is up/u);
  assert.match(judgeMachine({ ...FIT, swaps: ['/dev/sda2'] }).join(), /swapped to \/dev\/sda2/u);
  assert.match(judgeMachine({ ...FIT, now: 0 }).join(), /clock/u);
});

test('the program has one fingerprint, and it is told whether a folder lies in memory', () => {
  const [first, second] = [examineMachine(FIT.now), examineMachine(FIT.now)];
  assert.match(first.program, /^[0-9a-f]{64}$/u);
  assert.equal(first.program, second.program);
  assert.equal(isInMemory('/dev/shm'), true);
  assert.equal(isInMemory('/proc'), false);
});

test('a machine that is not fit makes keys for demonstrations only', () => {
  const longAgo = 0;
  requireFitMachine(longAgo, 'demo-guam');
  assert.throws(
    () => requireFitMachine(longAgo, 'guam'),
    (fault: unknown) => fault instanceof IimsError && fault.code === 'ceremony.machine',
  );
});
