// SPDX-License-Identifier: Apache-2.0
// A day as answers and alerts name it. Every look-up says today's and the day on which a register changed, so that few days come again and again.

/** YYYY-MM-DD of a time in ms since 1970, in UTC. */
export function dayOf(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  const place = day & (KNOWN_DAYS.length - 1);
  const known = KNOWN_DAYS[place]!;
  if (known.day === day) return known.text;
  const text = new Date(ms).toISOString().slice(0, 10);
  KNOWN_DAYS[place] = { day, text };
  return text;
}

const DAY_MS = 24 * 3_600_000;
/** Days that were said, each at its place. A power of two. */
const KNOWN_DAYS = Array.from({ length: 64 }, () => ({ day: Number.NaN, text: '' }));
