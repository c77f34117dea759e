// SPDX-License-Identifier: Apache-2.0
// The few things the log does to a disk, as an interface so that tests and simulations can fail each of them.
// Paths are relative to the node's data directory, with forward slashes.

import { closeSync, fsync, mkdirSync, openSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rmdir, unlink } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { syncFolder, writeFlushed } from '../durable-file.ts';

/**
 * One writer at a time; readers as many as wished, from other processes too.
 * A rejected promise may have had its effect or not; whoever writes stops at the first one and repeats nothing.
 */
export interface Disk {
  /** The content of a file; `undefined` when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Everything below a directory that is not a directory itself, relative to it, in no order; nothing when it does not exist. */
  list(directory: string): Promise<string[]>;
  /** Makes or replaces a file. Its content is durable when this resolves, its name only after `syncDirectory`. */
  write(path: string, content: Uint8Array): Promise<void>;
  /** Atomic for readers; durable after `syncDirectory` of both directories. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; one that is not there is no fault. */
  remove(path: string): Promise<void>;
  /** Makes a directory and those above it, and says which it made, topmost first. */
  makeDirectory(path: string): Promise<string[]>;
  /** Removes a directory if it is empty; says whether it is gone. */
  removeDirectory(path: string): Promise<boolean>;
  /** Makes the names in a directory durable: files made, renamed, removed, and directories. */
  syncDirectory(path: string): Promise<void>;
}

/** Which thread asks the file system: flushes always wait in the pool. */
export type DiskThread = 'pool' | 'this-thread';

/**
 * The real disk, below a data directory. Files and names are made, renamed and removed in the pool of threads, or at once in this
 * thread: a call takes some microseconds and the way to the pool ten times that, but on a disk that stalls this thread stalls too.
 */
export function diskAt(dataDirectory: string, thread: DiskThread = 'pool'): Disk {
  const calls = thread === 'pool' ? IN_THE_POOL : IN_THIS_THREAD;
  const at = (path: string) => join(dataDirectory, path);
  return {
    read: (path) => readFile(at(path)).then(plainBytes, undefinedWhen('ENOENT', 'ENOTDIR')),
    async list(directory) {
      const found = await readdir(at(directory), { recursive: true, withFileTypes: true }).catch(
        undefinedWhen('ENOENT', 'ENOTDIR'),
      );
      const files = (found ?? []).filter((item) => !item.isDirectory());
      return files.map((item) => relative(at(directory), join(item.parentPath, item.name)).split(sep).join('/'));
    },
    write: (path, content) => calls.writeFlushed(at(path), content),
    rename: (from, to) => calls.rename(at(from), at(to)),
    remove: (path) => calls.unlink(at(path)).catch(undefinedWhen('ENOENT')),
    async makeDirectory(path) {
      const topmost = await calls.mkdir(at(path));
      if (topmost === undefined) return [];
      const parts = path.split('/');
      const known = relative(dataDirectory, topmost).split(sep).length;
      return parts.slice(known - 1).map((_, position) => parts.slice(0, known + position).join('/'));
    },
    async removeDirectory(path) {
      const gone = calls.rmdir(at(path)).catch(undefinedWhen('ENOENT'));
      return (await gone.then(() => true, undefinedWhen('ENOTEMPTY', 'EEXIST'))) ?? false;
    },
    syncDirectory: (path) => calls.flushDirectory(at(path)),
  };
}

/** What a disk asks of the file system; paths are whole. */
interface FileCalls {
  writeFlushed(path: string, content: Uint8Array): Promise<void>;
  flushDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** With those above it; says which was the topmost that it made. */
  mkdir(path: string): Promise<string | undefined>;
  rmdir(path: string): Promise<void>;
}

const IN_THE_POOL: FileCalls = {
  writeFlushed,
  flushDirectory: syncFolder,
  rename,
  unlink,
  mkdir: (path) => mkdir(path, { recursive: true, mode: DIRECTORY_MODE }),
  rmdir,
};

const flush = promisify(fsync);

const IN_THIS_THREAD: FileCalls = {
  async writeFlushed(path, content) {
    const file = openSync(path, 'w', FILE_MODE);
    try {
      writeFileSync(file, content);
      await flush(file);
    } finally {
      closeSync(file);
    }
  },
  async flushDirectory(path) {
    const directory = openSync(path, 'r');
    try {
      await flush(directory);
    } finally {
      closeSync(directory);
    }
  },
  rename: async (from, to) => renameSync(from, to),
  unlink: async (path) => unlinkSync(path),
  mkdir: async (path) => mkdirSync(path, { recursive: true, mode: DIRECTORY_MODE }),
  rmdir: async (path) => rmdirSync(path),
};

function undefinedWhen(...codes: string[]): (cause: NodeJS.ErrnoException) => undefined {
  return (cause) => {
    if (!codes.includes(cause.code ?? '')) throw cause;
    return undefined;
  };
}

function plainBytes(content: Uint8Array): Uint8Array {
  return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
}

/** Readable by their owner only. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
