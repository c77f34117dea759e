// SPDX-License-Identifier: Apache-2.0
// A zip file (APPNOTE 6.3) in its plainest form: every file stored as it is, in order, under one fixed time, so that the same content
// gives the same bytes. Nothing is packed, so nothing can be a bomb; what is read must be exactly what would be written.
import { crc32 } from 'node:zlib';
import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes, fromUtf8, utf8 } from '@iims/wire/bytes';

export interface ZippedFile {
  /** ASCII letters, digits, `.`, `-` and `_`, in folders by `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One that is too large for memory: what stands before and behind it is known without it. */
export interface StreamedFile {
  readonly name: string;
  readonly length: number;
  readonly crc32: number;
  readonly sha256: Uint8Array;
  /** Its bytes; each portion is overwritten by the next. */
  readonly read: () => Promise<AsyncGenerator<Uint8Array, void, undefined>>;
}

export function writeZip(files: readonly ZippedFile[]): Uint8Array {
  return concatBytes(...zipParts(files));
}

/** What a zip of these files is made of, in order: bytes, and those that are to be read. */
export function zipParts<File extends ZippedFile | StreamedFile>(
  files: readonly File[],
): (Uint8Array | Extract<File, StreamedFile>)[] {
  assert(files.length <= ZIP_FILES_MAX, `a zip holds at most ${ZIP_FILES_MAX} files`);
  const parts: (Uint8Array | Extract<File, StreamedFile>)[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const { name } = file;
    assert(isZipName(name), 'a name in a zip is of our own making');
    const content = 'bytes' in file ? file.bytes : (file as Extract<File, StreamedFile>);
    const facts = factsOf(name, content.length, content instanceof Uint8Array ? crc32(content) : content.crc32);
    const local = concatBytes(words([0x04034b50, 4]), facts, utf8(name));
    directory.push(
      concatBytes(
        words([0x02014b50, 4], [MADE_BY, 2]),
        facts,
        words([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
        utf8(name),
      ),
    );
    parts.push(local, content);
    offset += local.length + content.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  assert(offset + size < 2 ** 32, 'a zip of this form is below 4 GiB');
  const { length } = files;
  const end = words([0x06054b50, 4], [0, 2], [0, 2], [length, 2], [length, 2], [size, 4], [offset, 4], [0, 2]);
  return [...parts, ...directory, end];
}

/** The files, in order; undefined for bytes that `writeZip` would not have written. */
export function readZip(zip: Uint8Array): ZippedFile[] | undefined {
  const files: ZippedFile[] = [];
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  for (let at = 0; at + LOCAL_BYTES <= zip.length && view.getUint32(at, true) === 0x04034b50; ) {
    const size = view.getUint32(at + 18, true);
    const nameEnd = at + LOCAL_BYTES + view.getUint16(at + 26, true);
    const end = nameEnd + size;
    if (end > zip.length || files.length === ZIP_FILES_MAX) return undefined;
    const name = nameOf(zip.subarray(at + LOCAL_BYTES, nameEnd));
    if (name === undefined) return undefined;
    files.push({ name, bytes: zip.subarray(nameEnd, end) });
    at = end;
  }
  const names = new Set(files.map(({ name }) => name));
  const isWritten = files.length > 0 && names.size === files.length && isMadeOf(zipParts(files), zip);
  return isWritten ? files : undefined;
}

/** Compared part by part: a second copy of a gigabyte is not made. */
function isMadeOf(parts: readonly Uint8Array[], zip: Uint8Array): boolean {
  let at = 0;
  for (const part of parts) {
    if (!equalBytes(zip.subarray(at, at + part.length), part)) return false;
    at += part.length;
  }
  return at === zip.length;
}

/** No way up, no absolute path, no hidden file, nothing that another system reads otherwise. */
function isZipName(name: string): boolean {
  return (
    name.length <= NAME_CHARACTERS_MAX &&
    /^(?:[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\/)*[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/u.test(name)
  );
}

function nameOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > NAME_CHARACTERS_MAX || bytes.some((byte) => byte < 0x21 || byte > 0x7e)) return undefined;
  const name = fromUtf8(bytes);
  return isZipName(name) ? name : undefined;
}

/** What the local header and the directory say alike: version, no flags, stored, the fixed time, CRC, sizes, length of the name. */
function factsOf(name: string, length: number, checksum: number): Uint8Array {
  const time = [MIDNIGHT, 2] as const;
  return words(
    [VERSION, 2],
    [0, 2],
    [0, 2],
    time,
    [NEW_YEAR_1980, 2],
    [checksum, 4],
    [length, 4],
    [length, 4],
    [name.length, 2],
    [0, 2],
  );
}

/** Little-endian numbers of 2 or 4 bytes. */
function words(...numbers: readonly (readonly [value: number, bytes: 2 | 4])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of numbers) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

export const ZIP_FILES_MAX = 8_192;
const NAME_CHARACTERS_MAX = 120;
const LOCAL_BYTES = 30;
const VERSION = 10;
const MADE_BY = 10;
const MIDNIGHT = 0;
/** The zero of this format. */
const NEW_YEAR_1980 = (1 << 5) | 1;
