// SPDX-License-Identifier: Apache-2.0
// Brings the files of the log from one signed tree to the next: stage, mark, apply, publish, discard.
// Recovery after a crash runs the same function with the same arguments; every step may be repeated.

import { partialTiles, tilePath } from '@iims/tlog/tile';
import type { TileFile } from '@iims/tlog/tree';
import { CHECKPOINT_FILE } from '@iims/tlog/verify-log';
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import { LOG_FOLDER, LOG_STAGING_FOLDER } from '../data-directory.ts';
import type { LogHead } from '../store/log-head.ts';
import type { Disk } from './disk.ts';
import { CHECKPOINT_PATH, encodeMarker, MARKER_PATH, publishedPath, stagedPath } from './log-files.ts';

export interface Publication {
  /** Entries in the tree whose files are published. */
  readonly fromSize: number;
  /** The next tree. It is the head in the database: this root, and no other, is signed for this size. */
  readonly head: LogHead;
  /** All files that the next tree has and the old one has not, in groups of which one at a time is kept in memory. */
  readonly files: Iterable<readonly TileFile[]> | AsyncIterable<readonly TileFile[]>;
  /**
   * Whether it may have been begun before, by a process that died or on a disk that was full: then a marker may count on what is
   * staged, and directories may be there and yet not durable. A first time nothing is staged.
   */
  readonly isAgain: boolean;
}

/**
 * Publishes. When it resolves the log is durable and holds exactly the files of the next tree.
 * @throws IimsError `log.disk-full`, after which the same publication may be tried again: it writes everything anew.
 * `log.publish-failed` at any other operation that fails; then the process must stop, for a failed write or sync may have
 * lost what an earlier one was told to keep, and only a restart reads what is really there.
 */
export async function publish(disk: Disk, publication: Publication): Promise<void> {
  const { fromSize, head, files, isAgain } = publication;
  const write = isAgain ? replace : writeFirst;
  assert(fromSize < head.size, 'a publication grows the log');
  const changed = new Set<string>();
  try {
    // The head in the database is ahead of the files. Dying here: the log is the old one and whole; recovery publishes this head.
    const paths: string[] = [];
    const stage = ({ path, bytes }: NamedFile) => write(disk, stagedPath(path), bytes);
    for await (const group of files) {
      const some = group.map(named);
      await fewAtOnce(some, stage);
      for (const { path } of some) paths.push(path);
    }
    await stage({ path: CHECKPOINT_FILE, bytes: head.checkpoint });

    // All new files are complete beside the log. Dying here: the log is the old one; what is staged means nothing without the marker.
    await write(disk, MARKER_PATH, encodeMarker({ fromSize, checkpoint: head.checkpoint }));
    await disk.syncDirectory(LOG_STAGING_FOLDER);

    // From the marker on, each new file is found in the log or beside it. Dying anywhere below: a verification takes the
    // marker's checkpoint and finds every file of it, and partial tiles of the old tree are allowed to remain.
    for (const path of paths) await moveIntoLog(disk, path, changed);
    if (isAgain) for (const path of paths) for (const above of directoriesAbove(path)) changed.add(above);

    // The log holds the files of both trees; the old checkpoint still stands. This rename is what readers see as the publication.
    await disk.rename(stagedPath(CHECKPOINT_FILE), CHECKPOINT_PATH);
    changed.add(parentOf(CHECKPOINT_PATH));

    // The new checkpoint stands, and needs none of the old partial tiles: the wider ones begin with the same hashes.
    for (const path of supersededFiles(fromSize, head.size)) await removeFromLog(disk, path, changed);

    // Names may still be in memory only. The marker must not be lost before they are durable, so it goes last;
    // should its own removal be lost, recovery repeats the publication and changes nothing.
    await fewAtOnce([...changed], (directory) => disk.syncDirectory(directory));
    await disk.remove(MARKER_PATH);
  } catch (cause) {
    throw publishFailed(cause);
  }
}

