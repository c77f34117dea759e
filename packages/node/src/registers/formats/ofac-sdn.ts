// SPDX-License-Identifier: Apache-2.0
// The SDN list of the US Treasury (OFAC) as CSV: `sdn.csv` with one entry a row and no header, `alt.csv` with its aliases, `add.csv` with its
// addresses, `sdn_comments.csv` with what of the remarks did not fit. `-0-` means empty.
import type { AlertName } from '@iims/wire/alert-person';
import { type CsvRow, readCsv } from './csv.ts';
import { decodeText, type TextEncoding } from './decode-text.ts';
import type { PersonDraft, ReadEntry } from './draft.ts';
import { fileRefused } from './file-refused.ts';
import { nameWithComma, withoutSigns } from './list-words.ts';
import { readRemarks } from './ofac-remarks.ts';

/** The files in the order in which they are read: what belongs to an entry comes before it. */
export const OFAC_FILES = ['alt.csv', 'add.csv', 'sdn_comments.csv', 'sdn.csv'] as const;

/** The files' bytes by name; all but `sdn.csv` may be absent. */
export type OfacFiles = ReadonlyMap<string, Iterable<Uint8Array>>;

/**
 * The entries of `sdn.csv`; whoever is no individual is refused, since a register holds one kind.
 * @throws IimsError `import.*` with the line
 */
export function* readOfacSdn(files: OfacFiles, encoding?: TextEncoding): Generator<ReadEntry> {
  const besides = readBesides(files, encoding);
  for (const { line, cells } of rowsOf(files, 'sdn.csv', encoding)) {
    if (cells === undefined) yield { kind: 'refused', line, reason: 'quotes' };
    else if (cells.length !== SDN_COLUMNS) yield { kind: 'refused', line, reason: 'columns' };
    else yield readEntry(line, cells.map(saidIn), besides);
  }
}

/** What the other files say, by the number of the entry. */
interface Besides {
  readonly aliases: ReadonlyMap<string, readonly AlertName[]>;
  readonly addresses: ReadonlyMap<string, string>;
  readonly comments: ReadonlyMap<string, string>;
}

function readBesides(files: OfacFiles, encoding: TextEncoding | undefined): Besides {
  const aliases = new Map<string, AlertName[]>();
  const addresses = new Map<string, string>();
  const comments = new Map<string, string>();
  for (const { line, cells } of rowsOf(files, 'alt.csv', encoding)) {
    const [number, , , text] = checkedCells('alt.csv', line, cells, ALT_COLUMNS);
    const name = nameWithComma(text!, 'strong-alias');
    const known = aliases.get(number!);
    if (name && known) known.push(name);
    else if (name) aliases.set(number!, [name]);
  }
  for (const { line, cells } of rowsOf(files, 'add.csv', encoding)) {
    const [number, , street, city, country] = checkedCells('add.csv', line, cells, ADD_COLUMNS);
    const address = [street, city, country].filter((part) => part !== '').join(', ');
    if (address !== '' && !addresses.has(number!)) addresses.set(number!, address);
  }
  for (const { line, cells } of rowsOf(files, 'sdn_comments.csv', encoding)) {
    const [number, text] = checkedCells('sdn_comments.csv', line, cells, COMMENT_COLUMNS);
    comments.set(number!, (comments.get(number!) ?? '') + text!);
  }
  return { aliases, addresses, comments };
}

function rowsOf(files: OfacFiles, name: string, encoding: TextEncoding | undefined): Iterable<CsvRow> {
  return readCsv(decodeText(files.get(name) ?? [], encoding), ',');
}

/** The other files have no rows of their own to refuse: an alias that is missed would be a person who is missed. */
function checkedCells(
  file: string,
  line: number,
  cells: readonly string[] | undefined,
  columns: number,
): readonly string[] {
  if (cells?.length === columns) return cells.map(saidIn);
  throw fileRefused(
    'import.columns',
    line,
    `${file}: ${columns} columns`,
    'Take the four files from their publisher again.',
  );
}

function saidIn(cell: string): string {
  const value = cell.trim();
  return value === '-0-' ? '' : value;
}

function readEntry(line: number, cells: readonly string[], besides: Besides): ReadEntry {
  const [number, name, kind, programme] = cells as [string, string, string, string];
  if (!/^[0-9]{1,12}$/.test(number)) return { kind: 'refused', line, reason: 'no-id' };
  if (kind !== 'individual') return { kind: 'refused', line, reason: 'other-kind' };
  const primary = nameWithComma(name, 'primary');
  if (!primary) return { kind: 'refused', line, reason: 'no-name' };
  const remarks = readRemarks(cells[REMARKS_COLUMN]! + (besides.comments.get(number) ?? ''));
  const { birthDates, placesOfBirth, nationalities, documents, nicknames, sex } = remarks;
  const address = besides.addresses.get(number);
  const person: PersonDraft = {
    number,
    reference: number,
    names: [primary, ...(besides.aliases.get(number) ?? []), ...nicknames],
    birthDates,
    placesOfBirth,
    nationalities,
    documents,
    ...(sex === undefined ? {} : { sex }),
    ...(programme === '' ? {} : { programme: withoutSigns(programme.replaceAll('] [', ', ')) }),
    ...(address === undefined ? {} : { address: withoutSigns(address) }),
  };
  return { kind: 'person', line, person };
}

const SDN_COLUMNS = 12;
const REMARKS_COLUMN = 11;
const ALT_COLUMNS = 5;
const ADD_COLUMNS = 6;
const COMMENT_COLUMNS = 2;
