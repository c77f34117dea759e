// SPDX-License-Identifier: Apache-2.0
// A positive register for the demonstration: driving licences that a State issued. Made up, and about nobody.
import type { IssuedDocument } from '@iims/wire/issued';
import type { DemoState } from './states.ts';
import { isoDate } from './synthetic-alerts.ts';

export const LICENCE_REGISTER = {
  id: 'driving-licences',
  kind: 'official-document',
  title: 'Issued driving licences',
} as const;

/** The same each time but for the days: most are valid, every tenth has expired, every tenth was withdrawn. */
export function issuedLicences(state: DemoState, today: number): readonly IssuedDocument[] {
  return Array.from({ length: LICENCES }, (_, i) => ({
    id: `${state}-DRV-${String(i + 1).padStart(6, '0')}`,
    kind: LICENCE_REGISTER.kind,
    number: licenceNumber(i),
    documentType: 'driving-licence',
    issuedOn: isoDate(today - 5 * YEAR_MS),
    validUntil: isoDate(today + (i % 10 === EXPIRED_PLACE ? -YEAR_MS : 5 * YEAR_MS)),
    standing: i % 10 === WITHDRAWN_PLACE ? 'withdrawn' : 'valid',
  }));
}

/** A valid one, and one that no State of the demonstration issued. */
export const VALID_LICENCE = licenceNumber(0);
export const FORGED_LICENCE = `${licenceNumber(1)}9`;

function licenceNumber(i: number): string {
  return `DL${String(100_003 + i * 37)}`;
}

const LICENCES = 100;
const EXPIRED_PLACE = 8;
const WITHDRAWN_PLACE = 9;
const YEAR_MS = 365 * 86_400_000;
