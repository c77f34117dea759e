// SPDX-License-Identifier: Apache-2.0
// What an operator says before a file comes, checked against what the node knows of the register.
import { OFFICIAL_DOCUMENT_TYPES, SUBJECT_KINDS, type SubjectKind, TRAVEL_DOCUMENT_TYPES } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { COMPLETE_HOURS_MAX } from '@iims/wire/issued';
import { VEHICLE_REGISTRATION } from '@iims/wire/registered-vehicle';
import { z } from 'zod';
import { ISSUED_KINDS, type IssuedKind } from '../compose-issued.ts';
import { checkMapping } from '../formats/csv-mapping.ts';
import { TEXT_ENCODINGS } from '../formats/decode-text.ts';
import { OFAC_FILES } from '../formats/ofac-sdn.ts';
import type { HeldRegister } from './held-register.ts';
import { IMPORT_FORMATS, type ImportAbout, LIST_CODES, LIST_KINDS } from './import-about.ts';

/** As the trust list names registers. */
export const registerIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, {
  error: 'small letters, digits and hyphens; at most 40',
});

/** For which types the source has every document that was ever issued: of others a number that is not found says nothing. */
export const positiveSchema = z.strictObject({
  completeFor: z.array(z.enum([...TRAVEL_DOCUMENT_TYPES, ...OFFICIAL_DOCUMENT_TYPES, VEHICLE_REGISTRATION])).max(20),
  /** For how long after it was compared a number that is missing counts as not issued; left out: as the register has it. */
  completeHours: z.int().min(1).max(COMPLETE_HOURS_MAX).exactOptional(),
});

/** Of a file: when its list was made. One that is complete says so, since what was issued later is not in it. */
const positiveFileSchema = positiveSchema.extend({ asOf: z.iso.datetime().exactOptional() });

export const announcementSchema = z.strictObject({
  register: registerIdSchema,
  format: z.enum(IMPORT_FORMATS),
  files: z
    .array(
      z.strictObject({
        name: z.string().max(40),
        bytes: z.int().min(0),
      }),
    )
    .min(1)
    .max(OFAC_FILES.length),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: 'SHA-256 in hexadecimal' }),
  encoding: z.enum(TEXT_ENCODINGS).exactOptional(),
  mapping: z.unknown().optional(),
  kind: z.enum(SUBJECT_KINDS).exactOptional(),
  idCode: z
    .string()
    .regex(/^[A-Z0-9]{1,8}$/, { error: '1 to 8 capital letters and digits' })
    .exactOptional(),
  /** The file is of what the State issued, and the register a positive one. */
  positive: positiveFileSchema.exactOptional(),
});
export type Announcement = z.infer<typeof announcementSchema>;

