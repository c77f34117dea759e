// SPDX-License-Identifier: Apache-2.0
// A question and its answer on the wire, as Zod schemas. Levels above parse once with `parseQuestion` and `parseAnswer` and never check again.
// What each query reads is compiled to straight code, a tenth of the interpreter's time. What that refuses, the interpreter
// looks at again to say why; where no code may be made from text (a page's CSP), it does all the work.
import { z } from 'zod';
import { isPartialDate } from './calendar-date.ts';
import {
  HANDLING_CODES,
  MATCHED_ON,
  NAME_FORMS,
  OBJECT_TYPES,
  OFFICIAL_DOCUMENT_TYPES,
  PURPOSES,
  type Purpose,
  SCRIPTS,
  SEXES,
  SUBJECT_KINDS,
  TRAVEL_DOCUMENT_TYPES,
} from './code-lists.ts';
import { isQueryId, isStateCode, type QueryId, type StateCode } from './identifiers.ts';
import { ISSUED_MAX, ISSUED_STANDINGS, type Issued } from './issued.ts';
import { CODE, inKnownWords } from './later-words.ts';
import { normaliseName } from './name-form.ts';
import { canonicalNumber } from './number-form.ts';
import { isPlatePattern, PLATE_PATTERN_CHARACTERS_MAX } from './plate-pattern.ts';
import { HOLDER_CHARACTERS_MAX, VEHICLE_MARK_CHARACTERS_MAX, type VehicleHolder } from './registered-vehicle.ts';
import {
  ALTERNATIVES_MAX,
  MRZ_LINE_CHARACTERS_MAX,
  MRZ_LINES_MAX,
  NAME_CHARACTERS_MAX,
  NAMES_MAX,
  NUMBER_CHARACTERS_MAX,
  OBJECT_NUMBER_CHARACTERS_MAX,
  SUBJECTS_MAX,
  type Subject,
} from './subject.ts';
import { validate } from './validate.ts';
import {
  type AnswerOutcome,
  FACT_CHARACTERS_MAX,
  FACTS_MAX,
  type Fact,
  HITS_MAX,
  type Hit,
  tellsOfData,
} from './verdict.ts';

/** What travels to one State. */
export interface Question {
  readonly id: QueryId;
  readonly subjects: readonly Subject[];
  readonly purpose: Purpose;
  readonly caseRef: string;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly asker: Asker;
  readonly exercise: boolean;
}

/** Who asks; the officer stands under a pseudonym that the asking State alone can resolve. */
export interface Asker {
  readonly state: StateCode;
  readonly authority: string;
  readonly officer: string;
}

/** What one State says to a question. */
export interface Answer {
  /** Salted hash of the question (leaf hash of its item in the frame), 32 bytes. */
  readonly questionHash: Uint8Array;
  readonly queryId: QueryId;
  readonly outcome: AnswerOutcome;
  readonly reason?: string;
  /** When the oldest of the registers that were read was checked last, milliseconds since 1970; the time of answering where none was. */
  readonly asOf: number;
  /** The day (UTC, YYYY-MM-DD) on which the register that has not changed for longest changed last; absent where none was read. */
  readonly changedOn?: string;
  /** Registers that were asked: those that could hold what the question is about. */
  readonly registers: number;
  /** Those of them that are behind their source: what they do not hold says nothing. */
  readonly behind: number;
  readonly hits: readonly Hit[];
  readonly more: boolean;
  /** What positive registers say, beside a hit or no-hit and never in its place. */
  readonly issued?: readonly Issued[];
  /** The same question was answered before; this is that answer. */
  readonly repeated: boolean;
}

/** @throws IimsError `input.invalid` naming the field */
export function parseQuestion(value: unknown): Question {
  return validate(questionSchema, value);
}

/** With later words as the most careful of this release. @throws IimsError `input.invalid` naming the field */
export function parseAnswer(value: unknown): Answer {
  try {
    return validate(answerSchema, value);
  } catch (fault) {
    const known = inKnownWords(value);
    if (known === undefined) throw fault;
    return validate(answerSchema, known);
  }
}

/** Length of a case reference, in UTF-16 code units. */
export const CASE_REFERENCE_CHARACTERS_MAX = 64;
/** Length of a code, authority, register or officer's pseudonym, in characters. */
export const CODE_CHARACTERS_MAX = 64;
/** Registers of one State. */
const REGISTERS_MAX = 64;
/** The last millisecond of the year 9999: a later time has no ISO 8601 form of four digits for the year. */
const TIME_MS_MAX = 253_402_300_799_999;
/** Codes in one list of a hit. */
export const CODES_MAX = 8;

/** A code: small letters, digits, hyphens and points. */
const codeSchema = z.string().regex(CODE);
/** Text on one line, without control characters, lone surrogates, or blanks at its ends. */
export const lineSchema = (charactersMax: number, charactersMin = 1) =>
  z
    .string()
    .min(charactersMin)
    .max(charactersMax)
    .refine((text) => PLAIN_LINE.test(text) || (!UNPRINTABLE.test(text) && text.trim() === text), {
      error: 'text on one line without control characters',
    });
