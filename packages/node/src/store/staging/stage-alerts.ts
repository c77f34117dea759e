// SPDX-License-Identifier: Apache-2.0
// Adds alerts to a generation that is being built.

import { fromUtf8 } from '@iims/wire/bytes';
import { ALERT_BODY, alertRow } from '../alerts.ts';
import { alertNoOf } from '../generations.ts';
import { insertRows } from '../insert-rows.ts';
import { assertUnseen, countStaged, type Staging } from './unseen-generation.ts';

export interface AlertsToStage {
  readonly importId: string;
  readonly register: string;
  readonly generation: number;
  /** Alerts of the generation that are there already. */
  readonly after: number;
  /** For each alert: `u16 length of id | id | day of review, 10 | u32 length | deterministic CBOR`. One piece of memory, since it crosses threads. */
  readonly packed: Uint8Array;
}

/** Gives the number of alerts that are there now. */
export async function stageAlerts(transaction: Staging, args: AlertsToStage): Promise<number> {
  const { importId, register, generation, after, packed } = args;
  await assertUnseen(transaction, generation, 'building');
  const rows = packedAlerts(packed).map(({ id, reviewOn, content }, i) => {
    const body = transaction.seal(ALERT_BODY, alertRow(register, id), content);
    return [alertNoOf(generation, after + i + 1), id, register, generation, reviewOn, body];
  });
  const columns = ['alert_no', 'alert_id', 'register_id', 'generation', 'review_on', 'body'];
  await insertRows(transaction, 'alert', columns, rows);
  await countStaged(transaction, importId, 'alerts_staged', { from: after, to: after + rows.length });
  return after + rows.length;
}

interface PackedAlert {
  readonly id: string;
  readonly reviewOn: string;
  readonly content: Uint8Array;
}

export function packedAlerts(packed: Uint8Array): PackedAlert[] {
  const alerts: PackedAlert[] = [];
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = 0; at < packed.length; ) {
    const idEnd = at + 2 + view.getUint16(at);
    const dayEnd = idEnd + DAY_BYTES;
    const end = dayEnd + 4 + view.getUint32(dayEnd);
    alerts.push({
      id: fromUtf8(packed.subarray(at + 2, idEnd)),
      reviewOn: fromUtf8(packed.subarray(idEnd, dayEnd)),
      content: packed.subarray(dayEnd + 4, end),
    });
    at = end;
  }
  return alerts;
}

/** YYYY-MM-DD. */
const DAY_BYTES = 10;
