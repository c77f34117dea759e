// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { holderSigner } from '../keys/seed-files.ts';
import type { Entry } from '../store/entries.ts';
import { AZE, foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { reissueState } from '../trust/found.ts';
import { nextEntry } from '../trust/next-entry.ts';
import { type ExposedEntry, exposuresOf } from './blast-radius.ts';
import { type KeyPast, pastOfKey } from './key-past.ts';

const HOUR_MS = 3_600_000;
const founded = Date.UTC(2026, 0, 5);
const federation = foundedForTests(founded);
const ukraine = federation.states.get(UKR)!;
const signingId = toHex(ukraine.keys.signing[0]!.ed25519.keyId);
const kemId = ukraine.documentEntry.kem[0]!.kid;
const revokedAt = founded + 50 * HOUR_MS;

const first = federation.trust.states.get(UKR)!.document.file;
const second = reissueState({
  file: first,
  changes: {
    nodes: [
      nextEntry({ entry: ukraine.documentEntry, revoked: new Set([signingId, kemId]), now: revokedAt }, [], 0),
    ].map((entry) => ({ ...entry, signing: federation.states.get(AZE)!.documentEntry.signing })),
  },
  officers: ukraine.officers.map(holderSigner),
  now: revokedAt,
});
const NOT_ENTERED = new Map<string, number>();
const SLACK_MS = 5 * 60_000;
const versions = [first, second, federation.trust.states.get(GEO)!.document.file];

const LOG: readonly Omit<Entry, 'index' | 'atMs'>[] = [
  { event: 'query.asked', body: { asked: [UKR, AZE], purpose: 'border-check', caseRef: 'C-1' } },
  {
    event: 'query.closed',
    body: {
      outcomes: [
        { state: UKR, answerDigest: 1 },
        { state: AZE, answerDigest: 1 },
      ],
    },
  },
  { event: 'query.closed', body: { outcomes: [{ state: UKR, outcome: 'late' }] } },
  { event: 'query.answered', body: { asker: UKR, purpose: 'border-check', caseRef: 'C-2' } },
  { event: 'query.answered', body: { asker: AZE } },
  { event: 'access.signed-in', body: {} },
];

function exposed(past: KeyPast | undefined, at: number, own: StateCode = GEO): string[] {
  assert.ok(past);
  const entries = LOG.map((entry, index) => ({ ...entry, index, atMs: at }));
  const exposures: ExposedEntry[] = entries.flatMap((entry) => exposuresOf(entry, past, own));
  return exposures.map(({ index, exposure, partner }) => `${index} ${exposure} ${partner}`);
}

describe('the past of a key', () => {
  it('is told by the versions that list it', () => {
    const past = pastOfKey(versions, signingId, NOT_ENTERED);
    assert.deepEqual(past && [past.use, past.state, past.nodeId], ['signing', UKR, 'ukr-1']);
    assert.deepEqual(past && [past.listedFrom, past.listedUntil], [founded - SLACK_MS, revokedAt]);
    assert.equal(pastOfKey([first], signingId, NOT_ENTERED)?.listedUntil, Number.POSITIVE_INFINITY);
  });

  it('reaches to the day on which the document without it came, where that was later than its making', () => {
    const cameAt = revokedAt + 4 * 24 * HOUR_MS;
    const past = pastOfKey(versions, signingId, new Map([[`${UKR} 2`, cameAt]]));
    assert.equal(past?.listedUntil, cameAt);
    assert.equal(exposed(past, cameAt - HOUR_MS).length, 2);
  });

  it('is unknown for a key that no version lists', () => {
    assert.equal(pastOfKey(versions, '0'.repeat(64), NOT_ENTERED), undefined);
  });
});

describe('the blast radius', () => {
  it("of a partner's signing key is all that came in its name until it was revoked", () => {
    const past = pastOfKey(versions, signingId, NOT_ENTERED);
    assert.deepEqual(exposed(past, founded + HOUR_MS), [`1 signed ${UKR}`, `3 signed ${UKR}`]);
    assert.deepEqual(exposed(past, founded - SLACK_MS - 1), []);
    assert.deepEqual(exposed(past, revokedAt + HOUR_MS), []);
  });

  it("of a partner's opening key is all that went to it in the key's time", () => {
    const past = pastOfKey(versions, kemId, NOT_ENTERED);
    assert.deepEqual(exposed(past, founded + HOUR_MS), [`0 read ${UKR}`, `3 read ${UKR}`]);
    assert.deepEqual(exposed(past, revokedAt + HOUR_MS), []);
  });

  it('of an own key concerns every partner, the other way round', () => {
    assert.deepEqual(exposed(pastOfKey(versions, kemId, NOT_ENTERED), founded + HOUR_MS, UKR), [
      `1 read ${AZE}`,
      `4 read ${AZE}`,
    ]);
    assert.deepEqual(exposed(pastOfKey(versions, signingId, NOT_ENTERED), founded + HOUR_MS, UKR), [
      `0 signed ${AZE}`,
      `4 signed ${AZE}`,
    ]);
  });

  it('counts what was still on its way when the key was revoked', () => {
    assert.equal(exposed(pastOfKey(versions, signingId, NOT_ENTERED), revokedAt + 9 * 60_000).length, 2);
  });
});
