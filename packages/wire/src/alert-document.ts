// SPDX-License-Identifier: Apache-2.0
// Alerts on documents (spec/alert.md, 9). They carry no nominal data of the bearer.
import { z } from 'zod';
import {
  DOCUMENT_CATEGORIES,
  OFFICIAL_DOCUMENT_TYPES,
  type OfficialDocumentType,
  REVOCATION_GROUNDS,
  type RevocationGround,
  TRAVEL_DOCUMENT_TYPES,
  type TravelDocumentType,
} from './code-lists.ts';
import { everyAlertShape } from './every-alert.ts';
import { calendarDateSchema, issuerSchema, numberSchema } from './query.ts';

/** A passport, identity card, visa or permit; its issuer and type are always known to the owner. */
export interface AlertTravelDocument extends DocumentLife {
  readonly kind: 'travel-document';
  readonly number: string;
  readonly issuingState: string;
  readonly documentType: TravelDocumentType;
}

/** Another paper of a State: a licence, a registration, a service card. */
export interface AlertOfficialDocument extends DocumentLife {
  readonly kind: 'official-document';
  readonly number: string;
  readonly issuingState: string;
  readonly documentType: OfficialDocumentType;
}

/** Days are YYYY-MM-DD. */
export interface DocumentLife {
  readonly issuedOn?: string;
  readonly expiresOn?: string;
  /** Lost or stolen on. */
  readonly lostOn?: string;
  /** With category `revoked`. */
  readonly revocationGround?: RevocationGround;
}

const documentShape = {
  ...everyAlertShape,
  category: z.enum(DOCUMENT_CATEGORIES),
  number: numberSchema,
  issuingState: issuerSchema,
  issuedOn: calendarDateSchema.exactOptional(),
  expiresOn: calendarDateSchema.exactOptional(),
  lostOn: calendarDateSchema.exactOptional(),
  revocationGround: z.enum(REVOCATION_GROUNDS).exactOptional(),
};

export const alertTravelDocumentSchema = z.strictObject({
  kind: z.literal('travel-document'),
  ...documentShape,
  documentType: z.enum(TRAVEL_DOCUMENT_TYPES),
});

export const alertOfficialDocumentSchema = z.strictObject({
  kind: z.literal('official-document'),
  ...documentShape,
  documentType: z.enum(OFFICIAL_DOCUMENT_TYPES),
});