/** Makes the log's directory and the one beside it. @throws IimsError `log.publish-failed` */
export async function makeLogDirectories(disk: Disk): Promise<void> {
  try {
    for (const directory of [LOG_FOLDER, LOG_STAGING_FOLDER]) await disk.makeDirectory(directory);
    // Also when both were there: they may stem from a process that died before this line.
    await disk.syncDirectory(parentOf(LOG_FOLDER));
  } catch (cause) {
    throw publishFailed(cause);
  }
}

/** Forgets what a crash left staged; only when no publication is under way. @throws IimsError `log.publish-failed` */
export async function discardStaged(disk: Disk): Promise<void> {
  try {
    for (const path of await disk.list(LOG_STAGING_FOLDER)) await disk.remove(`${LOG_STAGING_FOLDER}/${path}`);
  } catch (cause) {
    throw publishFailed(cause);
  }
}

/** A few at once: the file system makes one commit of flushes that wait together. */
async function fewAtOnce<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const settled = await Promise.allSettled(items.slice(start, start + AT_ONCE).map(act));
    // All are awaited before a failure is reported, so that nothing is still under way afterwards.
    const faults = settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    // After a full disk all is repeated, which must not hide that a flush beside it lost something.
    if (faults.length > 0) throw faults.find((fault) => !isDiskFull(fault)) ?? faults[0];
  }
}

/** Nothing counts on the file: one that is cut short is a staged file without a marker, or a marker that is none. */
function writeFirst(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  return disk.write(path, bytes);
}

/** A marker may count on the file, so that it must not be left half written. */
async function replace(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  await disk.write(`${path}-next`, bytes);
  await disk.rename(`${path}-next`, path);
}

async function moveIntoLog(disk: Disk, path: string, changed: Set<string>): Promise<void> {
  const directory = parentOf(publishedPath(path));
  if (!changed.has(directory)) for (const made of await disk.makeDirectory(directory)) changed.add(parentOf(made));
  await disk.rename(stagedPath(path), publishedPath(path));
  changed.add(directory);
}

async function removeFromLog(disk: Disk, path: string, changed: Set<string>): Promise<void> {
  const directory = parentOf(publishedPath(path));
  await disk.remove(publishedPath(path));
  // The directory of a tile's partial stages is empty once the tile is full.
  const removed = await disk.removeDirectory(directory);
  if (removed) changed.delete(directory);
  changed.add(removed ? parentOf(directory) : directory);
}

/** The partial tiles that the old tree needed and the next one does not. */
function supersededFiles(fromSize: number, size: number): string[] {
  const kept = new Set(partialTiles(size).map(tilePath));
  return partialTiles(fromSize)
    .map(tilePath)
    .filter((path) => !kept.has(path));
}

interface NamedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

function named(file: TileFile): NamedFile {
  return { path: tilePath(file), bytes: file.bytes };
}

/** The directories of a file of the log, up to and with the log's own. */
function directoriesAbove(path: string): string[] {
  const directories: string[] = [];
  let directory = publishedPath(path);
  while (directory !== LOG_FOLDER) {
    directory = parentOf(directory);
    directories.push(directory);
  }
  return directories;
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
}

function publishFailed(cause: unknown): IimsError {
  // Reading the entries may fail as well, and says so itself.
  if (cause instanceof IimsError) return cause;
  if (isDiskFull(cause)) {
    return new IimsError('log.disk-full', {
      message: 'The disk has no room for the files of the log.',
      fix: 'Make room; the log is then published without further help.',
      cause,
    });
  }
  return new IimsError('log.publish-failed', {
    message: 'A file of the log could not be written or made durable.',
    fix: 'Mend the disk and start the node again; it finishes the publication.',
    cause,
  });
}

function isDiskFull(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && (fault.code === 'ENOSPC' || fault.code === 'EDQUOT');
}

/** Leaves threads of the pool to passwords and other files. */
const AT_ONCE = 3;
