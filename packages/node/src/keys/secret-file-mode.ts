// SPDX-License-Identifier: Apache-2.0
// Who may read a file that holds a secret: its owner alone. Imports little, since every command that takes a password asks it.
import type { Stats } from 'node:fs';
import { IimsError } from '@iims/wire/errors';

/**
 * Refuses an open file that others than its owner can read; a pipe is nobody's to read. `field` names the secret. Systems without
 * modes are not asked for one. @throws IimsError `keys.exposed`
 */
export function refuseExposed(field: string, status: Stats, modeRefused = GROUP_AND_OTHERS_MODE): void {
  if (process.platform === 'win32' || !status.isFile() || (status.mode & modeRefused) === 0) return;
  throw new IimsError('keys.exposed', {
    message: 'Others than its owner can read a file that holds a secret.',
    field,
    rule: 'mode 0600 or 0400',
    fix: 'Correct the mode, and change the secret unless it is certain that nobody read it.',
  });
}

export const GROUP_AND_OTHERS_MODE = 0o077;
export const OTHERS_MODE = 0o007;