/** The common case, which needs no Unicode tables. */
const PLAIN_LINE = /^[!-~](?:[ -~]*[!-~])?$/;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** A day YYYY-MM-DD, a month or a year. */
export const partialDateSchema = z
  .string()
  .max(10)
  .refine(isPartialDate, { error: 'a calendar date YYYY-MM-DD, YYYY-MM or YYYY' });
/** A day YYYY-MM-DD. */
export const calendarDateSchema = z.string().length(10).refine(isPartialDate, { error: 'a calendar date YYYY-MM-DD' });
/** ICAO Doc 9303-3, 5: one to three letters. */
export const issuerSchema = z.string().regex(/^[A-Z]{1,3}$/);
/** Letters, digits, blanks and the marks `/ . _ - # :` */
export const caseReferenceSchema = z.string().regex(/^[\p{L}\p{N}](?:[\p{L}\p{N} /._#:-]{0,62}[\p{L}\p{N}])?$/u);
/** Milliseconds since 1970, up to the year 9999. */
export const timeSchema = z.int().min(0).max(TIME_MS_MAX);
const numberOf = (charactersMax: number) =>
  lineSchema(charactersMax).refine((text) => ASCII_LETTER_OR_DIGIT.test(text) || canonicalNumber(text) !== '', {
    error: 'a letter or digit',
  });
/** A number, plate or VIN as given. */
export const numberSchema = numberOf(NUMBER_CHARACTERS_MAX);
/** The number of an object: the address of a crypto asset is longer than any other. */
export const objectNumberSchema = numberOf(OBJECT_NUMBER_CHARACTERS_MAX);
const ASCII_LETTER_OR_DIGIT = /[A-Za-z0-9]/;
const nameTextSchema = (charactersMin: number) => lineSchema(NAME_CHARACTERS_MAX, charactersMin);
const alternativesSchema = z.array(numberSchema).max(ALTERNATIVES_MAX).exactOptional();
const mrzSchema = z
  .array(
    z
      .string()
      .max(MRZ_LINE_CHARACTERS_MAX)
      .regex(/^[A-Z0-9<]*$/),
  )
  .max(MRZ_LINES_MAX)
  .exactOptional();

/** One spelling of a name. */
export const personNameSchema = z.strictObject({
  script: z.enum(SCRIPTS).exactOptional(),
  form: z.enum(NAME_FORMS),
  surname: nameTextSchema(1).refine((text) => normaliseName(text) !== '', { error: 'a letter' }),
  given: nameTextSchema(0),
});

const personData = {
  names: z.array(personNameSchema).min(1).max(NAMES_MAX),
  birthDate: partialDateSchema.exactOptional(),
  sex: z.enum(SEXES).exactOptional(),
  nationality: issuerSchema.exactOptional(),
};

/** Whom or what a query is about. */
export const subjectSchema: z.ZodType<Subject> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('travel-document'),
    number: numberSchema,
    checked: z.boolean().exactOptional(),
    alternatives: alternativesSchema,
    issuingState: issuerSchema.exactOptional(),
    documentType: z.enum(TRAVEL_DOCUMENT_TYPES).exactOptional(),
    holder: z.strictObject(personData).exactOptional(),
    mrz: mrzSchema,
  }),
  z.strictObject({ kind: z.literal('person'), ...personData, mrz: mrzSchema }),
  z
    .strictObject({
      kind: z.literal('vehicle'),
      vin: numberSchema.exactOptional(),
      plate: numberSchema.exactOptional(),
      platePattern: z.string().max(PLATE_PATTERN_CHARACTERS_MAX).refine(isPlatePattern).exactOptional(),
      registrationState: issuerSchema.exactOptional(),
      holder: z.literal(true).exactOptional(),
      alternatives: alternativesSchema,
    })
    .refine(
      ({ vin, plate, platePattern }) =>
        platePattern === undefined
          ? vin !== undefined || plate !== undefined
          : vin === undefined && plate === undefined,
      { error: 'a VIN or a plate, or a part of a plate alone' },
    )
    .refine(
      ({ holder, registrationState, platePattern }) =>
        holder === undefined || (registrationState !== undefined && platePattern === undefined),
      { error: 'a holder with the State of registration, and never by a part of a plate' },
    ),
  z.strictObject({
    kind: z.literal('official-document'),
    number: numberSchema,
    documentType: z.enum(OFFICIAL_DOCUMENT_TYPES).exactOptional(),
    issuingState: issuerSchema.exactOptional(),
    alternatives: alternativesSchema,
  }),
  z.strictObject({
    kind: z.literal('object'),
    objectType: z.enum(OBJECT_TYPES),
    number: objectNumberSchema,
    alternatives: alternativesSchema,
  }),
]);

const stateSchema = z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), {
  error: 'ISO 3166-1 alpha-3, or UTO',
});
const queryIdSchema = z.custom<QueryId>((value) => typeof value === 'string' && isQueryId(value), {
  error: 'a UUIDv7 in lower case',
});

