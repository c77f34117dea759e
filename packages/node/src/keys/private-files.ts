// SPDX-License-Identifier: Apache-2.0
// Files for the node's own user alone (spec/custody.md, 2): written so that they survive a crash, read only if nobody else can
// have read or replaced them, destroyed so that their content is overwritten first.
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { IimsError } from '@iims/wire/errors';
import { syncFolder, writeFlushed } from '../durable-file.ts';

/** Makes a folder of mode 0700, and its name durable. One that exists is left as it is. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  await syncFolder(dirname(folder));
}

/** The names in a folder. @throws IimsError `keys.missing`, `keys.exposed` */
export async function readPrivateFolder(folder: string): Promise<readonly string[]> {
  const status = await lstat(folder).catch((cause) => {
    throw missing(folder, 'a folder that the node can read', cause);
  });
  if (!status.isDirectory()) throw exposed(folder);
  checkPrivate(folder, status);
  return (await readdir(folder)).sort();
}

/**
 * The content of a file. Owner and mode are checked on the open file, so that no other file can take its place between check
 * and use. @throws IimsError `keys.missing`, `keys.exposed`, `keys.damaged`
 */
export async function readPrivateFile(path: string, bytesMax: number): Promise<Uint8Array> {
  const file = await openUnlinked(path);
  try {
    const status = await file.stat();
    if (!status.isFile()) throw exposed(path);
    checkPrivate(path, status);
    if (status.size > bytesMax) throw damaged(path, `a file of at most ${bytesMax} bytes`);
    return new Uint8Array(await file.readFile());
  } finally {
    await file.close();
  }
}

/**
 * Writes a file of mode 0600 that appears whole or not at all, and resolves when content and name are on disk. `replaces` says
 * whether a file of that name may be there. Dying on the way leaves a stray `.tmp` file that no reader looks at.
 */
export async function writePrivateFile(path: string, content: Uint8Array, replaces = false): Promise<void> {
  const temporary = `${path}${TEMPORARY_SUFFIX}`;
  if (!replaces) await refuseExisting(path);
  await writeFlushed(temporary, content);
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Gives a file another name in its folder, durably. */
export async function renamePrivateFile(path: string, name: string): Promise<void> {
  await rename(path, join(dirname(path), name));
  await syncFolder(dirname(path));
}

/**
 * Overwrites a file with `noise` of its size, then removes it; each step is on disk before the next. A file that is gone is no
 * fault. What a disk keeps of the old blocks is beyond a program (spec/custody.md, 5).
 */
export async function destroyPrivateFile(path: string, noise: (length: number) => Uint8Array): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW).catch(ignoreMissing);
  if (!file) return;
  try {
    const { size } = await file.stat();
    await file.write(noise(size), 0, size, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await unlink(path);
  await syncFolder(dirname(path));
}

export function damaged(path: string, rule: string, cause?: unknown): IimsError {
  return new IimsError('keys.damaged', {
    message: 'A key file is damaged, or lies in the place of another.',
    field: nameIn(path),
    rule,
    fix: 'Restore this file from the backup of the keys, or replace the key.',
    cause,
  });
}

export function missing(path: string, rule: string, cause?: unknown): IimsError {
  return new IimsError('keys.missing', {
    message: 'A key file is missing.',
    field: nameIn(path),
    rule,
    fix: 'Restore the folder of keys, or initialise the node again.',
    cause,
  });
}

/** The last two parts of a path: enough to find the file, without telling where the node is installed. */
export function nameIn(path: string): string {
  return path.split('/').slice(-2).join('/');
}

async function openUnlinked(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ELOOP') throw exposed(path);
    throw missing(path, 'a file that the node can read', cause);
  }
}

/** @throws IimsError `keys.exists` */
export async function refuseExisting(path: string): Promise<void> {
  if (!(await lstat(path).catch(ignoreMissing))) return;
  throw new IimsError('keys.exists', {
    message: 'There is a key in the place of the one to be written.',
    field: nameIn(path),
    rule: 'keys are never overwritten',
    fix: 'Use another data directory.',
  });
}

function checkPrivate(path: string, status: Stats): void {
  if ((status.mode & OTHERS_MODE) !== 0 || status.uid !== process.geteuid?.()) throw exposed(path);
}

function exposed(path: string): IimsError {
  return new IimsError('keys.exposed', {
    message: 'Others than the user of this node can read or replace a key file.',
    field: nameIn(path),
    rule: 'no link; owned by the user of the node; mode 0600 for files, 0700 for folders',
    fix: 'Correct owner and mode, and replace the keys unless it is certain that nobody read them.',
  });
}

function ignoreMissing(cause: NodeJS.ErrnoException): undefined {
  if (cause.code !== 'ENOENT') throw cause;
}

const FOLDER_MODE = 0o700;
const OTHERS_MODE = 0o077;
const TEMPORARY_SUFFIX = '.tmp';
