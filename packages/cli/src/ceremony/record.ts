// SPDX-License-Identifier: Apache-2.0
// What a command did goes into the transcript that it was given, with the time it took; a failure too.
import { appendFileSync } from 'node:fs';
import { IimsError } from '@iims/wire/errors';
import { type Desk, readNamedFile } from './desk.ts';
import { appendEntry, type NewEntry, readTranscript, type Transcript } from './transcript.ts';

/** What a command did, for people and for the transcript. */
export interface Deed<Result> {
  readonly result: Result;
  readonly lines: readonly string[];
  readonly fingerprints: readonly { readonly of: string; readonly sha256: string }[];
}

/** Does the deed and enters it. Without a transcript nothing is entered. The transcript is read first: a broken one gets no line more. */
export async function recorded<Result>(
  desk: Desk,
  transcript: string | undefined,
  title: string,
  act: () => Promise<Deed<Result>>,
): Promise<Result> {
  if (transcript === undefined) return (await act()).result;
  readOpenTranscript(desk, transcript);
  const startedAt = desk.now();
  const enter = (entry: Pick<NewEntry, 'outcome' | 'lines' | 'fingerprints'>): void => {
    enterLine(desk, transcript, { kind: 'command', title, tookMs: desk.now() - startedAt, ...entry });
  };
  try {
    const { result, lines, fingerprints } = await act();
    enter({ outcome: 'done', lines: [...lines], fingerprints: [...fingerprints] });
    return result;
  } catch (fault) {
    enter({ outcome: 'failed', lines: faultInLines(fault), fingerprints: [] });
    throw fault;
  }
}

/** What the person at the desk was told; the words of a fault hold neither secrets nor personal data. */
function faultInLines(fault: unknown): string[] {
  if (!(fault instanceof IimsError)) return ['node.fault'];
  return [`${fault.code}${fault.field ? ` (${fault.field})` : ''}`, fault.message];
}

/** As an entry takes them (spec/ceremony.md, 8.1): a long line goes on in the next, and what is left out at the end is said. */
function linesOfEntry(lines: readonly string[]): string[] {
  const all = lines.flatMap((line) => line.match(LINE_PIECES) ?? []);
  if (all.length <= LINES_MAX) return all;
  const kept = all.slice(0, LINES_MAX - 1);
  return [...kept, `${all.length - kept.length} lines more, which iims trust show tells of the file.`];
}

/** Appends one line; what lies in the file before it is not touched. */
export function enterLine(desk: Desk, word: string, entry: NewEntry): Transcript {
  const transcript = readTranscript(readNamedFile(desk, 'transcript', word));
  const file = appendEntry(transcript, { ...entry, lines: linesOfEntry(entry.lines) }, desk.now());
  appendFileSync(desk.path(word), file.subarray(transcript.file.length));
  return readTranscript(file);
}

function readOpenTranscript(desk: Desk, word: string): void {
  const { isClosed, entries } = readTranscript(readNamedFile(desk, 'transcript', word));
  if (!isClosed) return;
  throw new IimsError('ceremony.transcript', {
    message: 'The transcript is closed.',
    field: `line ${entries.length - 1}`,
    rule: 'nothing follows the end but signatures',
    fix: 'Open another transcript for another ceremony.',
  });
}

const LINES_MAX = 64;
/** Up to 200 characters, so that no piece has more than 400 UTF-16 code units. */
const LINE_PIECES = /.{1,200}/gsu;
