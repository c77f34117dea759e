// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import { epochAt } from '@iims/crypto/trust-state';
import type { MadeKey } from '../keys/key-store.ts';
import { holdKey, type KeyUse, keyIdOf, makeKey, publicHalfOf } from '../keys/node-keys.ts';
import { countingRandom, foundedForTests, GEO } from './federation.fixture.ts';
import { kemEpochsWanted, nextEntry, OPENED_AFTER_MS, usesRevoked } from './next-entry.ts';
import { KEM_EPOCH_MS, type NodeEntryJson } from './node-identity.ts';

const DAY_MS = 24 * 3_600_000;
const LEAD_MS = 10 * 60_000;
const founded = Date.UTC(2026, 0, 5);
const entry = foundedForTests(founded).states.get(GEO)!.documentEntry;
const random = countingRandom('next entry');
const NOTHING: ReadonlySet<string> = new Set();

function fresh<U extends KeyUse>(use: U): MadeKey<KeyUse> {
  const held = holdKey(makeKey(use, { nodeId: 'geo-1', now: founded, random }));
  return { use, keyId: keyIdOf(held), madeAt: founded, publicHalf: publicHalfOf(held) };
}

const startsOf = (keys: readonly { readonly notBefore: number }[]) => keys.map(({ notBefore }) => notBefore);

describe('the next entry of a node', () => {
  const now = founded + 30 * DAY_MS;
  const signing = fresh('signing');
  const next = nextEntry({ entry, revoked: NOTHING, now }, [signing], LEAD_MS);

  it('lists a fresh key beside the one in use, to begin when partners know it', () => {
    assert.deepEqual(startsOf(next.signing), [entry.signing[0]!.notBefore, now + LEAD_MS]);
    assert.deepEqual([next.log, next.witness, next.tls], [entry.log, entry.witness, entry.tls]);
  });

  it('lists the former key for a day after it was succeeded, and then no more', () => {
    const at = (later: number) => nextEntry({ entry: next, revoked: NOTHING, now: later }, [], LEAD_MS).signing.length;
    assert.equal(at(now + LEAD_MS + DAY_MS - 1), 2);
    assert.equal(at(now + LEAD_MS + DAY_MS), 1);
  });

  it('has no revoked key, and one that begins at once where a use was left without', () => {
    const revoked = new Set([keyIdOf(holdKey(makeKey('signing', { nodeId: 'x', now, random }))), idOfSigning(entry)]);
    const change = { entry, revoked, now };
    assert.deepEqual(usesRevoked(change), ['signing']);
    assert.deepEqual(startsOf(nextEntry(change, [signing], LEAD_MS).signing), [now]);
  });

  it('has opening keys for every day of the next document, a week each, without a gap', () => {
    const change = { entry, revoked: NOTHING, now };
    const made = Array.from({ length: kemEpochsWanted(change) }, () => fresh('kem'));
    const { kem } = nextEntry(change, made, LEAD_MS);
    assert.ok(kem.at(-1)!.notAfter >= now + 90 * DAY_MS);
    for (const [i, epoch] of kem.entries()) {
      assert.equal(epoch.notAfter - epoch.notBefore, KEM_EPOCH_MS);
      if (i > 0) assert.equal(epoch.notBefore, kem[i - 1]!.notAfter);
    }
  });

  it('lists an opening key until nothing sealed to it can still come', () => {
    const [first] = entry.kem;
    const has = (at: number) =>
      nextEntry({ entry, revoked: NOTHING, now: at }, [], LEAD_MS).kem.some(({ kid }) => kid === first!.kid);
    assert.equal(has(first!.notAfter + OPENED_AFTER_MS - 1), true);
    assert.equal(has(first!.notAfter + OPENED_AFTER_MS), false);
  });

  it('takes opening keys that are revoked out, and fills their place from now on', () => {
    const change = { entry, revoked: new Set(entry.kem.map(({ kid }) => kid)), now };
    const made = Array.from({ length: kemEpochsWanted(change) }, () => fresh('kem'));
    const { kem } = nextEntry(change, made, LEAD_MS);
    assert.equal(kem.length, made.length);
    assert.equal(kem[0]!.notBefore, now - CLOCK_DIFFERENCE_MAX_MS);
  });

  it('leaves no week without an opening key when the one of this week, or any other, is revoked', () => {
    for (const [revokedIndex, { kid, notAfter }] of entry.kem.entries()) {
      if (notAfter <= now) continue;
      const change = { entry, revoked: new Set([kid]), now };
      const made = Array.from({ length: kemEpochsWanted(change) }, () => fresh('kem'));
      const { kem } = nextEntry(change, made, LEAD_MS);
      for (let at = now; at < now + 90 * DAY_MS; at += DAY_MS) {
        assert.ok(epochAt(kem, at), `key ${revokedIndex}, ${(at - now) / DAY_MS} days on`);
      }
      assert.ok(kem.every((epoch) => epoch.notAfter - epoch.notBefore <= KEM_EPOCH_MS));
    }
  });
});

function idOfSigning({ signing }: NodeEntryJson): string {
  const { keys } = foundedForTests(founded).states.get(GEO)!;
  assert.equal(signing.length, 1);
  return Buffer.from(keys.signing[0]!.ed25519.keyId).toString('hex');
}
