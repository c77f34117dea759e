// SPDX-License-Identifier: Apache-2.0
// The node's only sources of time and randomness; everything else receives them.
import { randomFillSync } from 'node:crypto';

export interface Clock {
  /** Wall-clock time, integer milliseconds since 1970. */
  now(): number;
  /** Monotonic time in milliseconds, with fractions; only differences mean anything. */
  monotonic(): number;
}

export type Random = (length: number) => Uint8Array;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** Fresh bytes from the operating system. Small requests are served from a pool so that a hot path pays one system call for many. */
export const systemRandom: Random = (length) => {
  if (length > POOL_BYTES / 8) return randomFillSync(new Uint8Array(length));
  if (used + length > POOL_BYTES) {
    pool = randomFillSync(new Uint8Array(POOL_BYTES));
    used = 0;
  }
  const bytes = pool.slice(used, used + length);
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
};

const POOL_BYTES = 16_384;
let pool = new Uint8Array(0);
let used = POOL_BYTES;
