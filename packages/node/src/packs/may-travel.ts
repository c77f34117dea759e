// SPDX-License-Identifier: Apache-2.0
// Which alerts may leave the node in an offline pack, and what of them (spec/offline-pack.md, 2).
import type { Alert } from '@iims/wire/alert';
import type { HandlingCode } from '@iims/wire/code-lists';

/** What a pack holds of an alert: what leads to it and what a hit shows. */
export type PackedAlert = Omit<Alert, 'legalBasis' | 'links' | 'provenance' | 'covert'>;

/** The alert as it travels, or undefined: whoever is watched must not learn it from a lost device. */
export function packedAlert(alert: Alert): PackedAlert | undefined {
  const { legalBasis: _basis, links: _links, provenance: _provenance, covert, ...packed } = alert;
  const isWatched = covert || alert.action === 'discreet-check' || alert.category === 'discreet-check';
  return isWatched || !HANDLING_THAT_TRAVELS.includes(alert.handling) ? undefined : packed;
}

const HANDLING_THAT_TRAVELS: readonly HandlingCode[] = ['H0', 'H1'];
