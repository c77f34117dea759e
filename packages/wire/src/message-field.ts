// SPDX-License-Identifier: Apache-2.0
// One field of a message's form: the schema that binds and the description that a form is made from are one thing, so that
// no form offers what the schema refuses (spec/message-kinds.md, 3).
import { z } from 'zod';
import { alertIdSchema } from './every-alert.ts';
import { isQueryId, isStateCode, type StateCode } from './identifiers.ts';
import { textSchema } from './message-text.ts';
import { NOTICE_NUMBER } from './notice-codes.ts';
import { calendarDateSchema, lineSchema, numberSchema, partialDateSchema, timeSchema } from './query.ts';
import { NUMBER_CHARACTERS_MAX } from './subject.ts';

/** How a form shows a field. */
export type Shown =
  | 'line'
  | 'text'
  | 'choice'
  | 'choices'
  | 'day'
  | 'part-of-day'
  | 'time'
  | 'number'
  | 'state'
  | 'alert'
  | 'notice'
  | 'query'
  | 'message'
  | 'list';

/** One field: what it may hold, and how it is shown. */
export interface Field<T = unknown, Required extends boolean = boolean> {
  readonly shown: Shown;
  readonly required: Required;
  readonly schema: z.ZodType<T>;
  /** Length of `line` and `text`, in UTF-16 code units. */
  readonly charactersMax?: number;
  /** What a `choice` is among, in the order in which it is offered. */
  readonly codes?: readonly string[];
  /** Least and most of a `number`. */
  readonly range?: readonly [number, number];
  /** What each item of a `list` holds, and how many there may be. */
  readonly items?: Fields;
  readonly itemsMax?: number;
}

/** The fields of a form, in the order in which they are shown. */
export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;
/** What a form with these fields gives. */
export type ValuesOf<F extends Fields> = {
  readonly [Name in keyof F as F[Name]['required'] extends true ? Name : never]: ValueOf<F[Name]>;
} & {
  readonly [Name in keyof F as F[Name]['required'] extends true ? never : Name]?: ValueOf<F[Name]>;
};

/** Text on one line. */
export function line(charactersMax: number): Field<string, true> {
  return { shown: 'line', required: true, schema: lineSchema(charactersMax), charactersMax };
}

/** Text of several lines. */
export function text(charactersMax: number): Field<string, true> {
  return { shown: 'text', required: true, schema: textSchema(charactersMax), charactersMax };
}

/** One code of a closed list. */
export function choice<const Codes extends readonly string[]>(codes: Codes): Field<Codes[number], true> {
  return { shown: 'choice', required: true, schema: z.enum(codes), codes };
}

/** One or more codes of a closed list, each once. */
export function choices<const Codes extends readonly string[]>(codes: Codes): Field<readonly Codes[number][], true> {
  const schema = z
    .array(z.enum(codes))
    .min(1)
    .max(codes.length)
    .refine((chosen) => new Set(chosen).size === chosen.length, { error: 'each code once' });
  return { shown: 'choices', required: true, schema, codes };
}

/** A whole number. */
export function number(least: number, most: number): Field<number, true> {
  return { shown: 'number', required: true, schema: z.int().min(least).max(most), range: [least, most] };
}

/** Several groups of the same fields; `name` is how documents of the edge call one group. */
export function list<F extends Fields>(items: F, itemsMax: number, name?: string): Field<readonly ValuesOf<F>[], true> {
  const item = name === undefined ? fieldsSchema(items) : fieldsSchema(items).meta({ id: name });
  return { shown: 'list', required: true, schema: z.array(item).min(1).max(itemsMax), items, itemsMax };
}

/** The same field, which may be left out. */
export function optional<T>(field: Field<T, true>): Field<T, false> {
  return { ...field, required: false };
}

/** A day YYYY-MM-DD. */
export const day: Field<string, true> = { shown: 'day', required: true, schema: calendarDateSchema };
/** A day, a month or a year. */
export const partOfDay: Field<string, true> = { shown: 'part-of-day', required: true, schema: partialDateSchema };
/** A moment, in milliseconds since 1970. */
export const time: Field<number, true> = { shown: 'time', required: true, schema: timeSchema };
/** The number of a document, plate or thing, as it is written on it. */
export const documentNumber: Field<string, true> = {
  shown: 'line',
  required: true,
  schema: numberSchema,
  charactersMax: NUMBER_CHARACTERS_MAX,
};
/** A State, by its code. */
export const state: Field<StateCode, true> = {
  shown: 'state',
  required: true,
  schema: z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), {
    error: 'ISO 3166-1 alpha-3, or UTO',
  }),
};
/** The id that its owner gave an alert. */
export const alert: Field<string, true> = { shown: 'alert', required: true, schema: alertIdSchema };
/** The number of a notice. */
export const noticeNumber: Field<string, true> = {
  shown: 'notice',
  required: true,
  schema: z.string().regex(NOTICE_NUMBER),
};
/** The id of a query. */
export const query: Field<string, true> = { shown: 'query', required: true, schema: uuidSchema('a query') };
/** The id of a message. */
export const message: Field<string, true> = { shown: 'message', required: true, schema: uuidSchema('a message') };

/** The schema of a form. Fields that it does not name are refused. */
export function fieldsSchema<F extends Fields>(fields: F): z.ZodType<ValuesOf<F>> {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, { schema, required }] of Object.entries(fields)) {
    shape[name] = required ? schema : z.exactOptional(schema);
  }
  return z.strictObject(shape) as unknown as z.ZodType<ValuesOf<F>>;
}

/** The id of a message or query. */
export function uuidSchema(what: string): z.ZodType<string> {
  return z.custom<string>((value) => typeof value === 'string' && isQueryId(value), {
    error: `the id of ${what}: a UUIDv7 in lower case`,
  });
}
