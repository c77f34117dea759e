// SPDX-License-Identifier: Apache-2.0
// Fields that many answers of the officer's edge have.
import { z } from 'zod';

/** ISO 8601 in UTC. */
export const isoTime = z.iso.datetime();

/** YYYY-MM-DD */
export const isoDay = z.iso.date();

/** ISO 3166 alpha-3, and UTO. */
export const stateShown = z.string().regex(/^[A-Z]{3}$/);
/** How much stands behind a receipt (spec/receipt.md, 12). */
export const receiptStanding = z.enum(['witnessed', 'provisional', 'unlogged']);
/** Whose receipts verify no more, and why. */
export const unverifiedReceipts = z.array(z.strictObject({ state: stateShown, because: z.string() }));

/** Index of an entry in the own log. */
export const logIndex = z.int().min(0);

/** What a method answers that only did something. */
export const nothingSaid = z.strictObject({});

/** SHA-256 and the like in lower-case hexadecimal. */
export const hexadecimal = z.string().regex(/^(?:[0-9a-f]{2})+$/);

/** How a fault is told: at a status of 400 and more, and as the last line of an answer that comes line by line. */
export const faultShown = z.strictObject({
  code: z.string(),
  message: z.string(),
  field: z.string().exactOptional(),
  rule: z.string().exactOptional(),
  fix: z.string().exactOptional(),
});
