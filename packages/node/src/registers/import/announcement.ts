// SPDX-License-Identifier: Apache-2.0
// What an operator says before a file comes, checked against what the node knows of the register.
import { SUBJECT_KINDS, type SubjectKind } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { z } from 'zod';
import type { RegisterRow } from '../../store/alerts.ts';
import { checkMapping } from '../formats/csv-mapping.ts';
import { TEXT_ENCODINGS } from '../formats/decode-text.ts';
import { OFAC_FILES } from '../formats/ofac-sdn.ts';
import { IMPORT_FORMATS, type ImportAbout, LIST_CODES, LIST_KINDS } from './import-about.ts';

/** As the trust list names registers. */
export const registerIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, {
  error: 'small letters, digits and hyphens; at most 40',
});

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
});
export type Announcement = z.infer<typeof announcementSchema>;

/** @throws IimsError `input.invalid`, `import.mapping`, `import.too-large`, `import.empty` */
export function aboutOf(
  said: Announcement,
  {
    register,
    by,
    isCodeFree,
  }: {
    readonly register: RegisterRow | undefined;
    readonly by: string;
    /** Whether no other register has ids of the list's own code. */
    readonly isCodeFree: boolean;
  },
): ImportAbout {
  const { format, files, sha256, encoding } = said;
  checkFiles(said);
  if (encoding !== undefined && (format === 'jsonl' || (format === 'un-consolidated' && !encoding.startsWith('utf')))) {
    throw invalid('encoding', `${format} is always UTF-8`);
  }
  if (said.mapping !== undefined && format !== 'csv') throw invalid('mapping', 'with format csv');
  const mapping = said.mapping === undefined ? undefined : checkMapping(said.mapping);
  const kind = kindOf(said, register, mapping?.constants?.kind);
  return {
    format,
    files,
    sha256,
    idCode: said.idCode ?? (isCodeFree ? LIST_CODES[format] : undefined) ?? codeOf(said.register),
    by,
    ...(kind === undefined ? {} : { kind }),
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
  if (bytes === 0) throw new IimsError('import.empty', { message: 'The file is empty.', field: 'files' });
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

function kindOf(
  { format, kind }: Announcement,
  register: RegisterRow | undefined,
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

export const FILE_BYTES_MAX = 2 ** 31;
export const LIST_BYTES_MAX = 64 * 1024 * 1024;
