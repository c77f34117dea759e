// SPDX-License-Identifier: Apache-2.0
// The entries of a positive register, read strictly (spec/alert.md, 14).
import { z } from 'zod';
import { OFFICIAL_DOCUMENT_TYPES, TRAVEL_DOCUMENT_TYPES } from './code-lists.ts';
import { alertIdSchema } from './every-alert.ts';
import { ISSUER_STANDINGS, type IssuedDocument } from './issued.ts';
import { calendarDateSchema, numberSchema } from './query.ts';
import { validate } from './validate.ts';

/** @throws IimsError `input.invalid` naming the field */
export function parseIssuedDocument(value: unknown): IssuedDocument {
  return validate(issuedDocumentSchema, value);
}

const everyDocument = {
  id: alertIdSchema,
  number: numberSchema,
  issuedOn: calendarDateSchema.exactOptional(),
  validUntil: calendarDateSchema.exactOptional(),
  standing: z.enum(ISSUER_STANDINGS),
};

const issuedDocumentSchema: z.ZodType<IssuedDocument> = z.compile(
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('travel-document'),
      ...everyDocument,
      documentType: z.enum(TRAVEL_DOCUMENT_TYPES),
    }),
    z.strictObject({
      kind: z.literal('official-document'),
      ...everyDocument,
      documentType: z.enum(OFFICIAL_DOCUMENT_TYPES),
    }),
  ]),
);
