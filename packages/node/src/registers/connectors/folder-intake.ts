// SPDX-License-Identifier: Apache-2.0
// A watched folder: which file is taken next, and where it lies afterwards. Links and names of other kinds are left alone.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { FILE_BYTES_MAX } from '../import/announcement.ts';
import { tooLarge } from './sources/source.ts';
import type { ReadFile } from './whole-reading.ts';

export interface DroppedFile {
  readonly name: string;
  readonly format: 'csv' | 'jsonl';
  /** When it was written last, ms since 1970: what it says is no younger. */
  readonly modifiedAt: number;
}

/** A file that was read. */
export interface TakenFile {
  readonly name: string;
  /** Of what was read, in hexadecimal. */
  readonly sha256: string;
}

type Outcome = 'done' | 'refused';

/** How a file looked when it was looked at first like this. */
interface Look {
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly since: number;
}

export class FolderIntake {
  readonly #path: string;
  #looks = new Map<string, Look>();

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The first file, by name, that has not changed for SETTLED_MS. `now` in milliseconds, never backwards.
   * Throws `connector.unreachable` unless the folder is there and files can be moved in it.
   */
  async next(now: number): Promise<DroppedFile | undefined> {
    const names = await this.#names();
    const looks = new Map<string, Look>();
    let settled: DroppedFile | undefined;
    for (const name of names.slice(0, FILES_LOOKED_AT)) {
      const look = await this.#look(name, now);
      if (look === undefined) continue;
      looks.set(name, look);
      const { modifiedAt } = look;
      if (now - look.since >= SETTLED_MS) settled ??= { name, format: formatOf(name), modifiedAt };
    }
    this.#looks = looks;
    return settled;
  }

  /** The file that a test shows: the first, settled or not. */
  async first(): Promise<Omit<DroppedFile, 'modifiedAt'> | undefined> {
    const [name] = await this.#names();
    return name === undefined ? undefined : { name, format: formatOf(name) };
  }

  /** Its length and hash, and its bytes again. Throws `connector.unreachable`, `connector.too-large`. */
  async read({ name }: Pick<DroppedFile, 'name'>): Promise<ReadFile> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of this.chunks(name)) {
      bytes += chunk.length;
      if (bytes > FILE_BYTES_MAX) throw tooLarge(`a file has at most ${FILE_BYTES_MAX} bytes`);
      hash.update(chunk);
    }
    return { bytes, sha256: hash.digest('hex'), chunks: () => this.chunks(name) };
  }

  async *chunks(name: string): AsyncGenerator<Uint8Array> {
    const file = await this.#open(name);
    if (file === undefined) throw unreachable();
    try {
      const buffer = new Uint8Array(CHUNK_BYTES);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length);
        if (bytesRead === 0) return;
        yield buffer.slice(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  /**
   * Puts it away with its report beside it; an earlier one of this name is replaced. The report first: dying between leaves the file to be
   * taken again. What has come under its name since it was read stays, and is taken next. Throws `connector.unreachable`.
   */
  async putAway({ name, sha256 }: TakenFile, outcome: Outcome, report: object): Promise<void> {
    try {
      const place = await this.#placeOf(outcome);
      await writeReport(place, name, report);
      const isAsRead = (await this.#sha256Of(name)) === sha256;
      if (isAsRead) await rename(join(this.#path, name), join(place, name));
    } catch {
      throw unreachable();
    }
    this.#looks.delete(name);
  }

  async #sha256Of(name: string): Promise<string | undefined> {
    const file = await this.#open(name);
    await file?.close();
    return file && (await this.read({ name })).sha256;
  }

  /** A link in its place would have the node write wherever it leads. */
  async #placeOf(outcome: Outcome): Promise<string> {
    const place = join(this.#path, outcome);
    await mkdir(place, { recursive: true });
    if (!(await lstat(place)).isDirectory()) throw unreachable();
    return place;
  }

  async #names(): Promise<string[]> {
    try {
      await this.#placeOf('done');
      await this.#placeOf('refused');
      const entries = await readdir(this.#path, { withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && isTakenName(entry.name))
        .map(({ name }) => name)
        .sort();
    } catch {
      throw unreachable();
    }
  }

  async #look(name: string, now: number): Promise<Look | undefined> {
    const file = await this.#open(name);
    if (file === undefined) return undefined;
    try {
      const { size: bytes, mtimeMs: modifiedAt } = await file.stat();
      const before = this.#looks.get(name);
      return before?.bytes === bytes && before.modifiedAt === modifiedAt ? before : { bytes, modifiedAt, since: now };
    } finally {
      await file.close();
    }
  }

  /** A file in the folder itself: what is a link, or gone, is nothing. */
  async #open(name: string): Promise<FileHandle | undefined> {
    const file = await open(
      join(this.#path, name),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    ).catch(() => undefined);
    if (file === undefined || (await file.stat()).isFile()) return file;
    await file.close();
    return undefined;
  }
}

/** Under a name of its own first: what somebody has put under the report's name, a link too, is replaced and never written to. */
async function writeReport(place: string, name: string, report: object): Promise<void> {
  const unfinished = join(place, '.report.partial');
  await rm(unfinished, { force: true });
  await writeFile(unfinished, `${JSON.stringify(report, null, 2)}\n`, { flag: 'wx' });
  await rename(unfinished, join(place, `${name}${REPORT_ENDING}`));
}

function formatOf(name: string): DroppedFile['format'] {
  return name.endsWith('.csv') ? 'csv' : 'jsonl';
}

function isTakenName(name: string): boolean {
  return FILE_NAME.test(name) && utf8(name + REPORT_ENDING).length <= NAME_BYTES_MAX;
}

function unreachable(): IimsError {
  return new IimsError('connector.unreachable', {
    message: 'The node cannot read the folder, or cannot move files in it.',
    field: 'source.path',
    rule: 'a folder that the node may read and write',
    fix: 'Check the path in the file, and the rights of the folder.',
  });
}

/** A name without a path, that begins with no dot. */
const FILE_NAME = /^[^./\\\0][^/\\\0]{0,199}\.(?:csv|jsonl)$/;
const REPORT_ENDING = '.report.json';
/** Of a name on the file systems that there are. */
const NAME_BYTES_MAX = 255;
/** Whoever copies a file in is done with it when it has not changed for so long. */
const SETTLED_MS = 2_000;
const FILES_LOOKED_AT = 100;
const CHUNK_BYTES = 65_536;
