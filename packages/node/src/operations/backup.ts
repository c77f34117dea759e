// SPDX-License-Identifier: Apache-2.0
// A copy of a node in one sealed file, also while the node runs (spec/at-rest.md, 20 to 22): first the files, then the database, so
// that the database knows of every tree that the files show.

import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { KemPublicKey } from '@iims/crypto/keys';
import type { Random } from '@iims/crypto/primitives';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type Disk, diskAt } from '../audit/disk.ts';
import { CHECKPOINT_PATH, MARKER_PATH } from '../audit/log-files.ts';
import { CONFIG_FILE, KEYS_FOLDER, LOG_FOLDER, STORE_FILE, TRUST_FOLDER } from '../data-directory.ts';
import { snapshotSqlite } from '../store/snapshot.ts';
import type { Store } from '../store/store.ts';
import { archiveEnd, fileHead } from './archive.ts';
import { beginSealedFile, type SealedFileWriter } from './sealed-file.ts';

export interface BackupOptions {
  /** The node's data directory. */
  readonly directory: string;
  /** The node's store, opened beside the node: the backup is an entry in its log. */
  readonly store: Store;
  /** A file that does not exist yet. */
  readonly target: string;
  readonly recoveryKey: KemPublicKey;
  /** Puts the keys of the node in: whoever opens the backup then is the node. */
  readonly withKeys: boolean;
  readonly random: Random;
}

export interface BackupMade {
  readonly files: number;
  readonly bytes: number;
}

/** Resolves when the file is on disk under its name and the entry stands in the log. Throws `input.invalid`, `store.*`. */
export async function makeBackup(options: BackupOptions): Promise<BackupMade> {
  const { directory, store, target, recoveryKey, withKeys, random } = options;
  const snapshot = join(directory, SNAPSHOT_FILE);
  const unfinished = `${target}.partial`;
  await refuseExisting(target);
  const file = await open(unfinished, 'w', 0o600);
  let made: BackupMade;
  try {
    const writer = await beginSealedFile(file, recoveryKey, random);
    const files = await addFiles(writer, directory, withKeys);
    await snapshotSqlite(join(directory, STORE_FILE), snapshot);
    await addDatabase(writer, snapshot);
    await writer.write(archiveEnd(files + 1));
    made = { files: files + 1, bytes: await writer.finish() };
    await rename(unfinished, target);
  } finally {
    await file.close();
    await rm(snapshot, { force: true });
    await rm(unfinished, { force: true });
  }
  await store.write({ event: 'backup.made', body: { recoveryKey: toHex(recoveryKey.keyId), withKeys, ...made } });
  return made;
}

/** Configuration, trust, keys if wished, and the log. Files of the log that grow are read together, the others never change. */
async function addFiles(writer: SealedFileWriter, directory: string, withKeys: boolean): Promise<number> {
  const disk = diskAt(directory);
  const folders = withKeys ? [TRUST_FOLDER, KEYS_FOLDER] : [TRUST_FOLDER];
  const listed = await Promise.all(
    folders.map(async (folder) => (await disk.list(folder)).map((path) => `${folder}/${path}`)),
  );
  const { moving, settled } = await sightOfLog(disk);
  let files = 0;
  const add = async (path: string, bytes: Uint8Array | undefined): Promise<void> => {
    // A file that is being replaced has another name for a moment.
    if (bytes === undefined || path.endsWith('.tmp')) return;
    await writer.write(fileHead(path, bytes.length));
    await writer.write(bytes);
    files += 1;
  };
  for (const path of [CONFIG_FILE, ...listed.flat()]) await add(path, await disk.read(path));
  for (const path of settled) await add(path, await disk.read(path));
  for (const [path, bytes] of moving) await add(path, bytes);
  return files;
}

/** The log between two publications: checkpoint and partial tiles in memory, and the paths of the full ones. */
async function sightOfLog(
  disk: Disk,
): Promise<{ moving: ReadonlyMap<string, Uint8Array>; settled: readonly string[] }> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const before = await disk.read(CHECKPOINT_PATH);
    const paths = (await disk.list(LOG_FOLDER)).map((path) => `${LOG_FOLDER}/${path}`);
    const moving = new Map<string, Uint8Array>();
    for (const path of paths.filter(mayChange)) {
      const bytes = await disk.read(path);
      if (bytes !== undefined) moving.set(path, bytes);
    }
    const after = await disk.read(CHECKPOINT_PATH);
    const isStill = Buffer.compare(before ?? NOTHING, after ?? NOTHING) === 0;
    if (isStill && (await disk.read(MARKER_PATH)) === undefined) {
      return { moving, settled: paths.filter((path) => !mayChange(path)) };
    }
    await setTimeout(LOOK_AGAIN_AFTER_MS);
  }
  throw new IimsError('store.busy', {
    message: 'The log grows too fast to be copied.',
    fix: 'Make the backup at a quieter hour.',
  });
}

function mayChange(path: string): boolean {
  return path === CHECKPOINT_PATH || path.includes('.p/');
}

async function addDatabase(writer: SealedFileWriter, snapshot: string): Promise<void> {
  const { size } = await stat(snapshot);
  await writer.write(fileHead(STORE_FILE, size));
  for await (const portion of createReadStream(snapshot, { highWaterMark: PORTION_BYTES })) await writer.write(portion);
}

async function refuseExisting(target: string): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return;
  throw new IimsError('input.invalid', {
    message: 'Something is in the place of the backup.',
    field: 'to',
    rule: 'a file that does not exist yet',
    fix: 'Give another name; nothing is ever overwritten.',
  });
}

/** In the data directory, since only its disk is sure to be the node's own. It goes when the backup ends, however it ends. */
const SNAPSHOT_FILE = `${STORE_FILE}-backup`;
const PORTION_BYTES = 256 * 1024;
const LOOKS_MAX = 200;
const LOOK_AGAIN_AFTER_MS = 20;
const NOTHING = new Uint8Array(0);
