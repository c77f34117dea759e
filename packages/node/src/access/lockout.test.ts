// SPDX-License-Identifier: Apache-2.0
// The gate before passwords, with a store that answers when the test says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  ACCOUNT_FAILURES_MAX,
  ATTEMPTS_MAX,
  AttemptsUnderWay,
  REFUSALS_ENTERED_MAX,
  REFUSALS_WINDOW_MS,
  RefusalBudget,
} from './lockout.ts';

test('attempts that succeed wait for each other and lock nobody', async () => {
  const gate = new AttemptsUnderWay();
  let atOnce = 0;
  let atOnceMax = 0;
  const attempt = async () => {
    atOnceMax = Math.max(atOnceMax, ++atOnce);
    await setImmediate();
    atOnce -= 1;
    return 'opened';
  };
  const none = async () => ({ account: 0, source: 0 });
  const results = await Promise.all(Array.from({ length: 100 }, () => gate.admit('a', 's', none, attempt)));
  assert.deepEqual(new Set(results), new Set(['opened']));
  assert.equal(atOnceMax, ACCOUNT_FAILURES_MAX);
});

test('a count that was read before a failure was stored lets nobody through', async () => {
  const gate = new AttemptsUnderWay();
  let failures = 0;
  let tried = 0;
  // Takes its count, then answers late: the failure of another attempt is stored in between.
  const slowCount = async () => {
    const counts = { account: failures, source: failures };
    await setImmediate();
    return counts;
  };
  const failing = async () => {
    tried += 1;
    await setImmediate();
    failures += 1;
  };
  await Promise.all(Array.from({ length: 40 }, () => gate.admit('a', 's', slowCount, failing)));
  assert.equal(tried, ACCOUNT_FAILURES_MAX);
});

test('an attempt that throws gives its place back', async () => {
  const gate = new AttemptsUnderWay();
  const none = async () => ({ account: 0, source: 0 });
  const broken = async () => {
    throw new Error('broken');
  };
  for (let i = 0; i < 2 * ATTEMPTS_MAX; i++) await assert.rejects(gate.admit('a', 's', none, broken), /broken/);
  assert.equal(await gate.admit('a', 's', none, async () => 'opened'), 'opened');
});

test('beyond the bound the next one is told to come again', async () => {
  const gate = new AttemptsUnderWay();
  const none = async () => ({ account: 0, source: 0 });
  let open = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    open = resolve;
  });
  const under = Array.from({ length: ATTEMPTS_MAX }, () => gate.admit('a', 's', none, () => held));
  await assert.rejects(
    gate.admit('b', 't', none, async () => undefined),
    { code: 'access.busy' },
  );
  open();
  await Promise.all(under);
});

test('refusals are entered up to a number a minute, and the next entry tells how many were left out', () => {
  const budget = new RefusalBudget();
  const taken = Array.from({ length: REFUSALS_ENTERED_MAX + 5 }, () => budget.take(1_000_000));
  assert.deepEqual(taken.filter((leftOut) => leftOut === 0).length, REFUSALS_ENTERED_MAX);
  assert.equal(taken.at(-1), undefined);
  assert.equal(budget.take(1_000_000 + REFUSALS_WINDOW_MS), 5);
  assert.equal(budget.take(1_000_000 + REFUSALS_WINDOW_MS), 0);
  assert.equal(budget.take(1_000_000 - REFUSALS_WINDOW_MS), 0, 'a clock that was set back stops no entry');
});
