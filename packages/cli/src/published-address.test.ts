// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAnyAddress } from './published-address.ts';

test('an address at which nobody can be reached is known in all its spellings', () => {
  for (const host of ['0.0.0.0', '0', '0x0', '::', '[::]', '0:0:0:0:0:0:0:0', '::0', '::ffff:0.0.0.0']) {
    assert.equal(isAnyAddress(host), true, host);
  }
  for (const host of ['127.0.0.1', '192.0.2.1', '::1', '[2001:db8::1]', 'node.example.org', 'not a host', '']) {
    assert.equal(isAnyAddress(host), false, host);
  }
});
