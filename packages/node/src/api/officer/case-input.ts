// SPDX-License-Identifier: Apache-2.0
// What the methods of cases take in common.
import { z } from 'zod';

/** The name of an account, or nobody. Whether it may be given anything, `checkAssignee` says. */
export const assigneeInput = z.string().min(1).max(64).nullable();

/** A time in ISO 8601 with its zone, as milliseconds since 1970. */
export const timeInput = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
