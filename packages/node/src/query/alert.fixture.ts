// SPDX-License-Identifier: Apache-2.0
// Alerts for tests of the query's road.
import type { Alert } from '@iims/wire/alert';

/** A stolen passport, about nobody. */
export function passportAlert(number: string, serial: number, { covert = false } = {}): Alert {
  return {
    kind: 'travel-document',
    id: `UKR-STD-${serial}`,
    category: 'stolen',
    number,
    issuingState: 'UTO',
    documentType: 'passport',
    authority: 'Border Guard',
    legalBasis: 'Agreement',
    action: 'keep-document',
    cautions: [],
    handling: 'H1',
    covert,
    since: '2026-01-05',
    reviewOn: '2027-01-05',
    facts: [],
  };
}
