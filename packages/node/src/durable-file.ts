// SPDX-License-Identifier: Apache-2.0
// Replaces a file so that after a crash at any point a reader finds the old content or the new one, never a mixture and never nothing.
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Resolves when content and name are on disk. Two callers must not replace one file at the same time. */
export async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const temporary = `${path}.tmp`;
  await writeFlushed(temporary, content);
  // Dying here leaves the old file and a stray temporary one that the next call overwrites.
  await rename(temporary, path);
  await syncFolder(folder);
}

/** Makes or replaces a file, of mode 0600 where it makes it. Its content is on disk when this resolves, its name only after `syncFolder`. */
export async function writeFlushed(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'w', FILE_MODE);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
