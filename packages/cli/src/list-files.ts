// SPDX-License-Identifier: Apache-2.0
// The files of a list on the caller's disk: read in parts, never whole, and looked at before a byte is sent.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { IimsError } from '@iims/wire/errors';

export interface ListFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** When it was written last, whole milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** One file; of `ofac-sdn` those of its four that are there, in the order in which the node reads them. Throws `input.invalid`. */
export function listFiles(path: string, format: string): readonly ListFile[] {
  if (format !== 'ofac-sdn') return [fileAt(path, 'list')];
  const folder = isFolder(path) ? path : dirname(path);
  if (!isFolder(path) && basename(path).toLowerCase() !== 'sdn.csv')
    throw unreadable('sdn.csv of the list, or its folder');
  const beside = OFAC_BESIDE.filter((name) => existsSync(join(folder, name)));
  return [...beside, 'sdn.csv'].map((name) => fileAt(join(folder, name), name));
}

/** SHA-256 of all bytes, in hexadecimal. A line that no format allows is refused here, before it is sent. */
export function sha256Of(files: readonly ListFile[], format: string): string {
  const digest = createHash('sha256');
  const lineBytesMax = format === 'jsonl' ? JSON_LINE_BYTES_MAX : CSV_LINE_BYTES_MAX;
  let line = 1;
  let lineBytes = 0;
  for (const part of partsOf(files)) {
    digest.update(part);
    if (format === 'un-consolidated') continue;
    let from = 0;
    for (let end = part.indexOf(LINE_FEED); end >= 0; end = part.indexOf(LINE_FEED, from)) {
      lineBytes = 0;
      line += 1;
      from = end + 1;
    }
    lineBytes += part.length - from;
    if (lineBytes > lineBytesMax) throw tooLong(line, lineBytesMax);
  }
  return digest.digest('hex');
}

/** The bytes of all files, one after the other, in parts that a node takes. */
export function* partsOf(files: readonly ListFile[]): Generator<Uint8Array> {
  for (const { path, bytes } of files) {
    const file = openSync(path, 'r');
    try {
      for (let at = 0; at < bytes; ) {
        const part = new Uint8Array(Math.min(PART_BYTES, bytes - at));
        const count = readSync(file, part, 0, part.length, at);
        if (count === 0) throw unreadable('a file that does not change while it is sent');
        yield part.subarray(0, count);
        at += count;
      }
    } finally {
      closeSync(file);
    }
  }
}

function fileAt(path: string, name: string): ListFile {
  const status = existsSync(path) ? statSync(path) : undefined;
  if (!status?.isFile()) throw unreadable('a file that exists and that you may read');
  return { name, path, bytes: status.size, modifiedAt: Math.floor(status.mtimeMs) };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function unreadable(rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'The list cannot be read.',
    field: 'path',
    rule,
    fix: 'Check the path.',
  });
}

function tooLong(line: number, bytesMax: number): IimsError {
  return new IimsError('import.line-too-long', {
    message: `The file is broken in line ${line}; nothing was sent.`,
    field: `line ${line}`,
    rule: `a line has at most ${bytesMax} bytes`,
    fix: 'Check that this is the list, and not another kind of file.',
  });
}

const OFAC_BESIDE = ['alt.csv', 'add.csv', 'sdn_comments.csv'] as const;
const LINE_FEED = 0x0a;
/** As the node takes them (spec/officer-edge.md). */
const PART_BYTES = 262_144;
/** As the node reads them (spec/import.md); a character has at most four bytes. */
const CSV_LINE_BYTES_MAX = 4 * 1_048_576;
const JSON_LINE_BYTES_MAX = 262_144;
