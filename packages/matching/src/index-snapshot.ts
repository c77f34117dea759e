// SPDX-License-Identifier: Apache-2.0
// The bytes in which an index in memory is kept until the next start: numbered sections of 32-bit words behind a header, and a
// checksum. It finds damage, not forgery: what is kept on a disk is sealed by the node (spec/at-rest.md).
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';

/** What a snapshot is of. The version changes with the meaning of the sections. */
export interface SnapshotForm {
  /** Four capital letters. */
  readonly kind: string;
  readonly version: number;
  readonly sections: number;
}

/** Puts the sections behind a header (spec/index-snapshot.md). */
export function writeSnapshot(form: SnapshotForm, sections: readonly Int32Array[]): Uint8Array {
  assert(IS_LITTLE_ENDIAN, 'words are written as this machine holds them, the least byte first');
  assert(sections.length === form.sections, 'a snapshot has the sections of its form');
  const header = [...headerOf(form), ...sections.map((section) => section.length)];
  const payload = sections.reduce((sum, section) => sum + section.length, 0);
  const words = new Int32Array(header.length + payload + CHECKSUM_WORDS);
  words.set(header);
  let offset = header.length;
  for (const section of sections) {
    words.set(section, offset);
    offset += section.length;
  }
  words.set(checksumOf(words.subarray(0, offset)), offset);
  return new Uint8Array(words.buffer);
}

/**
 * The sections of a snapshot; where they lie in line they share memory with `bytes`.
 * @throws IimsError `index.damaged` where a byte was changed, added or lost, or where it is a snapshot of another form
 */
export function readSnapshot(form: SnapshotForm, bytes: Uint8Array): readonly Int32Array[] {
  assert(IS_LITTLE_ENDIAN, 'words are read as this machine holds them, the least byte first');
  const header = headerOf(form);
  const before = header.length + form.sections;
  if (bytes.length % WORD_BYTES !== 0 || bytes.length < WORD_BYTES * (before + CHECKSUM_WORDS))
    throw damagedSnapshot('a snapshot is as long as its header says');
  const words = wordsOf(bytes);
  const end = words.length - CHECKSUM_WORDS;
  if (header.some((word, i) => words[i] !== word))
    throw damagedSnapshot('a snapshot is of the kind and version asked for');
  const lengths = words.subarray(header.length, before);
  if (lengths.reduce((sum, length) => sum + length, before) !== end)
    throw damagedSnapshot('a snapshot is as long as its header says');
  const checksum = checksumOf(words.subarray(0, end));
  if (checksum.some((word, i) => words[end + i] !== word)) throw damagedSnapshot('the checksum fits the content');
  const sections: Int32Array[] = [];
  let offset = before;
  for (const length of lengths) {
    sections.push(words.subarray(offset, offset + length));
    offset += length;
  }
  return sections;
}

/** For readers of a form, where what a section holds makes no sense although its checksum fits. */
export function damagedSnapshot(rule: string): IimsError {
  return new IimsError('index.damaged', {
    message: 'The snapshot of an index cannot be used.',
    rule,
    fix: 'Build the index from the store.',
  });
}

function headerOf({ kind, version, sections }: SnapshotForm): readonly number[] {
  assert(/^[A-Z]{4}$/.test(kind), 'a kind has four capital letters');
  return [fourLetters('IIMX'), fourLetters(kind), version, sections];
}

function fourLetters(text: string): number {
  return [0, 1, 2, 3].reduce((word, i) => word | (text.charCodeAt(i) << (8 * i)), 0);
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const isInLine = bytes.byteOffset % WORD_BYTES === 0;
  const inLine = isInLine ? bytes : bytes.slice();
  return new Int32Array(inLine.buffer, inLine.byteOffset, inLine.length / WORD_BYTES);
}

/** Each step turns different states into different ones, so that one changed word is never overlooked. */
function checksumOf(words: Int32Array): readonly [number, number] {
  let one = words.length;
  let other = ~words.length;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    one = Math.imul(one ^ word, 0x9e3779b1);
    one ^= one >>> 15;
    other = Math.imul(((other << 7) | (other >>> 25)) ^ word, 0x85ebca6b);
    other ^= other >>> 13;
  }
  return [one, other];
}

const WORD_BYTES = 4;
const CHECKSUM_WORDS = 2;
const IS_LITTLE_ENDIAN = new Uint8Array(new Int32Array([1]).buffer)[0] === 1;
