// SPDX-License-Identifier: Apache-2.0
// The beginning of an import's thread: it yields to whatever answers queries before it loads anything, since loading alone takes a
// processor for the better part of a second.
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

stepBack();
await import('./import-work.ts');

/** On Linux a priority is a thread's own. Elsewhere the import competes as any thread does. */
function stepBack(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, 19);
  } catch {}
}
