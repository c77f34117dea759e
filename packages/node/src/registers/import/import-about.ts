// SPDX-License-Identifier: Apache-2.0
// What is known of an import, from its announcement to its end. It lies sealed in the store and goes to the operator as JSON.
import type { RowRefusal, SubjectKind } from '@iims/wire/code-lists';
import type { RegisterBasis } from '../../store/register-basis.ts';
import type { IssuedKind } from '../compose-issued.ts';
import type { TextEncoding } from '../formats/decode-text.ts';
import type { Vanished } from './find-vanished.ts';

export const IMPORT_FORMATS = ['csv', 'jsonl', 'ofac-sdn', 'un-consolidated'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export interface ImportAbout {
  readonly format: ImportFormat;
  /** The files in the order in which their bytes come; one, but for `ofac-sdn`. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** Of all bytes, in hexadecimal. */
  readonly sha256: string;
  readonly encoding?: TextEncoding;
  /** A `CsvMapping` as JSON: its keys are words of the file, and those of deterministic CBOR are plain. */
  readonly mappingJson?: string;
  /** What the register holds; of a register that is not there yet what the first alert says, unless somebody said it. */
  readonly kind?: SubjectKind;
  /** Of a file for a positive register: what it holds, and of which types of document it holds every one that was ever issued. */
  readonly positive?: {
    readonly kind: IssuedKind;
    readonly completeFor: readonly string[];
    /** For how long after `asOf`; undefined: as the register has it. */
    readonly completeHours?: number;
    /** When the list was made, ms since 1970; undefined: when the import was begun. */
    readonly asOf?: number;
  };
  readonly idCode: string;
  readonly by: string;
  readonly preview?: Preview;
  /** Whether whoever approved it said how many entries vanish. */
  readonly isVanishingConfirmed?: boolean;
  /** Why the file was refused whole. */
  readonly refusal?: { readonly code: string; readonly field?: string; readonly rule?: string; readonly fix?: string };
}

/** What reading a file gave. */
export interface Preview extends Counts {
  /** What the file was compared with. */
  readonly basis: RegisterBasis;
  /** Beside what the register held when it was read. */
  readonly differences: Differences;
  /** 0 to 100 (spec/import.md, 17); what the State issued has none. */
  readonly qualityScore?: number;
  /** Of a positive register: for which types it will be complete. None where a row was refused (spec/import.md, 26). */
  readonly completeFor?: readonly string[];
  /** Of a positive register: the types of what the list holds. None where a row was refused: that may be of any. */
  readonly heldTypes?: readonly string[];
  /** Of a positive register that is or was complete: what it holds and the file does not name. */
  readonly vanished?: Vanished;
  readonly refusals: readonly RefusedRow[];
  /** Rows of the index. */
  readonly keys: number;
  /** The one kind of its alerts. */
  readonly kind: SubjectKind;
  /** SHA-256 over the alerts in order, in hexadecimal. */
  readonly digest: string;
}

export interface Counts {
  readonly read: number;
  readonly accepted: number;
  readonly refused: number;
  readonly reasons: Readonly<Partial<Record<RowRefusal, number>>>;
}

export interface Differences {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly same: number;
}

export interface RefusedRow {
  readonly line: number;
  readonly reason: RowRefusal;
  readonly field?: string;
}

/** The one kind that a list holds. */
export const LIST_KINDS: Readonly<Partial<Record<ImportFormat, SubjectKind>>> = {
  'ofac-sdn': 'person',
  'un-consolidated': 'person',
};
export const LIST_CODES: Readonly<Partial<Record<ImportFormat, string>>> = {
  'ofac-sdn': 'SDN',
  'un-consolidated': 'UN',
};
export const LIST_NAMES: Readonly<Partial<Record<ImportFormat, string>>> = {
  'ofac-sdn': 'OFAC SDN list',
  'un-consolidated': 'UN consolidated list',
};
/** Rows that a preview tells one by one; all are counted. */
export const REFUSALS_TOLD_MAX = 1_000;
