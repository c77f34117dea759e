// SPDX-License-Identifier: Apache-2.0
// The beginning of an import's thread: it yields to whatever answers queries before it loads anything, since loading alone takes a
// processor for the better part of a second.
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * A tenth of what others have. The lowest would be a seventieth of it: on a machine that is always busy an import would never end. Beside
 * queries of its own node the thread stands still anyway.
 */
const PRIORITY = 10;

stepBack();
await import('./import-work.ts');

/** On Linux a priority is a thread's own. Elsewhere the import competes as any thread does. */
function stepBack(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, PRIORITY);
  } catch {}
}
