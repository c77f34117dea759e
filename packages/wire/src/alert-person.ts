// SPDX-License-Identifier: Apache-2.0
// An alert on a person: every known spelling, date and paper, and whose identity is misused (spec/alert.md, 4 to 8).
import { z } from 'zod';
import {
  NAME_QUALITIES,
  type NameQuality,
  OFFICIAL_DOCUMENT_TYPES,
  type OfficialDocumentType,
  PERSON_CATEGORIES,
  SEXES,
  type Sex,
  TRAVEL_DOCUMENT_TYPES,
  type TravelDocumentType,
} from './code-lists.ts';
import { everyAlertShape } from './every-alert.ts';
import { issuerSchema, lineSchema, numberSchema, partialDateSchema, personNameSchema } from './query.ts';
import type { PersonName } from './subject.ts';
import { FACT_CHARACTERS_MAX } from './verdict.ts';

/** A person; met exactly by name and full birth date, or by the number of a paper (spec/lookup-keys.md, 5 and 10). */
export interface AlertPerson {
  readonly kind: 'person';
  /** Each known spelling of each known name. */
  readonly names: readonly AlertName[];
  /** Days, months or years; only a full day can be met by an exact query. */
  readonly birthDates?: readonly string[];
  readonly sex?: Sex;
  readonly nationalities?: readonly string[];
  readonly placesOfBirth?: readonly string[];
  /** Papers that the person is known to hold. */
  readonly documents?: readonly PersonDocument[];
  readonly misusedIdentity?: MisusedIdentity;
}

/** One spelling, and of which of the person's names it is. */
export interface AlertName extends PersonName {
  readonly quality: NameQuality;
}

/** A paper that a person holds. It is under no alert of its own. */
export interface PersonDocument {
  readonly number: string;
  readonly issuingState?: string;
  readonly documentType: TravelDocumentType | OfficialDocumentType;
}

/** The victim: whoever bears the name or papers that the wanted person uses. */
export interface MisusedIdentity {
  readonly names: readonly PersonName[];
  readonly birthDates?: readonly string[];
  readonly documents?: readonly PersonDocument[];
}

/** Spellings of all names of one person under alert. */
export const ALERT_NAMES_MAX = 64;
/** Dates of birth that are given for one person. */
export const BIRTH_DATES_MAX = 12;
/** Papers of one person. */
export const PERSON_DOCUMENTS_MAX = 32;
/** Nationalities, and places of birth, of one person. */
export const ORIGINS_MAX = 8;

const birthDatesSchema = z.array(partialDateSchema).min(1).max(BIRTH_DATES_MAX).exactOptional();
const documentsSchema = z
  .array(
    z.strictObject({
      number: numberSchema,
      issuingState: issuerSchema.exactOptional(),
      documentType: z.enum([...TRAVEL_DOCUMENT_TYPES, ...OFFICIAL_DOCUMENT_TYPES]),
    }),
  )
  .min(1)
  .max(PERSON_DOCUMENTS_MAX)
  .exactOptional();

export const alertPersonSchema = z
  .strictObject({
    kind: z.literal('person'),
    ...everyAlertShape,
    category: z.enum(PERSON_CATEGORIES),
    names: z
      .array(personNameSchema.extend({ quality: z.enum(NAME_QUALITIES) }))
      .min(1)
      .max(ALERT_NAMES_MAX),
    birthDates: birthDatesSchema,
    sex: z.enum(SEXES).exactOptional(),
    nationalities: z.array(issuerSchema).min(1).max(ORIGINS_MAX).exactOptional(),
    placesOfBirth: z.array(lineSchema(FACT_CHARACTERS_MAX)).min(1).max(ORIGINS_MAX).exactOptional(),
    documents: documentsSchema,
    misusedIdentity: z
      .strictObject({
        names: z.array(personNameSchema).min(1).max(ALERT_NAMES_MAX),
        birthDates: birthDatesSchema,
        documents: documentsSchema,
      })
      .exactOptional(),
  })
  .refine((person) => person.names.some(({ quality }) => quality === 'primary'), {
    error: 'a name of quality primary',
  });
