// SPDX-License-Identifier: Apache-2.0
// Every key that is kept or listed, whether it is in use, until when, and what ends next: for the administrator's page and `iims keys list`.
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import type { KeyUse } from '../keys/node-keys.ts';
import { expiryCalendar } from './expiry-calendar.ts';
import type { OwnKeys } from './own-keys.ts';
import type { TrustInForce } from './trust-in-force.ts';

export interface KeysShownSources {
  readonly state: StateCode;
  readonly ownKeys: OwnKeys;
  readonly trust: Pick<TrustInForce, 'current'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Public facts alone, as plain data for JSON. */
export type KeysShown = Awaited<ReturnType<typeof keysShown>>;

export async function keysShown({ ownKeys, trust, state, clock }: KeysShownSources) {
  const now = clock.now();
  const { signing, log, witness, tls } = ownKeys.inUse();
  const inUse = new Set([...[signing.ed25519, log.ed25519, witness].map(({ keyId }) => toHex(keyId)), tls.spkiSha256]);
  const listed = ownKeys.listed();
  const kept = await ownKeys.kept();
  const waiting = new Set((await ownKeys.waiting()).map(({ keyId }) => keyId));
  const keys = kept.map(({ use, keyId, madeAt }) => {
    const epoch = listed.get(`${use} ${keyId}`);
    const standing = standingOf(use, keyId, { inUse, waiting, epoch, now });
    const times = epoch && { notBefore: iso(epoch.notBefore), notAfter: iso(epoch.notAfter) };
    return { use, keyId, madeAt: iso(madeAt), standing, ...times };
  });
  const calendar = expiryCalendar(trust.current(), state, ownKeys.node(), now);
  return {
    custody: ownKeys.custody().kind,
    keys,
    calendar: calendar.map(({ endsAt, ...date }) => ({ ...date, endsAt: iso(endsAt) })),
  };
}

interface Listing {
  readonly inUse: ReadonlySet<string>;
  /** Those that no version of the document ever listed. */
  readonly waiting: ReadonlySet<string>;
  readonly epoch: { readonly notBefore: number; readonly notAfter: number } | undefined;
  readonly now: number;
}

/**
 * `waiting`: made, but no document lists it yet. `revoked`: listed once and no more, to be destroyed within the hour.
 * `coming`, `in-use`, `former`: by its time.
 */
function standingOf(use: KeyUse, keyId: string, { inUse, waiting, epoch, now }: Listing) {
  // For two seconds after a revocation the document is still brought with the key that it revokes.
  if (inUse.has(keyId)) return 'in-use';
  if (epoch === undefined) return waiting.has(keyId) ? 'waiting' : 'revoked';
  if (now < epoch.notBefore) return 'coming';
  return use === 'kem' && now < epoch.notAfter ? 'in-use' : 'former';
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
