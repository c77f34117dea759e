// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

/** Looks until it is so. The limit ends what hangs and measures nothing: a slow machine may take as long as it needs. */
export async function until(isSo: () => unknown, what: string): Promise<void> {
  const deadline = performance.now() + WAITS_MS_MAX;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, `never: ${what}`);
    await setTimeout(LOOKS_EVERY_MS);
  }
}

const WAITS_MS_MAX = 180_000;
const LOOKS_EVERY_MS = 50;
