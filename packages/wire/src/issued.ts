// SPDX-License-Identifier: Apache-2.0
// What a positive register says of a document: issued, and whether it is valid. Neither a hit nor a no-hit (spec/alert.md, 13 to 16).
// Without Zod: the officer's page loads this file.
import type { OfficialDocumentType, TravelDocumentType } from './code-lists.ts';
import { canonicalNumber } from './number-form.ts';
import type { VehicleHolder, VehicleMarks } from './registered-vehicle.ts';

export const ISSUED_STANDINGS = [
  'issued-and-valid',
  'issued-but-expired',
  'issued-but-suspended',
  'issued-but-withdrawn',
  'issued-but-replaced',
  'not-found',
  'unknown',
] as const;
/**
 * `not-found`: it was not issued by `asOf`, and may have been since. `unknown`: the register lacks it and cannot tell, being too old.
 */
export type IssuedStanding = (typeof ISSUED_STANDINGS)[number];

/** What one positive register says of one document that was asked about. */
export interface Issued {
  readonly register: string;
  /** As the question or the register says; a code of a later list is shown rather than lost. */
  readonly documentType: string;
  readonly standing: IssuedStanding;
  /** YYYY-MM-DD */
  readonly validUntil?: string;
  /** Of a registered vehicle. */
  readonly vehicle?: VehicleMarks;
  /** Of a vehicle, where the question asks for it and the asker may know: in one of an answer's at most. */
  readonly holder?: VehicleHolder;
  /** When the register was last known to be equal to its source, ms since 1970. */
  readonly asOf: number;
}

/** For how long after it was compared with its source a register tells what was not issued, ms, unless it says so itself: two lists of a night. */
export const COMPLETE_MS = 48 * 3_600_000;

/** 31 days: what a register may say of itself instead, in hours. */
export const COMPLETE_HOURS_MAX = 744;

/** How something stands with the State that issued it. */
export const ISSUER_STANDINGS = ['valid', 'suspended', 'withdrawn', 'replaced'] as const;
export interface StandingAtIssuer {
  readonly standing: (typeof ISSUER_STANDINGS)[number];
  /** YYYY-MM-DD */
  readonly validUntil?: string;
}

/** A document that a State issued, as its own register holds it. No nominal data. */
export interface IssuedDocument extends StandingAtIssuer {
  readonly id: string;
  readonly kind: 'travel-document' | 'official-document';
  readonly number: string;
  readonly documentType: TravelDocumentType | OfficialDocumentType;
  /** YYYY-MM-DD */
  readonly issuedOn?: string;
}

/** How a document stands on a day YYYY-MM-DD; what the issuer took back is told before what time took. */
export function issuedStanding({ standing, validUntil }: StandingAtIssuer, today: string): IssuedStanding {
  if (standing !== 'valid') return `issued-but-${standing}`;
  return validUntil !== undefined && validUntil < today ? 'issued-but-expired' : 'issued-and-valid';
}

/** The key under which a State's own document is held. It is met exactly or not at all. */
export function issuedKey({ documentType, number }: Pick<IssuedDocument, 'documentType' | 'number'>): string {
  return `issued|${documentType}|${canonicalNumber(number)}`;
}

/** What positive registers may say in one answer. */
export const ISSUED_MAX = 3;
