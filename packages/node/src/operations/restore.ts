// SPDX-License-Identifier: Apache-2.0
// A node from its backup (spec/at-rest.md, 23 and 24), in a new directory that appears whole or not at all.

import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KemPrivateKey } from '@iims/crypto/keys';
import { IimsError } from '@iims/wire/errors';
import { KEYS_FOLDER } from '../data-directory.ts';
import { syncFolder } from '../durable-file.ts';
import { readArchive } from './archive.ts';
import { readSealedFile } from './sealed-file.ts';

export interface RestoreOptions {
  readonly from: string;
  readonly recoveryKey: KemPrivateKey;
  /** A directory that does not exist yet. */
  readonly directory: string;
}

export interface Restored {
  readonly files: number;
  /** Whether the keys of the node were in the backup. Without them nothing opens. */
  readonly withKeys: boolean;
}

/** @throws IimsError `backup.damaged`, `backup.other-key`, `input.invalid` */
export async function restoreBackup({ from, recoveryKey, directory }: RestoreOptions): Promise<Restored> {
  if (existsSync(directory)) throw somethingThere();
  const unfinished = `${directory}.partial`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const stream = readSealedFile(from, recoveryKey);
  const sink = folderSink(unfinished);
  try {
    const files = await readArchive(stream, sink);
    // Dying before this line leaves no directory of that name; after it, a whole one.
    await rename(unfinished, directory);
    await syncFolder(dirname(directory));
    return { files, withKeys: existsSync(join(directory, KEYS_FOLDER)) };
  } finally {
    await stream.return(undefined);
    await sink.close();
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Files for their owner alone, each on disk before the next. */
function folderSink(folder: string) {
  let file: FileHandle | undefined;
  const close = async () => {
    await file?.close();
    file = undefined;
  };
  return {
    async beginFile(path: string) {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      file = await open(target, 'wx', 0o600);
    },
    async write(bytes: Uint8Array) {
      await file?.writeFile(bytes);
    },
    async endFile() {
      await file?.sync();
      await close();
    },
    close,
  };
}

function somethingThere(): IimsError {
  return new IimsError('input.invalid', {
    message: 'Something is in the place of the directory to be made.',
    field: 'dir',
    rule: 'a directory that does not exist yet',
    fix: 'Give another one; nothing is ever overwritten.',
  });
}
