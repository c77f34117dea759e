// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEntryPage, readLogVerdict } from './audit-log.ts';

const checkedAt = '2026-11-22T10:00:00.000Z';

test('a yes needs size, root and time', () => {
  const yes = { ok: true, size: 9, root: 'r', checkedAt };
  assert.deepEqual(readLogVerdict(yes), { ...yes, checkedAt: Date.parse(checkedAt) });
  assert.equal(readLogVerdict({ ok: true, size: 9, checkedAt }), undefined);
  assert.equal(readLogVerdict({ ok: true, root: 'r', size: 9 }), undefined);
  assert.equal(readLogVerdict({ ok: 'true', size: 9, root: 'r', checkedAt }), undefined);
});

test('a no names the entry, or none where none can be blamed', () => {
  const no = readLogVerdict({ ok: false, index: 4, reason: 'entry-changed', checkedAt });
  assert.ok(no?.ok === false);
  assert.equal(no.index, 4);
  const nobody = readLogVerdict({ ok: false, index: null, reason: 'checkpoint', checkedAt });
  assert.ok(nobody?.ok === false);
  assert.equal(nobody.index, undefined);
});

test('entries come newest first, and nothing but the named fields is kept', () => {
  const page = readEntryPage({
    size: 2,
    entries: [
      { index: 0, at: checkedAt, event: 'node.initialised' },
      { index: 1, at: checkedAt, event: 'query.asked', actor: 'officer-1', subject: 'AB123456' },
      { index: 'x' },
    ],
  });
  assert.deepEqual(
    page?.entries.map((entry) => entry.index),
    [1, 0],
  );
  assert.ok(!JSON.stringify(page).includes('AB123456'));
});
