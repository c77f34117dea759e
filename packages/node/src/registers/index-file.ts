// SPDX-License-Identifier: Apache-2.0
// The file in which the index of persons outlives the process: sealed, replaced as a whole, and no more than a shortcut for what the
// database holds (spec/person-index.md, 20 to 23).
import { rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Section } from '@iims/matching/section';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { syncFolder } from '../durable-file.ts';
import { damaged, readSpool, SpoolWriter } from './import/sealed-spool.ts';

export interface IndexFilePlace {
  readonly path: string;
  /** 32 bytes; see `indexFileKeyOf`. */
  readonly key: Uint8Array;
}

/** About what is kept beside the sections, as JSON. */
export type IndexFileHead = Readonly<Record<string, unknown>>;

/**
 * Replaces the file. Sections are taken one by one, with turns of the event loop in between; what they come from MUST NOT change meanwhile.
 * Dying at any point leaves the old file or the one that is whole.
 */
export async function writeIndexFile(
  { path, key }: IndexFilePlace,
  head: IndexFileHead,
  sections: Iterable<Section>,
): Promise<void> {
  const temporary = temporaryOf(path);
  const writer = new SpoolWriter({ path: temporary, key, name: SPOOL_NAME }, 'by-caller');
  try {
    const text = utf8(JSON.stringify(head));
    writer.write(lengthOf(text.length));
    writer.write(text);
    for (const section of sections) {
      writer.write(lengthOf(section.length));
      const bytes = new Uint8Array(section.buffer, section.byteOffset, section.byteLength);
      for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
        writer.write(bytes.subarray(from, from + PIECE_BYTES));
        await writer.keepUp();
        await nextTurn();
      }
    }
    await writer.finishKeptUp();
  } finally {
    writer.close();
  }
  // Beside the node's work: with its name the file of before goes, of which a gigabyte takes the disk tenths of a second.
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Throws `import.damaged` where the file is not there, is not whole, or was sealed under another key. */
export function readIndexFile({ path, key }: IndexFilePlace): {
  readonly head: IndexFileHead;
  readonly sections: Section[];
} {
  const reader = new PieceReader(readSpool({ path, key, name: SPOOL_NAME }));
  const text = new Uint8Array(reader.length() ?? 0);
  reader.fill(text);
  const sections: Section[] = [];
  for (let words = reader.length(); words !== undefined; words = reader.length()) {
    const section = new Int32Array(words);
    reader.fill(new Uint8Array(section.buffer));
    sections.push(section);
  }
  return { head: JSON.parse(fromUtf8(text)) as IndexFileHead, sections };
}

export function dropIndexFile(place: IndexFilePlace): void {
  rmSync(place.path, { force: true });
  dropUnfinished(place);
}

/** What a process that died had begun: it shows nothing, and holds persons who may be taken out of the registers since. */
export function dropUnfinished({ path }: IndexFilePlace): void {
  rmSync(temporaryOf(path), { force: true });
}

/** Copies what comes in chunks to where it belongs. */
class PieceReader {
  readonly #chunks: Iterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(chunks: Iterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  /** The next length; undefined at the end. */
  length(): number | undefined {
    if (this.#at === this.#chunk.length && !this.#next()) return undefined;
    const bytes = new Uint8Array(LENGTH_BYTES);
    this.fill(bytes);
    return new DataView(bytes.buffer).getUint32(0);
  }

  fill(target: Uint8Array): void {
    for (let filled = 0; filled < target.length; ) {
      if (this.#at === this.#chunk.length && !this.#next()) throw damaged();
      const part = this.#chunk.subarray(this.#at, this.#at + target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
  }

  #next(): boolean {
    const next = this.#chunks.next();
    if (next.done) return false;
    this.#chunk = next.value;
    this.#at = 0;
    return true;
  }
}

function lengthOf(count: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, count);
  return bytes;
}

function temporaryOf(path: string): string {
  return `${path}.tmp`;
}

const SPOOL_NAME = 'person-index';
const LENGTH_BYTES = 4;
/** Between two turns of the event loop: about four milliseconds. */
const PIECE_BYTES = 4 * 1024 * 1024;
