// SPDX-License-Identifier: Apache-2.0
// An alert: what a register holds about one document, person, vehicle or object that may be hit.
import { z } from 'zod';
import {
  ACTIONS,
  type Action,
  CAUTIONS,
  type Category,
  type Caution,
  DOCUMENT_CATEGORIES,
  FACT_LABELS,
  type FactLabel,
  HANDLING_CODES,
  type HandlingCode,
  OBJECT_CATEGORIES,
  OBJECT_TYPES,
  type ObjectType,
  OFFICIAL_DOCUMENT_TYPES,
  type OfficialDocumentType,
  PERSON_CATEGORIES,
  SEXES,
  type Sex,
  TRAVEL_DOCUMENT_TYPES,
  type TravelDocumentType,
  VEHICLE_CATEGORIES,
} from './code-lists.ts';
import {
  CODE_CHARACTERS_MAX,
  CODES_MAX,
  calendarDateSchema,
  issuerSchema,
  lineSchema,
  numberSchema,
  partialDateSchema,
  personNameSchema,
} from './query.ts';
import { NAMES_MAX, type PersonName } from './subject.ts';
import { validate } from './validate.ts';
import { FACT_CHARACTERS_MAX, FACTS_MAX } from './verdict.ts';

/** What a register holds under one id: the subject, why it is sought, and what to do (spec/query.md, "Alert"). */
export type Alert = AlertBase & AlertSubject;

/** What every alert says, whatever it is about. */
export interface AlertBase {
  /** Given by the owner, unique in the State: `UKR-STD-000417`. */
  readonly id: string;
  readonly category: Category;
  /** Who entered it and is asked after a hit. */
  readonly authority: string;
  readonly legalBasis: string;
  readonly offence?: string;
  readonly action: Action;
  readonly cautions: readonly Caution[];
  readonly handling: HandlingCode;
  /** The officer's screen never shows it; the owner is told instead. */
  readonly covert: boolean;
  /** Day of entry, YYYY-MM-DD. */
  readonly since: string;
  /** Day by which the owner must confirm or delete it, YYYY-MM-DD. */
  readonly reviewOn: string;
  readonly facts: readonly AlertFact[];
}

/** One thing that the owner chose to tell with a hit. */
export interface AlertFact {
  readonly label: FactLabel;
  readonly value: string;
}

/** Whom or what an alert is about, by kind. */
export type AlertSubject = AlertTravelDocument | AlertOfficialDocument | AlertPerson | AlertVehicle | AlertObject;

/** A passport, identity card, visa or permit; its issuer and type are always known to the owner. */
export interface AlertTravelDocument {
  readonly kind: 'travel-document';
  readonly number: string;
  readonly issuingState: string;
  readonly documentType: TravelDocumentType;
}

/** Another paper of a State: a licence, a registration, a service card. */
export interface AlertOfficialDocument {
  readonly kind: 'official-document';
  readonly number: string;
  readonly issuingState: string;
  readonly documentType: OfficialDocumentType;
}

/** A person; met exactly by name and full birth date (spec/lookup-keys.md, 5). */
export interface AlertPerson {
  readonly kind: 'person';
  /** Each known spelling: original script, MRZ form, national romanisation. */
  readonly names: readonly PersonName[];
  /** Day, month or year; only a full day can be met by an exact query. */
  readonly birthDate?: string;
  readonly sex?: Sex;
  readonly nationality?: string;
}

/** A VIN, or a plate with its State, or both. */
export interface AlertVehicle {
  readonly kind: 'vehicle';
  readonly vin?: string;
  readonly plate?: string;
  readonly registrationState?: string;
  readonly make?: string;
  readonly model?: string;
  readonly colour?: string;
}

/** A thing with a number of its own. */
export interface AlertObject {
  readonly kind: 'object';
  readonly objectType: ObjectType;
  readonly number: string;
}

/** @throws IimsError `input.invalid` naming the field */
export function parseAlert(value: unknown): Alert {
  return validate(alertSchema, value);
}

const base = {
  id: z.string().regex(/^[A-Z]{3}-[A-Z0-9]{1,8}-[0-9]{1,12}$/),
  authority: lineSchema(CODE_CHARACTERS_MAX),
  legalBasis: lineSchema(FACT_CHARACTERS_MAX),
  offence: lineSchema(FACT_CHARACTERS_MAX).exactOptional(),
  action: z.enum(ACTIONS),
  cautions: z.array(z.enum(CAUTIONS)).max(CODES_MAX),
  handling: z.enum(HANDLING_CODES),
  covert: z.boolean(),
  since: calendarDateSchema,
  reviewOn: calendarDateSchema,
  facts: z.array(z.strictObject({ label: z.enum(FACT_LABELS), value: lineSchema(FACT_CHARACTERS_MAX) })).max(FACTS_MAX),
};
const wordSchema = lineSchema(CODE_CHARACTERS_MAX).exactOptional();

/** The schema of an alert. Unknown fields and codes are refused: the owner writes its own register. */
export const alertSchema: z.ZodType<Alert> = z.compile(
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('travel-document'),
      ...base,
      category: z.enum(DOCUMENT_CATEGORIES),
      number: numberSchema,
      issuingState: issuerSchema,
      documentType: z.enum(TRAVEL_DOCUMENT_TYPES),
    }),
    z.strictObject({
      kind: z.literal('official-document'),
      ...base,
      category: z.enum(DOCUMENT_CATEGORIES),
      number: numberSchema,
      issuingState: issuerSchema,
      documentType: z.enum(OFFICIAL_DOCUMENT_TYPES),
    }),
    z.strictObject({
      kind: z.literal('person'),
      ...base,
      category: z.enum(PERSON_CATEGORIES),
      names: z.array(personNameSchema).min(1).max(NAMES_MAX),
      birthDate: partialDateSchema.exactOptional(),
      sex: z.enum(SEXES).exactOptional(),
      nationality: issuerSchema.exactOptional(),
    }),
    z
      .strictObject({
        kind: z.literal('vehicle'),
        ...base,
        category: z.enum(VEHICLE_CATEGORIES),
        vin: numberSchema.exactOptional(),
        plate: numberSchema.exactOptional(),
        registrationState: issuerSchema.exactOptional(),
        make: wordSchema,
        model: wordSchema,
        colour: wordSchema,
      })
      .refine((vehicle) => vehicle.vin !== undefined || vehicle.plate !== undefined, { error: 'a VIN or a plate' })
      .refine((vehicle) => vehicle.plate === undefined || vehicle.registrationState !== undefined, {
        error: 'a plate with its State',
      }),
    z.strictObject({
      kind: z.literal('object'),
      ...base,
      category: z.enum(OBJECT_CATEGORIES),
      objectType: z.enum(OBJECT_TYPES),
      number: numberSchema,
    }),
  ]),
);
