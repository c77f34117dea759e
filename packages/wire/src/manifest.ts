// SPDX-License-Identifier: Apache-2.0
// A list of travellers, read line by line: each line is somebody to ask about, or a refusal that stops no other (spec/manifest.md).
// Runs in the browser while the list is pasted, and once more at the node.
import { SEPARATOR_LINE, type Separator, separatorOf } from './csv-record.ts';
import { type DetectOptions, detectSubjects, type Notice } from './detect.ts';
import { detectMrz } from './detect-mrz.ts';
import { errorToJson, IimsError } from './errors.ts';
import { cellsUnder, type ManifestHeader, readHeader } from './manifest-columns.ts';
import { cellsOf, checkLine, type ManifestLine, manifestLines } from './manifest-line.ts';
import { readRow, tooLittle } from './manifest-row.ts';
import { isZoneLine, takeZone } from './manifest-zone.ts';
import { nameKey } from './name-form.ts';
import { asksByPartOfPlate } from './plate-pattern.ts';
import { stateAskedForHolder } from './registered-vehicle.ts';
import type { Subject } from './subject.ts';

/** A list as it was understood. */
export interface Manifest {
  /** The line of the header, and the columns that are passed over; absent where there is none. */
  readonly header?: { readonly line: number; readonly ignoredColumns: number };
  readonly travellers: readonly Traveller[];
  readonly refused: readonly RefusedLine[];
  readonly duplicates: readonly DuplicateLine[];
}

/** Somebody to ask about. */
export interface Traveller {
  /** Where the traveller stands, from 1; a machine-readable zone goes to `lastLine`. */
  readonly line: number;
  readonly lastLine: number;
  /** What was read, in short, for the officer. */
  readonly label: string;
  /** 1 to SUBJECTS_MAX. */
  readonly subjects: readonly Subject[];
  readonly notices: readonly Notice[];
}

/** A line that cannot be asked. */
export interface RefusedLine {
  readonly line: number;
  /** `code`, `message`, and `field`, `rule`, `fix` where there is something to say; nothing of the line. */
  readonly error: Readonly<Record<string, string>>;
}

/** A line that says of whom it is as an earlier one did. */
export interface DuplicateLine {
  readonly line: number;
  readonly sameAs: number;
}

/** Length of a list in UTF-8, in bytes. */
export const MANIFEST_BYTES_MAX = 524_288;
/** Travellers of one list, refused lines and duplicates counted. */
export const TRAVELLERS_MAX = 1_000;

/**
 * Reads a list.
 * @throws IimsError `input.empty`, `manifest.too-large`, `manifest.too-many`, `manifest.columns`: then nothing of it is asked
 */
export function readManifest(text: string, options: DetectOptions = {}): Manifest {
  checkSize(text);
  const lines = new LineFeed(manifestLines(text));
  const separator = readSeparatorLine(lines);
  const headerLine = lines.peek();
  if (headerLine === undefined) throw emptyList();
  const header = readHeaderOf(headerLine, separator);
  if (header !== undefined) lines.next();
  const reader = new ListReader(options);
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (header === undefined && isZoneLine(line.text)) reader.takeZone(line, lines);
    else reader.takeLine(line, header);
  }
  return {
    ...(header === undefined ? {} : { header: { line: headerLine.number, ignoredColumns: ignored(header) } }),
    ...reader.list,
  };
}

/** The same text with every line made empty but the header and those of the travellers that stand in `lines`: line numbers stay. */
export function onlyLines(text: string, manifest: Manifest, lines: ReadonlySet<number>): string {
  const kept = new Set<number>();
  for (const { line, lastLine } of manifest.travellers) {
    if (lines.has(line)) for (let number = line; number <= lastLine; number += 1) kept.add(number);
  }
  // What stands before the header says how it is divided.
  for (let number = 1; number <= (manifest.header?.line ?? 0); number += 1) kept.add(number);
  return text
    .split(/\r\n|\n|\r/)
    .map((line, i) => (kept.has(i + 1) ? line : ''))
    .join('\n');
}

class ListReader {
  readonly list = { travellers: [] as Traveller[], refused: [] as RefusedLine[], duplicates: [] as DuplicateLine[] };
  readonly #options: DetectOptions;
  readonly #lineOfSubjects = new Map<string, number>();

  constructor(options: DetectOptions) {
    this.#options = options;
  }

