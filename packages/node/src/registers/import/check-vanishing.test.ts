// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmedVanishing, REMOVALS_PERCENT, removalsMax } from './check-vanishing.ts';

/** A register with so many alerts, of which so many would go. Alerts are counted without a look at the database. */
function confirmed(rows: number, removed: number, vanishing: { readonly said?: number; readonly max?: number } = {}) {
  const reader = { all: () => assert.fail('nothing is read') };
  const differences = { added: 0, changed: 0, same: rows - removed, removed };
  const basis = { changedAt: 0, rows };
  return confirmedVanishing(reader, 'persons', { basis, differences }, vanishing);
}

test('a twentieth of a register may go without a word, and always ten', async () => {
  assert.deepEqual(
    [0, 199, 220, 1_000, 1_019].map((held) => removalsMax(held, REMOVALS_PERCENT)),
    [10, 10, 11, 50, 50],
  );
  assert.equal(await confirmed(1_000, 50), undefined);
  await assert.rejects(confirmed(1_000, 51), { code: 'input.invalid' });
  assert.equal(await confirmed(20, 10), undefined);
  await assert.rejects(confirmed(20, 11), { code: 'input.invalid' });
});

test('a number that is said must be the one that goes, also where none need be said', async () => {
  assert.equal(await confirmed(1_000, 500, { said: 500 }), 500);
  assert.equal(await confirmed(1_000, 3, { said: 3 }), 3);
  await assert.rejects(confirmed(1_000, 500, { said: 499 }), { code: 'input.invalid' });
  await assert.rejects(confirmed(1_000, 3, { said: 4 }), { code: 'input.invalid' });
  await assert.rejects(confirmed(1_000, 3, { said: 0 }), { code: 'input.invalid' });
});

test('a connector may be given more or less than that', async () => {
  assert.equal(await confirmed(1_000, 300, { max: 300 }), undefined);
  await assert.rejects(confirmed(1_000, 1, { max: 0 }), { code: 'input.invalid' });
});
