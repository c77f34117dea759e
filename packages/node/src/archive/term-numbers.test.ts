// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { it } from 'node:test';
import { messageTerm } from '../store/message-terms.ts';
import { termNumbers } from './term-numbers.ts';

it('numbers each term once, and rests behind every few of them', async () => {
  const reader = { tokenOf: (text: string) => hash('sha256', text) };
  const terms = Array.from({ length: 8_192 }, (_, place) => `word ${place % 8_000}`);
  let rests = 0;
  const numbers = await termNumbers(reader, terms, async () => {
    rests += 1;
  });
  assert.deepEqual(numbers, [...new Set(terms.map((term) => messageTerm(reader, term)))]);
  assert.equal(rests, 32);
});
