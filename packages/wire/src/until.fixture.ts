// SPDX-License-Identifier: Apache-2.0
// How tests wait for what happens by itself: with an end, and with words that say what never came.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

/**
 * Looks until there is something, and resolves with it. The limit ends what hangs and measures nothing: a slow machine may take as long
 * as it needs.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
  limitMs = WAITS_MS_MAX,
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen as Exclude<T, undefined | false>;
    assert.ok(performance.now() < deadline, `never: ${what}`);
    await setTimeout(LOOKS_EVERY_MS);
  }
}

const WAITS_MS_MAX = 180_000;
const LOOKS_EVERY_MS = 20;
