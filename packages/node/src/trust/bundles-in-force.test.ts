// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BundlesInForce } from './bundles-in-force.ts';
import { AZE, MDA, UKR } from './federation.fixture.ts';

test('a bundle that one partner brought is known whoever brings it, until something else is in force', () => {
  const bundles = new BundlesInForce();
  bundles.add(UKR, 'one');
  assert.ok(bundles.has('one'));
  bundles.clear();
  assert.ok(!bundles.has('one'));
});

test('a partner that brings another each time takes nobody else’s place', () => {
  const bundles = new BundlesInForce();
  bundles.add(UKR, 'usual');
  for (let n = 0; n < 1_000; n += 1) bundles.add(AZE, `other-${n}`);
  bundles.add(MDA, 'late');
  assert.deepEqual(
    ['usual', 'other-0', 'other-999', 'late'].map((digest) => bundles.has(digest)),
    [true, false, true, true],
  );
});
