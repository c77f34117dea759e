// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AZE, UKR } from './federation.fixture.ts';
import { type Bringer, REFUSALS_ENTERED_MAX, REFUSALS_WINDOW_MS, RefusedDocuments } from './refused-documents.ts';

const refusal = (sha256: string, code = 'json.syntax', by: Bringer = UKR) => ({
  by,
  type: 'root',
  state: 'root',
  sha256,
  code,
});

describe('refusals of documents', () => {
  it('are entered once for each bringer, document and reason', () => {
    const refused = new RefusedDocuments();
    const first = refusal('a', 'trust.rollback');
    assert.deepEqual(refused.entryOf(first, 0), { event: 'trust-list.refused', body: first });
    assert.equal(refused.entryOf(first, 1), undefined);
    assert.notEqual(refused.entryOf(refusal('a', 'trust.mix'), 1), undefined);
    assert.equal(refused.entryOf(refusal('a', 'trust.mix', AZE), 1)?.body.by, AZE);
  });

  it('are counted when the same is brought again', () => {
    const refused = new RefusedDocuments();
    const forged = refusal('a', 'trust.threshold');
    assert.equal(refused.broughtAgain(forged), undefined);
    const entries = Array.from({ length: 1_000 }, (_, at) => refused.entryOf(forged, at));
    assert.equal(entries.filter(Boolean).length, 1);
    assert.deepEqual(refused.broughtAgain(forged), { times: 1_000, lastAt: 999 });
    assert.equal(refused.broughtAgain({ ...forged, by: AZE }), undefined);
  });

  it('of one bringer keep no other out of the log', () => {
    const refused = new RefusedDocuments();
    for (let i = 0; i < 1_000; i += 1) refused.entryOf(refusal(`junk ${i}`), 5);
    assert.equal(refused.leftOut(), 1_000 - REFUSALS_ENTERED_MAX);
    const entry = refused.entryOf(refusal('forged', 'trust.threshold', AZE), 5);
    assert.deepEqual([entry?.body.by, entry?.body.leftOut], [AZE, undefined]);
    assert.equal(refused.leftOut(), 1_000 - REFUSALS_ENTERED_MAX);
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
