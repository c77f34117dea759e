// SPDX-License-Identifier: Apache-2.0
// How far a State's part of the trust list may be relied on at a moment (spec/trust-list.md, 5): a value with its deadline, never a fault.
import type { StateCode } from '@iims/wire/identifiers';
import type { TrustList } from './trust-list.ts';

export interface TrustStanding {
  /** `stale`: hit/no-hit queries go on with a visible flag. `expired`: nothing is asked or answered. */
  readonly standing: 'fresh' | 'stale' | 'expired';
  /** What reaches, or reached, its end first. */
  readonly because: 'root' | 'document' | 'attestation' | 'unknown-state';
  /** When `fresh` ends or ended, milliseconds since 1970. */
  readonly freshUntil: number;
  /** The time to fuse: when `expired` begins or began. */
  readonly usableUntil: number;
}

/** The standing of `state` at `now`. A State without a document in force is `expired`. */
export function standingOf(trust: TrustList, state: StateCode, now: number): TrustStanding {
  const document = trust.states.get(state);
  if (document === undefined) return { standing: 'expired', because: 'unknown-state', freshUntil: 0, usableUntil: 0 };
  const attestedAt = Math.max(trust.attestations.get(state)?.at ?? 0, document.createdAt);
  const ends = [
    { because: 'root', at: trust.root.expiresAt },
    { because: 'document', at: document.expiresAt },
    { because: 'attestation', at: attestedAt + ATTESTATION_FRESH_MS },
  ] as const;
  const first = ends.reduce((earliest, end) => (end.at < earliest.at ? end : earliest));
  const usableUntil = first.at + TRUST_GRACE_MS;
  const standing = now < first.at ? 'fresh' : now < usableUntil ? 'stale' : 'expired';
  return { standing, because: first.because, freshUntil: first.at, usableUntil };
}

/**
 * Whether a partner's attestation of the last day shows that a clock is not ahead: what a wrong clock would destroy for ever waits for it.
 * A federation of one State has nobody to ask.
 */
export function isClockConfirmed(trust: TrustList, own: StateCode, now: number): boolean {
  if (trust.root.officers.size === 1) return true;
  return [...trust.attestations].some(([partner, { at }]) => partner !== own && now < at + ATTESTATION_FRESH_MS);
}

export const ATTESTATION_FRESH_MS = 24 * 3_600_000;
/** For how long queries go on after something is out of date. */
export const TRUST_GRACE_MS = 72 * 3_600_000;
