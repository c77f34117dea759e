// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SESSION_IDLE_MS, sessionEndsAt } from './session-clock.ts';

test('an idle session ends after half an hour, a used one at its fixed end', () => {
  assert.equal(sessionEndsAt(10 * SESSION_IDLE_MS, 1000), 1000 + SESSION_IDLE_MS);
  assert.equal(sessionEndsAt(SESSION_IDLE_MS, 1000), SESSION_IDLE_MS);
});
