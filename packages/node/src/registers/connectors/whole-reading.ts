// SPDX-License-Identifier: Apache-2.0
// Everything that a source says, as the CSV file of an import: sealed on the disk while it comes, so that its length and hash are known
// before it is announced.
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { utf8 } from '@iims/wire/bytes';
import { systemRandom } from '../../clock.ts';
import { FILE_BYTES_MAX } from '../import/announcement.ts';
import { readSpool, type SpoolPlace, SpoolWriter } from '../import/sealed-spool.ts';
import { makeImportFolder, removeImportFolder, spoolPlace } from '../import/spool-folder.ts';
import { type OpenSource, PAGES_MAX, REFRESH_MS_MAX, tooLarge, tooSlow } from './sources/source.ts';

/** A file that waits to be imported. */
export interface ReadFile {
  readonly bytes: number;
  /** SHA-256, in hexadecimal. */
  readonly sha256: string;
  readonly chunks: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

export interface WholeReading extends ReadFile {
  readonly position: string | undefined;
  /** Columns in which some row said something. */
  readonly filled: readonly string[];
  /** Rows that were too long to be taken along. */
  readonly tooLong: number;
}

export interface WholeToRead {
  /** Folder for the file; it goes with `discard`. */
  readonly folder: string;
  readonly columns: readonly string[];
  readonly position: string | undefined;
  /** Milliseconds from any moment on, never backwards. */
  readonly monotonic: () => number;
}

/** `unchanged` where the source says so. Throws `connector.*`; the folder is to be discarded in any case. */
export async function readWhole(open: OpenSource, wanted: WholeToRead): Promise<WholeReading | 'unchanged'> {
  makeImportFolder(wanted.folder);
  const place = spoolPlace({ folder: wanted.folder, key: systemRandom(KEY_BYTES) }, 'source');
  const file = new CsvFile(place, wanted.columns);
  const endsAt = wanted.monotonic() + REFRESH_MS_MAX;
  let position = wanted.position;
  let pages = 0;
  try {
    for await (const page of open.pages({ what: 'whole', position })) {
      if (page.isUnchanged) return 'unchanged';
      pages += 1;
      if (pages > PAGES_MAX) throw tooLarge(`a whole reading has at most ${PAGES_MAX} pages`);
      if (wanted.monotonic() > endsAt) throw tooSlow(`a whole reading takes at most ${REFRESH_MS_MAX / 60_000} min`);
      for (const row of page.rows) if (!row.isRemoved) file.take(row);
      position = page.position ?? position;
      await file.keepUp();
      await nextTurn();
    }
    return { ...file.finish(), position };
  } finally {
    file.close();
  }
}

export function discardReading(folder: string): Promise<void> {
  return removeImportFolder(folder);
}

class CsvFile {
  readonly #place: SpoolPlace;
  readonly #writer: SpoolWriter;
  readonly #hash = createHash('sha256');
  readonly #columns: readonly string[];
  readonly #filled: boolean[];
  #tooLong = 0;

  constructor(place: SpoolPlace, columns: readonly string[]) {
    this.#place = place;
    this.#writer = new SpoolWriter(place, 'by-caller');
    this.#columns = columns;
    this.#filled = columns.map(() => false);
    this.#write(columns);
  }

  take({ cells, isTooLong }: { readonly cells: readonly string[]; readonly isTooLong: boolean }): void {
    if (isTooLong) {
      this.#tooLong += 1;
      return;
    }
    for (let i = 0; i < cells.length; i += 1) if (cells[i] !== '') this.#filled[i] = true;
    this.#write(cells);
    if (this.#writer.bytes > FILE_BYTES_MAX) throw tooLarge(`a whole reading has at most ${FILE_BYTES_MAX} bytes`);
  }

  finish(): Omit<WholeReading, 'position'> {
    const { bytes } = this.#writer;
    this.#writer.finishUnflushed();
    return {
      bytes,
      sha256: this.#hash.digest('hex'),
      chunks: () => readSpool(this.#place),
      filled: this.#columns.filter((_, i) => this.#filled[i]),
      tooLong: this.#tooLong,
    };
  }

  keepUp(): Promise<void> {
    return this.#writer.keepUp();
  }

  close(): void {
    this.#writer.close();
  }

  #write(cells: readonly string[]): void {
    const line = utf8(`${cells.map(quoted).join(',')}\r\n`);
    this.#hash.update(line);
    this.#writer.write(line);
  }
}

/** A zero would refuse the whole file; no name or number has one. */
function quoted(cell: string): string {
  return `"${cell.replaceAll('\0', '').replaceAll('"', '""')}"`;
}

const KEY_BYTES = 32;
