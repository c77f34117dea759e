// SPDX-License-Identifier: Apache-2.0
// Which alerts changed one by one, by what the log says: each such change and its entry are one transaction.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditEventName } from '@iims/wire/audit-events';
import { readEntriesOf } from '../store/entries.ts';
import type { Reader } from '../store/sql.ts';

export interface ChangedAlert {
  readonly register: string;
  readonly alertId: string;
  /** When the register changed by it, ms since 1970. */
  readonly atMs: number;
}

/** Of the entries from index `from` on and below `to`, in order; some of them changed nothing yet, since they wait for a second person. */
export async function readChangedAlerts(reader: Reader, from: number, to: number): Promise<readonly ChangedAlert[]> {
  const changed: ChangedAlert[] = [];
  for (let at = from; at < to; at += ENTRIES_AT_ONCE) {
    const range = { from: at, to: Math.min(to, at + ENTRIES_AT_ONCE) };
    for (const { body, atMs } of await readEntriesOf(reader, CHANGES, range)) {
      changed.push({ register: String(body.register), alertId: String(body.alert), atMs });
    }
    await nextTurn();
  }
  return changed;
}

const CHANGES: readonly AuditEventName[] = ['alert.entered', 'alert.updated', 'alert.released', 'alert.withdrawn'];
const ENTRIES_AT_ONCE = 5_000;
