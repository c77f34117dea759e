// SPDX-License-Identifier: Apache-2.0
// The fault of a disk that does not take what a command writes, or does not give it back.
import { IimsError } from '@iims/wire/errors';

/** `field` names where: `stdout`, or `TMPDIR` for temporary files. */
export function diskFailed(field: string, cause: unknown): IimsError {
  const { code } = cause as { code?: string };
  return new IimsError('disk.failed', {
    message: `A file cannot be written or read (${code ?? 'no code'}).`,
    field,
    rule: 'a disk with room that may be written to',
    fix: 'Make room, or choose another place.',
    cause,
  });
}