  takeLine({ number, text }: ManifestLine, header: ManifestHeader | undefined): void {
    this.#take(number, () => {
      checkLine(text);
      const read = header === undefined ? readFreeLine(text, this.#options) : readRow(cellsUnder(text, header));
      return { line: number, lastLine: number, ...read };
    });
  }

  takeZone(first: ManifestLine, lines: LineFeed): void {
    const block = takeZone(first, lines);
    this.#take(first.number, () => {
      const text = block.map((line) => line.text).join('\n');
      const { label, subjects, notices } = detectMrz(text, this.#options);
      return { line: first.number, lastLine: block.at(-1)!.number, label, subjects, notices };
    });
  }

  #take(line: number, read: () => Traveller): void {
    const { travellers, refused, duplicates } = this.list;
    if (travellers.length + refused.length + duplicates.length >= TRAVELLERS_MAX) throw tooMany();
    try {
      const traveller = read();
      const key = sameness(traveller.subjects);
      const sameAs = this.#lineOfSubjects.get(key);
      if (sameAs !== undefined) {
        duplicates.push({ line, sameAs });
        return;
      }
      this.#lineOfSubjects.set(key, line);
      travellers.push(traveller);
    } catch (fault) {
      if (!(fault instanceof IimsError)) throw fault;
      refused.push({ line, error: errorToJson(fault) });
    }
  }
}

/** One line at a time, with a look at the next. */
class LineFeed {
  readonly #lines: Iterator<ManifestLine>;
  #peeked: IteratorResult<ManifestLine>;

  constructor(lines: Iterator<ManifestLine>) {
    this.#lines = lines;
    this.#peeked = lines.next();
  }

  peek(): ManifestLine | undefined {
    return this.#peeked.done === true ? undefined : this.#peeked.value;
  }

  next(): ManifestLine | undefined {
    const line = this.peek();
    if (line !== undefined) this.#peeked = this.#lines.next();
    return line;
  }
}

/** Equal for two lines that say the same: numbers are canonical as read, names are compared without case and marks. */
function sameness(subjects: readonly Subject[]): string {
  return JSON.stringify(
    subjects.map((subject) =>
      subject.kind === 'person'
        ? { ...subject, names: subject.names.map(({ surname, given }) => nameKey(surname, given)) }
        : subject,
    ),
  );
}

/** `NAME, given, date`, or whatever the one box reads; other separators divide as commas do. */
function readFreeLine(text: string, options: DetectOptions): Omit<Traveller, 'line' | 'lastLine'> {
  const { label, subjects, notices } = detectSubjects(withCommas(text), options);
  // A part of a plate is a right of its own, and meets many who do not travel.
  if (asksByPartOfPlate({ subjects }))
    throw new IimsError('input.unreadable', {
      message: 'The line holds a part of a plate.',
      field: 'line',
      rule: 'whole numbers and plates',
      fix: 'Ask for a part of a plate alone.',
    });
  if (subjects.every((subject) => subject.kind === 'person' && subject.birthDate === undefined)) throw tooLittle();
  // Who asks for a holder needs a right of their own, which no list carries.
  if (stateAskedForHolder({ subjects }) !== undefined) throw tooLittle();
  return { label, subjects, notices };
}

function withCommas(text: string): string {
  if (!OTHER_SEPARATOR.test(text) && !text.includes('"')) return text;
  const cells = cellsOf(text, separatorOf(text));
  return cells === undefined ? text : cells.filter((cell) => cell !== '').join(', ');
}

function readSeparatorLine(lines: LineFeed): Separator | undefined {
  const told = SEPARATOR_LINE.exec(lines.peek()?.text ?? '');
  if (told === null) return undefined;
  lines.next();
  return told[1] as Separator;
}

function readHeaderOf({ text }: ManifestLine, separator: Separator | undefined): ManifestHeader | undefined {
  return isZoneLine(text) ? undefined : readHeader(text, separator);
}

function ignored({ columns }: ManifestHeader): number {
  return columns.filter((column) => column === undefined).length;
}

function checkSize(text: string): void {
  // Every UTF-16 unit has one byte of UTF-8 at least and three at most, so that most texts need no counting.
  const isTooLarge =
    text.length > MANIFEST_BYTES_MAX ||
    (text.length * 3 > MANIFEST_BYTES_MAX && new TextEncoder().encode(text).length > MANIFEST_BYTES_MAX);
  if (isTooLarge)
    throw new IimsError('manifest.too-large', {
      message: 'The list is too large.',
      field: 'manifest',
      rule: `at most ${MANIFEST_BYTES_MAX} bytes`,
      fix: 'Divide the list.',
    });
}

function tooMany(): IimsError {
  return new IimsError('manifest.too-many', {
    message: 'The list has too many travellers.',
    field: 'manifest',
    rule: `at most ${TRAVELLERS_MAX} lines that are not empty`,
    fix: 'Divide the list.',
  });
}

function emptyList(): IimsError {
  return new IimsError('input.empty', {
    message: 'The list is empty.',
    field: 'manifest',
    rule: 'at least one traveller',
    fix: 'Give one traveller a line.',
  });
}

const OTHER_SEPARATOR = /[;\t|]/;