/** @throws IimsError `input.invalid`, `import.mapping`, `import.too-large`, `import.empty` */
export function aboutOf(
  said: Announcement,
  {
    register,
    by,
    isCodeFree,
    now,
  }: {
    readonly register: Pick<HeldRegister, 'kind' | 'holds'> | undefined;
    readonly by: string;
    /** Whether no other register has ids of the list's own code. */
    readonly isCodeFree: boolean;
    /** Milliseconds since 1970. */
    readonly now: number;
  },
): ImportAbout {
  const { format, files, sha256, encoding } = said;
  checkFiles(said);
  if (encoding !== undefined && (format === 'jsonl' || (format === 'un-consolidated' && !encoding.startsWith('utf')))) {
    throw invalid('encoding', `${format} is always UTF-8`);
  }
  if (said.mapping !== undefined && format !== 'csv') throw invalid('mapping', 'with format csv');
  checkDirection(said, register);
  const mapping =
    said.mapping === undefined ? undefined : checkMapping(said.mapping, said.positive ? 'issued' : 'alerts');
  const kind = kindOf(said, register, mapping?.constants?.kind);
  const positive = said.positive && positiveFileOf(said.positive, kind, now);
  return {
    format,
    files,
    sha256,
    idCode: said.idCode ?? (isCodeFree ? LIST_CODES[format] : undefined) ?? codeOf(said.register),
    by,
    ...(kind === undefined ? {} : { kind }),
    ...(positive === undefined ? {} : { positive }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(mapping === undefined ? {} : { mappingJson: JSON.stringify(mapping) }),
  };
}

function checkFiles({ format, files }: Announcement): void {
  const bytes = bytesOf(files);
  const bytesMax = format === 'ofac-sdn' ? LIST_BYTES_MAX : FILE_BYTES_MAX;
  if (bytes > bytesMax) {
    throw new IimsError('import.too-large', {
      message: 'The file is too large.',
      field: 'files',
      rule: `at most ${bytesMax} bytes`,
      fix: 'Divide it into several registers.',
    });
  }
  if (bytes === 0) {
    throw new IimsError('import.empty', {
      message: 'The file is empty.',
      field: 'files',
      rule: 'at least one row',
      fix: 'Check that the list was saved whole.',
    });
  }
  if (format !== 'ofac-sdn') {
    if (files.length !== 1) throw invalid('files', 'one file');
    return;
  }
  // What belongs to an entry is read before it, so that no file is held.
  const places = files.map(({ name }) => (OFAC_FILES as readonly string[]).indexOf(name));
  const isInOrder = places.every((place, i) => place >= 0 && (i === 0 || place > places[i - 1]!));
  if (!isInOrder || files.at(-1)!.name !== 'sdn.csv')
    throw invalid('files', `of ${OFAC_FILES.join(', ')}, in this order`);
}

/** What stands in a register of alerts is sought, what stands in a positive one is good: a file never goes into the other by mistake. */
function checkDirection({ positive, format }: Announcement, register: Pick<HeldRegister, 'holds'> | undefined): void {
  if (positive !== undefined && LIST_KINDS[format] !== undefined) throw invalid('format', 'csv or jsonl');
  if (register === undefined || (register.holds === 'issued') === (positive !== undefined)) return;
  throw register.holds === 'issued'
    ? invalid('positive', 'said of a register that holds what the State issued')
    : invalid('register', 'a positive register; this one holds alerts');
}

/** The clock of an office may be ahead of the node's, and makes no list of the future. Throws `input.invalid`. */
function positiveFileOf(
  { asOf, ...said }: z.output<typeof positiveFileSchema>,
  kind: SubjectKind | undefined,
  now: number,
): NonNullable<ImportAbout['positive']> {
  const positive = positiveOf(said, kind);
  if (asOf === undefined && said.completeFor.length > 0)
    throw invalid('positive.asOf', 'when the list was made, of a list that is complete for something');
  if (asOf === undefined) return positive;
  const atMs = Date.parse(asOf);
  if (atMs > now + AHEAD_MS_MAX) throw invalid('positive.asOf', 'a time that is not ahead by more than a day');
  return { ...positive, asOf: Math.min(atMs, now) };
}

/** Of a kind that a State issues, and complete for types of that kind alone. Throws `input.invalid`. */
export function positiveOf(
  { completeFor, completeHours }: z.output<typeof positiveSchema>,
  kind: SubjectKind | undefined,
): NonNullable<ImportAbout['positive']> {
  const known = ISSUED_KINDS.find((one) => one === kind);
  if (known === undefined) throw invalid('kind', ISSUED_KINDS.join(', '));
  const types: readonly string[] = TYPES_OF_KIND[known];
  if (!completeFor.every((type) => types.includes(type))) throw invalid('positive.completeFor', types.join(', '));
  return {
    kind: known,
    completeFor: [...new Set(completeFor)].sort(),
    ...(completeHours === undefined ? {} : { completeHours }),
  };
}

const TYPES_OF_KIND: Readonly<Record<IssuedKind, readonly string[]>> = {
  'travel-document': TRAVEL_DOCUMENT_TYPES,
  'official-document': OFFICIAL_DOCUMENT_TYPES,
  vehicle: [VEHICLE_REGISTRATION],
};

function kindOf(
  { format, kind }: Announcement,
  register: Pick<HeldRegister, 'kind'> | undefined,
  constant: string | boolean | undefined,
): SubjectKind | undefined {
  const said = LIST_KINDS[format] ?? kind ?? SUBJECT_KINDS.find((known) => known === constant);
  const held = SUBJECT_KINDS.find((known) => known === register?.kind);
  if (said !== undefined && held !== undefined && said !== held) {
    throw invalid('register', `a register of kind ${said}; this one is of kind ${held}`);
  }
  return held ?? said;
}

function codeOf(register: string): string {
  return register
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8);
}

export function bytesOf(files: ImportAbout['files']): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function invalid(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', { message: 'The import cannot begin like this.', field, rule });
}

const AHEAD_MS_MAX = 86_400_000;
export const FILE_BYTES_MAX = 2 ** 31;
export const LIST_BYTES_MAX = 64 * 1024 * 1024;
