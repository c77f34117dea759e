// SPDX-License-Identifier: Apache-2.0
// Writes a file that was not there: evidence overwrites nothing, and is readable by whoever took it alone.
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { badOption } from './option-values.ts';

/** The folder of an option, made where it is not there: its owner's alone. @throws IimsError `input.invalid`, field `option` */
export async function makeFolder(option: string, path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch {
    throw badOption(option, 'a folder to which you may write');
  }
}

/** Mode 0600, on the disk when it resolves. @throws IimsError `input.invalid`, field `out` */
export async function writeNewFile(path: string, content: Uint8Array): Promise<void> {
  try {
    const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch {
    throw badOption('out', 'a place where nothing stands yet, and to which you may write');
  }
}
