// SPDX-License-Identifier: Apache-2.0
// The clock of a node's keys: takes up those that begin, destroys those whose time is over.
import { IimsError } from '@iims/wire/errors';
import type { OwnKeys } from './own-keys.ts';

/** `everyMinute` is called as well, for what else ends in time. */
export function keepKeysInTime(ownKeys: OwnKeys, everyMinute: () => void): { stop(): void } {
  const minute = setInterval(() => {
    ownKeys.inUse();
    everyMinute();
  }, MINUTE_MS);
  const hour = setInterval(() => ownKeys.destroyEnded().catch(ignoreKnownFault), 60 * MINUTE_MS);
  return {
    stop() {
      clearInterval(minute);
      clearInterval(hour);
    },
  };
}

/** A fault of the catalogue is tried again at the next turn; anything else stops the process. */
function ignoreKnownFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}

const MINUTE_MS = 60_000;
