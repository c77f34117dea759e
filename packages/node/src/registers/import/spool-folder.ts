// SPDX-License-Identifier: Apache-2.0
// The folder of one import: its sealed files, and nothing else.
import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpoolPlace } from './sealed-spool.ts';

export interface SpoolFolder {
  readonly folder: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** Names are the program's own: nothing that came from outside becomes a path. */
export type SpoolName = 'source' | 'alerts' | 'keys' | `run-${number}`;

export function spoolPlace({ folder, key }: SpoolFolder, name: SpoolName): SpoolPlace {
  return { path: join(folder, `${name}.sealed`), key, name };
}

/** The id of an import is a UUID. */
export function importFolder(imports: string, importId: string): string {
  return join(imports, importId);
}

export function makeImportFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Dying meanwhile leaves a folder that belongs to nothing, which the next start takes away. */
export async function removeImportFolder(folder: string): Promise<void> {
  for (const name of namesIn(folder)) await removeInSteps(join(folder, name));
  await rm(folder, { recursive: true, force: true });
}

/** Takes away what sorting leaves once its result is whole. */
export async function removeRuns({ folder }: SpoolFolder): Promise<void> {
  for (const name of namesIn(folder)) if (name.startsWith('run-')) await removeInSteps(join(folder, name));
}

/** Takes away all that was made of the file; the file itself stays. */
export async function removeMade(spools: SpoolFolder): Promise<void> {
  await removeRuns(spools);
  for (const name of ['alerts', 'keys'] as const) await removeInSteps(spoolPlace(spools, name).path);
}

/** Folders that are there, by the ids of their imports. */
export function listImportFolders(imports: string): string[] {
  return namesIn(imports);
}

/**
 * A file of hundreds of megabytes that goes at once holds the file system for some tenths of a second, and whatever the log writes waits
 * for it; in steps it does not.
 */
async function removeInSteps(path: string): Promise<void> {
  const { size } = lstatSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  for (let left = size - STEP_BYTES; left > 0; left -= STEP_BYTES) {
    await truncate(path, left);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await rm(path, { recursive: true, force: true });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (fault) {
    if (['ENOENT', 'ENOTDIR'].includes((fault as NodeJS.ErrnoException).code ?? '')) return [];
    throw fault;
  }
}

/** Some milliseconds of the file system. */
const STEP_BYTES = 16_777_216;
/** As long again for others. */
const PAUSE_MS = 10;
