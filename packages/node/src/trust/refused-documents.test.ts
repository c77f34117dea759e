// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { REFUSALS_ENTERED_MAX, REFUSALS_WINDOW_MS, RefusedDocuments } from './refused-documents.ts';

const refusal = (sha256: string, code = 'json.syntax') => ({ type: 'root', state: 'root', sha256, code });

describe('refusals of documents', () => {
  it('are entered once for each document and reason', () => {
    const refused = new RefusedDocuments();
    const first = refusal('a', 'trust.rollback');
    assert.deepEqual(refused.entryOf(first, 0), { event: 'trust-list.refused', body: first });
    assert.equal(refused.entryOf(first, 1), undefined);
    assert.notEqual(refused.entryOf(refusal('a', 'trust.mix'), 1), undefined);
  });

  it('are entered up to a bound in an hour, and the next entry says how many were left out', () => {
    const refused = new RefusedDocuments();
    const entries = Array.from({ length: 1_000 }, (_, i) => refused.entryOf(refusal(`junk ${i}`), 5));
    assert.equal(entries.filter(Boolean).length, REFUSALS_ENTERED_MAX);
    assert.equal(refused.entryOf(refusal('later'), 5 + REFUSALS_WINDOW_MS - 1), undefined);
    const later = refused.entryOf(refusal('later'), 5 + REFUSALS_WINDOW_MS);
    assert.equal(later?.body.leftOut, 1_000 - REFUSALS_ENTERED_MAX + 1);
  });

  it('are entered again after a clock was set back', () => {
    const refused = new RefusedDocuments();
    const ahead = 1_000 * REFUSALS_WINDOW_MS;
    for (let i = 0; i < REFUSALS_ENTERED_MAX; i += 1) refused.entryOf(refusal(`junk ${i}`), ahead);
    assert.notEqual(refused.entryOf(refusal('today'), 5), undefined);
  });
});