/** A question. Unknown fields are refused. */
export const questionSchema: z.ZodType<Question> = z.compile(
  z.strictObject({
    id: queryIdSchema,
    subjects: z
      .array(subjectSchema)
      .min(1)
      .max(SUBJECTS_MAX)
      .refine(
        (subjects) =>
          subjects.length === 1 ||
          !subjects.some(
            (subject) => subject.kind === 'vehicle' && (subject.holder === true || subject.platePattern !== undefined),
          ),
        { error: 'a holder, and a part of a plate, are asked for alone' },
      ),
    purpose: z.enum(PURPOSES),
    caseRef: caseReferenceSchema,
    askedAt: timeSchema,
    asker: z.strictObject({
      state: stateSchema,
      authority: lineSchema(CODE_CHARACTERS_MAX),
      officer: lineSchema(CODE_CHARACTERS_MAX),
    }),
    exercise: z.boolean(),
  }),
);

/** One fact of a hit. */
const factSchema: z.ZodType<Fact> = z.strictObject({
  label: codeSchema,
  value: lineSchema(FACT_CHARACTERS_MAX),
});

/** A hit. Codes are text, so that one of a later list is shown rather than lost; handling codes bind, and are not. */
export const hitSchema: z.ZodType<Hit> = z
  .strictObject({
    band: z.enum(['hit', 'compare']),
    alertId: lineSchema(CODE_CHARACTERS_MAX),
    register: codeSchema,
    category: codeSchema,
    subjectKind: z.enum(SUBJECT_KINDS),
    matchedOn: z.enum(MATCHED_ON),
    why: z.array(codeSchema).max(CODES_MAX),
    authority: lineSchema(FACT_CHARACTERS_MAX),
    action: codeSchema,
    cautions: z.array(codeSchema).max(CODES_MAX),
    handling: z.enum(HANDLING_CODES),
    since: calendarDateSchema.exactOptional(),
    reviewedOn: calendarDateSchema.exactOptional(),
    facts: z.array(factSchema).max(FACTS_MAX),
  })
  .refine(({ band, matchedOn }) => band === 'compare' || matchedOn === 'as-given' || matchedOn === 'similar', {
    error: 'band hit only on a key as given, or on a name and date of birth',
  });

/** What the eye compares. */
const vehicleMarkSchema = lineSchema(VEHICLE_MARK_CHARACTERS_MAX).exactOptional();
export const vehicleMarksShape = {
  make: vehicleMarkSchema,
  model: vehicleMarkSchema,
  colour: vehicleMarkSchema,
  year: z
    .string()
    .regex(/^(?:19|20)[0-9]{2}$/)
    .exactOptional(),
};
const holderLineSchema = lineSchema(HOLDER_CHARACTERS_MAX);
const everyHolderShape = { birthDate: partialDateSchema.exactOptional(), place: holderLineSchema.exactOptional() };
/** In whose name a vehicle is registered. */
export const vehicleHolderSchema: z.ZodType<VehicleHolder> = z.union([
  z.strictObject({ surname: holderLineSchema, given: lineSchema(HOLDER_CHARACTERS_MAX, 0), ...everyHolderShape }),
  z.strictObject({ company: holderLineSchema, ...everyHolderShape }),
]);

/** What a positive register says. */
const issuedSchema: z.ZodType<Issued> = z.strictObject({
  register: codeSchema,
  documentType: codeSchema,
  standing: z.enum(ISSUED_STANDINGS),
  validUntil: calendarDateSchema.exactOptional(),
  vehicle: z.strictObject(vehicleMarksShape).exactOptional(),
  holder: vehicleHolderSchema.exactOptional(),
  asOf: timeSchema,
});

/** An answer. Unknown fields are refused. */
export const answerSchema: z.ZodType<Answer> = z.compile(
  z
    .strictObject({
      questionHash: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32, {
        error: '32 bytes',
      }),
      queryId: queryIdSchema,
      outcome: z.enum(['hit', 'no-hit', 'refused', 'unavailable']),
      reason: codeSchema.exactOptional(),
      asOf: timeSchema,
      changedOn: calendarDateSchema.exactOptional(),
      registers: z.int().min(0).max(REGISTERS_MAX),
      behind: z.int().min(0).max(REGISTERS_MAX),
      hits: z.array(hitSchema).max(HITS_MAX),
      more: z.boolean(),
      issued: z
        .array(issuedSchema)
        .min(1)
        .max(ISSUED_MAX)
        .refine((issued) => issued.filter(({ holder }) => holder !== undefined).length <= 1, { error: 'one holder' })
        .exactOptional(),
      repeated: z.boolean(),
    })
    .refine(({ issued, outcome, behind }) => issued === undefined || tellsOfData({ outcome }) || behind > 0, {
      error: 'what was issued with an outcome that tells of data, or beside registers that are behind',
    })
    .refine(({ behind, registers }) => behind <= registers, { error: 'no more registers behind than were asked' })
    .refine(({ behind, outcome }) => behind === 0 || outcome === 'hit' || outcome === 'unavailable', {
      error: 'no-hit only where no register is behind its source',
    })
    .refine((answer) => (answer.outcome === 'hit') === answer.hits.length > 0, {
      error: 'hits with outcome hit, and only then',
    }),
);
