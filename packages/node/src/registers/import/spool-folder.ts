// SPDX-License-Identifier: Apache-2.0
// The folder of one import: its sealed files, and nothing else.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
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

export function removeImportFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Takes away what sorting leaves once its result is whole. */
export function removeRuns({ folder }: SpoolFolder): void {
  for (const name of readdirSync(folder)) if (name.startsWith('run-')) rmSync(join(folder, name));
}

/** Takes away all that was made of the file; the file itself stays. */
export function removeMade(spools: SpoolFolder): void {
  removeRuns(spools);
  for (const name of ['alerts', 'keys'] as const) rmSync(spoolPlace(spools, name).path, { force: true });
}

/** Folders that are there, by the ids of their imports. */
export function listImportFolders(imports: string): string[] {
  try {
    return readdirSync(imports);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fault;
  }
}
