// SPDX-License-Identifier: Apache-2.0
// Which pages a person may open, and which one an address names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageIn, pagesFor } from './pages.ts';

test('a person opens the pages of their permissions and no other', () => {
  assert.deepEqual(pagesFor(['query.ask', 'history.read-own']), ['query', 'manifest']);
  assert.deepEqual(pagesFor(['log.read-entries']), ['log']);
  assert.deepEqual(pagesFor([]), []);
});

test("the log is an auditor's first page and the node an administrator's, whatever everybody may open", () => {
  const everybody = ['directory.read', 'pack.read'];
  assert.equal(pagesFor([...everybody, 'log.read-entries'])[0], 'log');
  assert.equal(pagesFor([...everybody, 'connector.read', 'keys.read'])[0], 'node');
});

test('the address names the page; one that is not theirs leads to their first page', () => {
  assert.equal(pageIn('#log', ['query', 'log']), 'log');
  assert.equal(pageIn('', ['query', 'log']), 'query');
  assert.equal(pageIn('#node', ['query', 'log']), 'query');
  assert.equal(pageIn('#log', []), undefined);
});
