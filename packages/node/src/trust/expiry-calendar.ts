// SPDX-License-Identifier: Apache-2.0
// What ends when: the root, the State's document, and the node's keys; and how soon somebody has to act (spec/keys.md, life of keys).
// The page of the administrator, `iims keys list` and the warnings at the start come from this one list.
import type { TrustList } from '@iims/crypto/trust-list';
import type { Epoch, TrustedNode } from '@iims/crypto/trust-state';
import { toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { KeyUse } from '../keys/node-keys.ts';

export interface CalendarDate {
  readonly what: 'root' | 'document' | KeyUse;
  /** Of a key: its key id in hexadecimal, of a TLS key the pin. */
  readonly keyId?: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** `over`, or the nearest of the three warnings that is due; `later` before the first. */
  readonly due: 'over' | '7-days' | '30-days' | '90-days' | 'later';
}

/** Sorted by time. Of each use the end of what covers it longest: a key that another succeeds asks nobody to act. */
export function expiryCalendar(trust: TrustList, state: StateCode, node: TrustedNode, now: number): CalendarDate[] {
  const document = trust.states.get(state);
  const last = <E extends Epoch>(what: KeyUse, epochs: readonly E[], idOf: (epoch: E) => string) => {
    const longest = epochs.reduce((a, b) => (b.notAfter > a.notAfter ? b : a));
    return { what, keyId: idOf(longest), endsAt: longest.notAfter };
  };
  const dates = [
    { what: 'root' as const, endsAt: trust.root.expiresAt },
    ...(document === undefined ? [] : [{ what: 'document' as const, endsAt: document.expiresAt }]),
    last('signing', node.signing, ({ ed25519 }) => toHex(ed25519.keyId)),
    last('log', node.log.keys, ({ ed25519 }) => toHex(ed25519.keyId)),
    last('witness', node.witness, ({ mldsa44 }) => toHex(mldsa44.keyId)),
    last('kem', node.kem, ({ key }) => toHex(key.keyId)),
    last('tls', node.tls, ({ spkiSha256 }) => spkiSha256),
  ];
  return dates.map((date) => ({ ...date, due: dueAt(date.endsAt, now) })).sort((a, b) => a.endsAt - b.endsAt);
}

function dueAt(endsAt: number, now: number): CalendarDate['due'] {
  if (endsAt <= now) return 'over';
  return WARNINGS.find(({ days }) => endsAt - now <= days * DAY_MS)?.due ?? 'later';
}

const DAY_MS = 24 * 3_600_000;
const WARNINGS = [
  { due: '7-days', days: 7 },
  { due: '30-days', days: 30 },
  { due: '90-days', days: 90 },
] as const;
