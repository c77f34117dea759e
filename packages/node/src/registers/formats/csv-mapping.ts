// SPDX-License-Identifier: Apache-2.0
// Which column of a CSV file goes where in an alert, and what stands for what the file does not say (spec/import.md, "Mapping").
import { isCalendarDate } from '@iims/wire/calendar-date';
import { SEPARATORS } from '@iims/wire/csv-record';
import { IimsError } from '@iims/wire/errors';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';
import type { RegisterHolds } from '../../store/generations.ts';

/** Where a cell goes: a field of an alert, or a place inside one: `names.0.surname`, `documents.1.number`. */
const target = z.string().regex(/^[a-zA-Z]{1,24}(?:\.(?:[0-9]|[1-5][0-9]))?(?:\.[a-zA-Z]{1,24})?$/, {
  error: 'a field of an alert, such as number or names.0.surname',
});
const text = z.string().min(1).max(200);

const mappingSchema = z.strictObject({
  separator: z.enum(SEPARATORS).exactOptional(),
  dateFormat: z.enum(['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY', 'YYYYMMDD']).exactOptional(),
  /** Divides several values in one cell. */
  listSeparator: z.string().length(1).exactOptional(),
  columns: z.record(text, target).refine((columns) => Object.keys(columns).length <= COLUMNS_MAX, {
    error: 'at most 200 columns',
  }),
  constants: z.record(target, z.union([z.string().max(1_000), z.boolean()])).exactOptional(),
  /** By target: the file's own words to ours. */
  values: z.record(target, z.record(z.string().max(200), z.string().max(200))).exactOptional(),
});

export type CsvMapping = z.infer<typeof mappingSchema>;

/** @throws IimsError `json.*`, `import.mapping` naming the field */
export function parseMapping(bytes: Uint8Array): CsvMapping {
  return checkMapping(parseStrictJson(bytes, { bytesMax: MAPPING_BYTES_MAX }));
}

/** @throws IimsError `import.mapping` naming the field */
export function checkMapping(value: unknown, holds: RegisterHolds = 'alerts'): CsvMapping {
  const parsed = mappingSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw mappingFault(issue.path.join('.') || 'mapping', issue.message, 'Correct the mapping; see spec/import.md.');
  }
  const targets = [...Object.keys(parsed.data.constants ?? {}), ...Object.values(parsed.data.columns)];
  const unknown = targets.find((path) => !isFieldOf(holds, path.split('.')[0]!));
  if (unknown !== undefined && holds === 'issued') {
    throw mappingFault(unknown, 'a field of what the State issued', 'See spec/import.md for the fields.');
  }
  if (unknown !== undefined) throw mappingFault(unknown, 'a field of an alert', 'See spec/alert.md for the fields.');
  checkPlaces(Object.values(parsed.data.columns));
  for (const [field, constant] of Object.entries(parsed.data.constants ?? {})) {
    if (!constantPutter(field, constant)({})) {
      throw mappingFault(`constants.${field}`, 'a value that this field can have', 'See spec/alert.md for the fields.');
    }
  }
  return parsed.data;
}

/** Two columns must not go to one place, nor one into the inside of what the other fills. */
function checkPlaces(targets: readonly string[]): void {
  const shared = targets.find(
    (path, i) => targets.indexOf(path) !== i || targets.some((other) => other.startsWith(`${path}.`)),
  );
  if (shared === undefined) return;
  throw mappingFault(shared, 'each column goes to a place of its own', 'Leave one of the columns out.');
}

export function mappingFault(field: string, rule: string, fix: string): IimsError {
  return new IimsError('import.mapping', { message: 'The mapping of columns breaks a rule.', field, rule, fix });
}

/** How a field reads from one cell. */
type FieldShape = 'text' | 'date' | 'flag' | 'list' | 'dates' | 'nested';

/** Every field of an alert of any kind, in the order in which an export writes its columns. */
export const FIELD_SHAPES: ReadonlyMap<string, FieldShape> = new Map([
  ['id', 'text'],
  ['kind', 'text'],
  ['category', 'text'],
  ['authority', 'text'],
  ['legalBasis', 'text'],
  ['offence', 'text'],
  ['offenceCategory', 'text'],
  ['action', 'text'],
  ['cautions', 'list'],
  ['handling', 'text'],
  ['covert', 'flag'],
  ['since', 'date'],
  ['reviewOn', 'date'],
  ['revalidatedOn', 'date'],
  ['names', 'nested'],
  ['birthDates', 'dates'],
  ['sex', 'text'],
  ['nationalities', 'list'],
  ['placesOfBirth', 'list'],
  ['documents', 'nested'],
  ['misusedIdentity', 'nested'],
  ['number', 'text'],
  ['issuingState', 'text'],
  ['documentType', 'text'],
  ['issuedOn', 'date'],
  ['expiresOn', 'date'],
  ['lostOn', 'date'],
  ['revocationGround', 'text'],
  ['vin', 'text'],
  ['plate', 'text'],
  ['registrationState', 'text'],
  ['make', 'text'],
  ['model', 'text'],
  ['colour', 'text'],
  ['year', 'text'],
  ['objectType', 'text'],
  ['artwork', 'nested'],
  ['grading', 'nested'],
  ['links', 'nested'],
  ['provenance', 'nested'],
  ['facts', 'nested'],
]);

