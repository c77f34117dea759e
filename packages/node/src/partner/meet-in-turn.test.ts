// SPDX-License-Identifier: Apache-2.0
// No two meetings at one moment, and nobody waits longer than a round.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { AZE, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import { type Exchanged, meetInTurn, placesInRound } from './meet-in-turn.ts';

const EXCHANGED: readonly Exchanged[] = ['trust', 'gossip'];
const STATES_MAX = 64;
const EVERY_MS = 60_000;
const STEP_MS = 50;

/** So many States, not in alphabetical order. */
function federationOf(count: number): StateCode[] {
  const codes = Array.from({ length: count }, (_, i) => `A${'QWERTZUI'[i % 8]}${'ASDFGHJK'[Math.floor(i / 8)]}`);
  return codes as StateCode[];
}

describe('the places of a round', () => {
  it('give no State two meetings at one moment, whoever begins them', () => {
    for (const count of [2, 3, 4, 5, 12, STATES_MAX]) {
      const states = federationOf(count);
      const placesOf = new Map(
        states.map((own) => [own, EXCHANGED.map((what) => placesInRound(own, others(own), what))]),
      );
      function others(own: StateCode): StateCode[] {
        return states.filter((state) => state !== own);
      }
      for (const own of states) {
        const begun = placesOf.get(own)!.flatMap((places) => [...places.values()]);
        const taken = others(own).flatMap((other) => placesOf.get(other)!.map((places) => places.get(own)!));
        const all = [...begun, ...taken].sort((a, b) => a - b);
        assert.equal(all.length, 4 * (count - 1));
        assert.ok(all.every((place) => place >= 0 && place < 1));
        // The last is followed by the first of the next round.
        const apart = all.map((place, i) => (all[i + 1] ?? all[0]! + 1) - place);
        assert.ok(Math.min(...apart) > 0.24 / count, `${count} States: ${Math.min(...apart) * count} of a slot`);
      }
    }
  });
});

describe('meeting partners in turn', () => {
  let meetings: { stop(): void } | undefined;
  let partners: readonly StateCode[];
  let met: { partner: StateCode; at: number }[];
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 123_456 });
    met = [];
    partners = [AZE, MDA, UKR];
    meetings = meetInTurn({
      own: GEO,
      partners: () => partners,
      exchanged: 'trust',
      everyMs: EVERY_MS,
      monotonic: () => Date.now(),
      meet: async (partner) => void met.push({ partner, at: Date.now() }),
    });
  });
  afterEach(() => {
    meetings?.stop();
    mock.timers.reset();
  });

  function pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += STEP_MS) mock.timers.tick(STEP_MS);
  }

  it('meets each once in every round, and never two at a moment', () => {
    for (let round = 1; round <= 5; round += 1) {
      pass(EVERY_MS);
      assert.equal(met.length, 3 * round);
      assert.deepEqual(
        met
          .slice(-3)
          .map(({ partner }) => partner)
          .sort(),
        [AZE, MDA, UKR],
      );
    }
    const apart = met.slice(1).map(({ at }, i) => at - met[i]!.at);
    assert.ok(Math.min(...apart) > EVERY_MS / 10, `${Math.min(...apart)} ms`);
  });

  it('lets nobody wait longer than a round when States come and go at whatever moment', () => {
    const lists = [
      [UKR],
      [...federationOf(9), UKR],
      [AZE, UKR],
      [],
      [AZE, MDA, UKR],
      [...federationOf(STATES_MAX - 2), UKR],
    ];
    const waitsSince = new Map(partners.map((partner) => [partner, Date.now()]));
    let longest = 0;
    for (let change = 0; change < 60; change += 1) {
      // Between one step and three rounds, and not in step with the places.
      for (let left = 1 + ((change * 977) % (3 * (EVERY_MS / STEP_MS))); left > 0; left -= 1) {
        mock.timers.tick(STEP_MS);
        for (const { partner, at } of met.splice(0)) {
          assert.ok(partners.includes(partner), `${partner} is no partner`);
          longest = Math.max(longest, at - waitsSince.get(partner)!);
          waitsSince.set(partner, at);
        }
        for (const partner of partners) assert.ok(Date.now() - waitsSince.get(partner)! <= EVERY_MS + STEP_MS, partner);
      }
      partners = lists[change % lists.length]!;
      for (const known of waitsSince.keys()) if (!partners.includes(known)) waitsSince.delete(known);
      for (const partner of partners) if (!waitsSince.has(partner)) waitsSince.set(partner, Date.now());
    }
    assert.ok(longest > EVERY_MS / 2);
  });

  it('meets nobody any more when it is stopped', () => {
    meetings?.stop();
    pass(2 * EVERY_MS);
    assert.deepEqual(met, []);
  });
});
