// SPDX-License-Identifier: Apache-2.0
// The beginning of a file, read as an import would read all of it: what its columns are, and what becomes of its first rows. Nothing is kept.
import type { Alert } from '@iims/wire/alert';
import { checkAlertQuality } from '@iims/wire/alert-quality';
import { fromBase64 } from '@iims/wire/bytes';
import { SUBJECT_KINDS } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { z } from 'zod';
import { type ComposeSettings, composeAlert } from '../compose-alert.ts';
import { composeIssued, type IssuedSettings } from '../compose-issued.ts';
import { readCsv } from '../formats/csv.ts';
import { decodeText } from '../formats/decode-text.ts';
import type { ReadEntry } from '../formats/draft.ts';
import { aboutOf, announcementSchema } from './announcement.ts';
import { composeSettings } from './compose-settings.ts';
import type { HeldRegister } from './held-register.ts';
import type { ImportAbout, RefusedRow } from './import-about.ts';
import { readEntries } from './source-entries.ts';

/** 64 KiB in base64: reading so much takes some milliseconds. */
const HEAD_CHARACTERS_MAX = 87_384;

export const trialSchema = announcementSchema
  .pick({ register: true, encoding: true, mapping: true, kind: true, idCode: true, positive: true })
  .extend({
    format: z.enum(['csv', 'jsonl']),
    /** The first bytes of the file, in base64. */
    head: z.string().min(1).max(HEAD_CHARACTERS_MAX),
    /** Whether that is all of it. */
    isWhole: z.boolean(),
  });
export type Trial = z.infer<typeof trialSchema>;

export interface Tried {
  /** Of a CSV file: its columns, each with some of its values. */
  readonly columns: readonly { readonly name: string; readonly samples: readonly string[] }[];
  readonly rows: readonly (
    | { readonly line: number; readonly alert: Alert }
    | { readonly line: number; readonly issued: object }
    | RefusedRow
  )[];
  /** Why it cannot be read so; the columns are told all the same. */
  readonly fault?: ImportAbout['refusal'];
}

/** Throws `input.invalid`, `import.*` where not even the columns can be told. */
export function trySource(
  { head, isWhole, ...said }: Trial,
  {
    register,
    now,
    owner,
  }: {
    readonly register: HeldRegister | undefined;
    readonly now: number;
    readonly owner: { readonly state: string; readonly authority: string };
  },
): Tried {
  const bytes = fromBase64(head);
  const whole = isWhole ? bytes : bytes.subarray(0, bytes.lastIndexOf(LINE_FEED) + 1 || bytes.length);
  const { mapping, ...rest } = said;
  const columns = said.format === 'csv' ? columnsOf(whole, said) : [];
  try {
    const announced = { ...rest, files: [{ name: 'list', bytes: whole.length }], sha256: '' };
    const about = aboutOf(mapping === undefined ? announced : { ...announced, mapping }, {
      register,
      by: '',
      isCodeFree: false,
      now,
    });
    const settings = composeSettings(owner, { begunAt: now, about });
    return { columns, rows: firstRows(about, whole, settings, isWhole) };
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    const { code, field, rule, fix } = fault;
    return { columns, rows: [], fault: { code, ...(field && { field }), ...(rule && { rule }), ...(fix && { fix }) } };
  }
}

function columnsOf(bytes: Uint8Array, { encoding, mapping }: Pick<Trial, 'encoding' | 'mapping'>): Tried['columns'] {
  const { separator } = (mapping ?? {}) as { separator?: Parameters<typeof readCsv>[1] };
  const rows: (readonly string[])[] = [];
  try {
    for (const { cells } of readCsv(decodeText([bytes], encoding), separator)) {
      if (cells !== undefined) rows.push(cells);
      if (rows.length > SAMPLE_ROWS) break;
    }
  } catch (fault) {
    // The last record of a beginning may be cut off.
    if (!(fault instanceof IimsError) || rows.length === 0) throw fault;
  }
  const [header = [], ...others] = rows;
  return header.slice(0, COLUMNS_TOLD).map((name, place) => ({
    name: name.trim(),
    samples: [...new Set(others.map((cells) => (cells[place] ?? '').trim().slice(0, SAMPLE_CHARACTERS)))]
      .filter((value) => value !== '')
      .slice(0, SAMPLES_PER_COLUMN),
  }));
}

function firstRows(
  about: ImportAbout,
  bytes: Uint8Array,
  settings: Omit<ComposeSettings, 'kind'>,
  isWhole: boolean,
): Tried['rows'] {
  const rows: Tried['rows'][number][] = [];
  let { kind } = about;
  try {
    for (const entry of readEntries(about, [bytes].values())) {
      kind ??= kindOf(entry);
      const { positive } = about;
      if (positive !== undefined) rows.push(judgeIssued(entry, { ...settings, kind: positive.kind }));
      else rows.push(judge(entry, kind === undefined ? undefined : { ...settings, kind }));
      if (rows.length === ROWS_TRIED) break;
    }
  } catch (fault) {
    if (!(fault instanceof IimsError) || isWhole || rows.length === 0) throw fault;
  }
  return rows;
}

function judge(entry: ReadEntry, settings: ComposeSettings | undefined): Tried['rows'][number] {
  const { line } = entry;
  if (entry.kind === 'refused')
    return { line, reason: entry.reason, ...(entry.field !== undefined && { field: entry.field }) };
  if (settings === undefined) return { line, reason: 'field', field: 'kind' };
  const composed = composeAlert(entry, settings);
  if (composed.kind === 'refused')
    return { line, reason: composed.reason, ...(composed.field !== undefined && { field: composed.field }) };
  const { stoppedBy } = checkAlertQuality(composed.alert);
  return stoppedBy === undefined
    ? { line, alert: composed.alert }
    : { line, reason: 'contradiction', field: stoppedBy };
}

function judgeIssued(entry: ReadEntry, settings: IssuedSettings): Tried['rows'][number] {
  const { line } = entry;
  if (entry.kind === 'person') return { line, reason: 'other-kind' };
  const composed = entry.kind === 'refused' ? entry : composeIssued(entry.fields, settings);
  if (composed.kind === 'issued') return { line, issued: composed.entry };
  return { line, reason: composed.reason, ...(composed.field !== undefined && { field: composed.field }) };
}

function kindOf(entry: ReadEntry) {
  return entry.kind === 'alert' ? SUBJECT_KINDS.find((kind) => kind === entry.fields.kind) : undefined;
}

const LINE_FEED = 0x0a;
const SAMPLE_ROWS = 50;
const SAMPLES_PER_COLUMN = 3;
const SAMPLE_CHARACTERS = 60;
const COLUMNS_TOLD = 200;
const ROWS_TRIED = 20;
