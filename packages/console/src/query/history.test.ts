// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HISTORY_SHOWN_MAX, withQuery } from './history.ts';

const past = (logIndex: number) => ({ logIndex, askedAt: logIndex, label: `L${logIndex}` });

test('a query comes to the head of the list once, and the list keeps its bound', () => {
  const history = Array.from({ length: HISTORY_SHOWN_MAX }, (_, at) => past(10 - at));
  const after = withQuery(history, past(11));
  assert.equal(after.length, HISTORY_SHOWN_MAX);
  assert.equal(after[0]?.logIndex, 11);
  assert.equal(withQuery(after, past(11)).filter((one) => one.logIndex === 11).length, 1);
});
