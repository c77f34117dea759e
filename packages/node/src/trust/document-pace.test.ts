// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DOCUMENTS_TAKEN_MAX, DOCUMENTS_WINDOW_MS, DocumentPace } from './document-pace.ts';
import { GEO, UKR } from './federation.fixture.ts';

const ROOT = 1;
const now = Date.UTC(2026, 0, 5);

function fullPace(): DocumentPace {
  const pace = new DocumentPace();
  for (let count = 0; count < DOCUMENTS_TAKEN_MAX; count += 1) {
    assert.ok(pace.mayTake(UKR, ROOT, now + count));
    pace.took(UKR, ROOT, now + count);
  }
  return pace;
}

it('counts for each State by itself, within any hour', () => {
  const pace = fullPace();
  assert.equal(pace.mayTake(UKR, ROOT, now + DOCUMENTS_WINDOW_MS - 1), false);
  assert.equal(pace.mayTake(UKR, ROOT, now + DOCUMENTS_WINDOW_MS), true);
  pace.took(UKR, ROOT, now + DOCUMENTS_WINDOW_MS);
  assert.equal(pace.mayTake(UKR, ROOT, now + DOCUMENTS_WINDOW_MS), false);
  assert.equal(pace.mayTake(GEO, ROOT, now), true);
});

it('begins anew with the next root, for every State', () => {
  const pace = fullPace();
  assert.equal(pace.mayTake(UKR, ROOT + 1, now), true);
  pace.took(GEO, ROOT + 1, now);
  assert.equal(pace.mayTake(UKR, ROOT + 1, now), true);
});

it('is not held up for long by a clock that was ahead', () => {
  assert.equal(fullPace().mayTake(UKR, ROOT, now - 1), true);
});
