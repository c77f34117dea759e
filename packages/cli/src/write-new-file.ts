// SPDX-License-Identifier: Apache-2.0
// Writes a file that was not there: evidence overwrites nothing, and is readable by whoever took it alone.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { badOption } from './option-values.ts';

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
