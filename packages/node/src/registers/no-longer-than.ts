// SPDX-License-Identifier: Apache-2.0
// Waits for what goes on anyway, but for a bounded time.
import { setTimeout as pause } from 'node:timers/promises';

/** Resolves when the work ends, or after so many milliseconds of it; rejects as it does. */
export async function noLongerThan(ms: number, work: Promise<void>): Promise<void> {
  const bound = new AbortController();
  const passed = pause(ms, undefined, { signal: bound.signal }).catch(() => undefined);
  try {
    await Promise.race([work, passed]);
  } finally {
    bound.abort();
  }
}