/** Every field of a document that the State issued, or a vehicle that it registered, in the order in which an export writes its columns. */
export const ISSUED_SHAPES: ReadonlyMap<string, FieldShape> = new Map([
  ['id', 'text'],
  ['kind', 'text'],
  ['number', 'text'],
  ['documentType', 'text'],
  ['issuedOn', 'date'],
  ['validUntil', 'date'],
  ['standing', 'text'],
  ['plate', 'text'],
  ['vin', 'text'],
  ['make', 'text'],
  ['model', 'text'],
  ['colour', 'text'],
  ['year', 'text'],
  ['holder', 'nested'],
]);

export function isFieldOf(holds: RegisterHolds, name: string): boolean {
  return shapesOf(holds).has(name);
}

export function fieldsOf(holds: RegisterHolds): readonly string[] {
  return [...shapesOf(holds).keys()];
}

function shapesOf(holds: RegisterHolds): ReadonlyMap<string, FieldShape> {
  return holds === 'issued' ? ISSUED_SHAPES : FIELD_SHAPES;
}

/** Puts what a cell says into the fields of an alert; false where it cannot be read. */
export type PutCell = (fields: Record<string, unknown>, cell: string) => boolean;

/** Puts what stands in every alert; it is written as in a file without a mapping. */
export function constantPutter(field: string, value: string | boolean): (fields: Record<string, unknown>) => boolean {
  const put = cellReader(field, { columns: {} });
  return (fields) => put(fields, String(value));
}

/** How the cells of a target are read under a mapping. */
export function cellReader(path: string, mapping: CsvMapping): PutCell {
  const [root, ...inside] = path.split('.') as [string, ...string[]];
  const shape = inside.length > 0 ? shapeInside(root, inside) : (FIELD_SHAPES.get(root) ?? ISSUED_SHAPES.get(root))!;
  const words = mapping.values?.[path];
  const listSeparator = mapping.listSeparator ?? '|';
  const readDate = dateReader(mapping.dateFormat ?? 'YYYY-MM-DD');
  return (fields, cell) => {
    const said = words !== undefined && Object.hasOwn(words, cell) ? words[cell]! : cell;
    const value = readCell(shape, said, listSeparator, readDate);
    return value !== undefined && putInside(fields, root, inside, value);
  };
}

function shapeInside(root: string, inside: readonly string[]): FieldShape {
  if (root === 'birthDates' || inside.at(-1) === 'birthDate') return 'date';
  return 'text';
}

function readCell(
  shape: FieldShape,
  cell: string,
  listSeparator: string,
  readDate: (cell: string) => string | undefined,
): unknown {
  switch (shape) {
    case 'text':
      return cell;
    case 'date':
      return readDate(cell);
    case 'flag':
      return FLAGS.get(cell.toLowerCase());
    case 'list':
      return cell.startsWith('[') ? readNested(cell) : cell.split(listSeparator).map((part) => part.trim());
    case 'dates': {
      const dates = cell.split(listSeparator).map((part) => readDate(part.trim()));
      return dates.includes(undefined) ? undefined : dates;
    }
    case 'nested':
      return readNested(cell);
  }
}

function readNested(cell: string): unknown {
  try {
    return parseStrictJson(Buffer.from(cell));
  } catch {
    return undefined;
  }
}

/** Fields that a mapping may fill place by place, such as `names.1.surname`. */
export const LISTS_WITH_PLACES: readonly string[] = [...FIELD_SHAPES.keys()].filter((field) =>
  ['list', 'dates', 'nested'].includes(FIELD_SHAPES.get(field)!),
);

/** Lists and objects on the way are made; a place that is taken by something else cannot be read. */
function putInside(fields: Record<string, unknown>, root: string, inside: readonly string[], value: unknown): boolean {
  if (inside.length === 0) {
    fields[root] = value;
    return true;
  }
  const [first, second] = inside as [string, string?];
  if (!/^[0-9]/.test(first)) {
    fields[root] ??= {};
    const inner = fields[root];
    if (typeof inner !== 'object' || Array.isArray(inner)) return false;
    (inner as Record<string, unknown>)[first] = value;
    return true;
  }
  fields[root] ??= [];
  const list = fields[root];
  if (!Array.isArray(list)) return false;
  if (second === undefined) {
    list[Number(first)] = value;
    return true;
  }
  list[Number(first)] ??= {};
  const inner = list[Number(first)];
  if (typeof inner !== 'object' || Array.isArray(inner)) return false;
  inner[second] = value;
  return true;
}

function dateReader(format: NonNullable<CsvMapping['dateFormat']>): (cell: string) => string | undefined {
  if (format === 'YYYY-MM-DD') return (cell) => cell;
  const shape = DATE_SHAPES[format];
  return (cell) => {
    const { year, month, day } = shape.exec(cell)?.groups ?? {};
    if (year === undefined) return /^[0-9]{4}$/.test(cell) ? cell : undefined;
    const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
    return isCalendarDate(date) ? date : undefined;
  };
}

const DATE_SHAPES = {
  'DD.MM.YYYY': /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  'MM/DD/YYYY': /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
  YYYYMMDD: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
} as const;
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);
const COLUMNS_MAX = 200;
export const MAPPING_BYTES_MAX = 32_768;
