// SPDX-License-Identifier: Apache-2.0
// A CSV file with a header row, read under a mapping; without one the columns bear the names of an alert's fields, as an export writes them.
import type { RegisterHolds } from '../../store/generations.ts';
import { type CsvRow, readCsv } from './csv.ts';
import {
  type CsvMapping,
  cellReader,
  constantPutter,
  fieldsOf,
  isFieldOf,
  LISTS_WITH_PLACES,
  mappingFault,
  type PutCell,
} from './csv-mapping.ts';
import { decodeText, type TextEncoding } from './decode-text.ts';
import type { ReadEntry } from './draft.ts';
import { fileRefused } from './file-refused.ts';

export interface CsvReading {
  readonly mapping?: CsvMapping;
  readonly encoding?: TextEncoding;
  /** What the rows are; default: alerts. */
  readonly holds?: RegisterHolds;
}

/**
 * The rows as alerts that are not checked yet. Formulas are text.
 * @throws IimsError `import.*` with the line; `import.mapping` for a column that the file does not have
 */
export function* readCsvAlerts(
  chunks: Iterable<Uint8Array>,
  { mapping, encoding, holds = 'alerts' }: CsvReading,
): Generator<ReadEntry> {
  const rows = readCsv(decodeText(chunks, encoding), mapping?.separator);
  const header = rows.next();
  if (header.done || header.value.cells === undefined) {
    throw fileRefused('import.columns', 1, 'a header row', 'Give the names of the columns in the first line.');
  }
  const read = rowReader(header.value.cells, mapping, holds);
  for (const row of rows) yield read(row);
}

/**
 * How rows under these columns are read, wherever they come from.
 * @throws IimsError `import.columns`, `import.mapping`
 */
export function rowReader(
  header: readonly string[],
  mapping: CsvMapping | undefined,
  holds: RegisterHolds = 'alerts',
): (row: CsvRow) => ReadEntry {
  const columns = columnsOf(header, mapping, holds);
  const constants = constantsOf(mapping);
  return (row) => readRow(row, columns, constants);
}

/** How each column is read, in the order of the file; undefined for one that is left out. */
type Columns = readonly ({ readonly field: string; readonly put: PutCell } | undefined)[];

function columnsOf(header: readonly string[], mapping: CsvMapping | undefined, holds: RegisterHolds): Columns {
  const names = header.map((cell) => cell.trim());
  if (names.length > COLUMNS_READ_MAX) {
    throw fileRefused(
      'import.columns',
      1,
      `at most ${COLUMNS_READ_MAX} columns`,
      'Check that this is a list with one alert a line.',
    );
  }
  const named = names.filter((name) => name !== '');
  if (new Set(named).size < named.length) {
    throw fileRefused(
      'import.columns',
      1,
      'each column has a name of its own',
      'Rename the columns that share a name.',
    );
  }
  if (mapping !== undefined) {
    const missing = Object.keys(mapping.columns).find((name) => !names.includes(name));
    if (missing !== undefined) {
      throw mappingFault(
        `columns.${missing}`,
        'every column of the mapping is in the first line',
        'Compare the mapping with the file.',
      );
    }
    return names.map((name) => {
      const field = Object.hasOwn(mapping.columns, name) ? mapping.columns[name] : undefined;
      return field === undefined ? undefined : { field, put: cellReader(field, mapping) };
    });
  }
  const unknown = names.findIndex((name) => !isFieldOf(holds, name));
  if (unknown >= 0) {
    throw fileRefused(
      'import.columns',
      1,
      // By its place: what the file says is not repeated.
      `column ${unknown + 1} is named as one of ${fieldsOf(holds).join(', ')}`,
      'Rename it, or say with --mapping which column goes where.',
    );
  }
  return names.map((field) => ({ field, put: cellReader(field, { columns: {} }) }));
}

function constantsOf(mapping: CsvMapping | undefined): (fields: Record<string, unknown>) => void {
  const puts = Object.entries(mapping?.constants ?? {}).map(([field, value]) => constantPutter(field, value));
  return (fields) => {
    for (const put of puts) put(fields);
  };
}

function readRow(
  { line, cells }: CsvRow,
  columns: Columns,
  putConstants: (fields: Record<string, unknown>) => void,
): ReadEntry {
  if (cells === undefined) return { kind: 'refused', line, reason: 'quotes' };
  if (cells.length !== columns.length) return { kind: 'refused', line, reason: 'columns' };
  const fields: Record<string, unknown> = {};
  putConstants(fields);
  for (let i = 0; i < columns.length; i += 1) {
    const column = columns[i];
    const cell = cells[i]!.trim();
    if (column === undefined || cell === '') continue;
    if (!column.put(fields, ESCAPED.test(cell) ? cell.slice(1) : cell)) {
      return { kind: 'refused', line, reason: 'field', field: column.field };
    }
  }
  return { kind: 'alert', line, fields: withoutGaps(fields) };
}

/** Of three columns for aliases the second may be empty: the third is then the second alias. */
function withoutGaps(fields: Record<string, unknown>): Record<string, unknown> {
  for (const field of LISTS_WITH_PLACES) {
    const list = fields[field];
    if (Array.isArray(list)) fields[field] = list.filter((value) => value !== undefined);
  }
  return fields;
}

/** Far more than any list has; beyond it a file is something else. */
const COLUMNS_READ_MAX = 2_000;
/** An export puts an apostrophe before what a spreadsheet would take for a formula. */
const ESCAPED = /^'[=+\-@]/;
