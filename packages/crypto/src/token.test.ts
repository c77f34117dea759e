// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { tokenMaker } from './token.ts';

test('a token is the beginning of the HMAC of the text, one after the other and in any script', () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => 7 * i);
  const tokenOf = tokenMaker(key);
  const texts = ['td|UKR|AB123456', '', 'person|ШЕВЧЕНКО|ТАРАС|1974-08-01', 'ა'.repeat(1_024), 'x', '🛂'.repeat(512)];
  for (const text of [...texts, ...texts]) {
    assert.equal(tokenOf(text), createHmac('sha256', key).update(text).digest('hex').slice(0, 32));
  }
});

test('two keys give tokens that have nothing in common', () => {
  const [one, other] = [1, 2].map((n) => tokenMaker(new Uint8Array(32).fill(n)));
  assert.notEqual(one!('td|UKR|AB123456'), other!('td|UKR|AB123456'));
});
