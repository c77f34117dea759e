// SPDX-License-Identifier: Apache-2.0
// JSON Lines: one alert a line, read strictly.
import { concatBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { parseStrictJson } from '@iims/wire/strict-json';
import type { ReadEntry } from './draft.ts';
import { fileRefused } from './file-refused.ts';

/**
 * The lines as alerts that are not checked yet; a line that is no object of strict JSON is refused, empty ones are left out.
 * @throws IimsError `import.line-too-long`, `import.encoding` with the line
 */
export function* readJsonl(chunks: Iterable<Uint8Array>): Generator<ReadEntry> {
  let rest: Uint8Array = new Uint8Array(0);
  let line = 1;
  for (const chunk of chunks) {
    if (line === 1 && rest.length === 0) checkBeginning(chunk);
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      const bytes = chunk.subarray(from, end);
      const entry = readLine(line, rest.length === 0 ? bytes : concatBytes(rest, bytes));
      rest = rest.length === 0 ? rest : new Uint8Array(0);
      if (entry) yield entry;
      line += 1;
      from = end + 1;
    }
    rest = concatBytes(rest, chunk.subarray(from));
    if (rest.length > LINE_BYTES_MAX) throw tooLong(line);
  }
  const last = readLine(line, rest);
  if (last) yield last;
}

/** What is no text is no list with bad lines. */
function checkBeginning(chunk: Uint8Array): void {
  const [first, second] = chunk;
  if (first === 0 || second === 0 || (first === 0xff && second === 0xfe) || (first === 0x50 && second === 0x4b)) {
    throw fileRefused('import.encoding', 1, 'JSON Lines in UTF-8', 'Save the file as UTF-8; unpack an archive first.');
  }
}

function readLine(line: number, given: Uint8Array): ReadEntry | undefined {
  const isMarked = line === 1 && given[0] === 0xef && given[1] === 0xbb && given[2] === 0xbf;
  const bytes = isMarked ? given.subarray(3) : given;
  if (bytes.length > LINE_BYTES_MAX) throw tooLong(line);
  if (bytes.includes(0))
    throw fileRefused('import.encoding', line, 'text without zero bytes', 'Check that this is JSON Lines.');
  if (bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)) return undefined;
  try {
    const value = parseStrictJson(bytes, { bytesMax: LINE_BYTES_MAX });
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { kind: 'alert', line, fields: value as Readonly<Record<string, unknown>> };
    }
    return { kind: 'refused', line, reason: 'json' };
  } catch (fault) {
    if (fault instanceof IimsError && fault.code === 'json.encoding') {
      throw fileRefused('import.encoding', line, 'JSON Lines in UTF-8', 'Save the file as UTF-8.');
    }
    return { kind: 'refused', line, reason: 'json' };
  }
}

function tooLong(line: number): Error {
  return fileRefused(
    'import.line-too-long',
    line,
    `a line has at most ${LINE_BYTES_MAX} bytes`,
    'Check that this is JSON Lines.',
  );
}

const LINE_FEED = 0x0a;
export const LINE_BYTES_MAX = 262_144;
