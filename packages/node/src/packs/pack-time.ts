// SPDX-License-Identifier: Apache-2.0
// Whether an offline pack may be used at this moment (spec/offline-pack.md, 13), by a clock that its holder can move.
import { IimsError } from '@iims/wire/errors';
import type { PackHeader } from '@iims/wire/pack-documents';

/**
 * `highest` is the latest time that the device has seen.
 * @throws IimsError `pack.clock`, `pack.expired`
 */
export function checkPackTime(
  { createdAt, notAfter }: Pick<PackHeader, 'createdAt' | 'notAfter'>,
  now: number,
  highest: number,
): void {
  if (now < createdAt || now < highest) {
    throw new IimsError('pack.clock', {
      message: 'The clock of the device is behind.',
      field: 'clock',
      rule: `not before ${new Date(Math.max(createdAt, highest)).toISOString()}, which was seen already`,
      fix: 'Set the clock, and check again.',
    });
  }
  if (now < notAfter) return;
  throw new IimsError('pack.expired', {
    message: "The pack's time is over.",
    field: 'pack',
    rule: `before ${new Date(notAfter).toISOString()}`,
    fix: 'Have a new pack made, and upload the log of uses of this one.',
  });
}

/** Unless less or more is asked for. */
export const PACK_LIFE_MS = 6 * 3_600_000;
export const PACK_USES = 500;
