// SPDX-License-Identifier: Apache-2.0
// Adds alerts to a generation that is being built.

import { concatBytes, fromUtf8 } from '@iims/wire/bytes';
import { alertNoOf } from '../generations.ts';
import { insertRows } from '../insert-rows.ts';
import { assertUnseen, countStaged, type Staging } from './unseen-generation.ts';

export interface AlertsToStage {
  readonly importId: string;
  readonly register: string;
  readonly generation: number;
  /** Alerts of the generation that are there already. */
  readonly after: number;
  /**
   * For each alert: `u16 length of id | id | day of review, 10 | u32 length | cell`, sealed for its row by whoever made the piece: sealing
   * takes longer than writing, and what ciphers leave behind stops the thread that answers. One piece of memory, since it crosses threads.
   */
  readonly packed: Uint8Array;
}

/** Gives the number of alerts that are there now. */
export async function stageAlerts(transaction: Staging, args: AlertsToStage): Promise<number> {
  const { importId, register, generation, after, packed } = args;
  await assertUnseen(transaction, generation, 'building');
  const rows = packedAlerts(packed).map(({ id, reviewOn, content }, i) => [
    alertNoOf(generation, after + i + 1),
    id,
    register,
    generation,
    reviewOn,
    content,
  ]);
  const columns = ['alert_no', 'alert_id', 'register_id', 'generation', 'review_on', 'body'];
  await insertRows(transaction, 'alert', columns, rows);
  await countStaged(transaction, importId, 'alerts_staged', { from: after, to: after + rows.length });
  return after + rows.length;
}

/** The same with a cell in the place of each content. */
export function withCells(packed: Uint8Array, seal: (id: string, content: Uint8Array) => Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { id, content } of packedAlerts(packed)) {
    const at = content.byteOffset - packed.byteOffset;
    const cell = seal(id, content);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, cell.length);
    parts.push(packed.subarray(from, at - 4), length, cell);
    from = at + content.length;
  }
  return concatBytes(...parts);
}

interface PackedAlert {
  readonly id: string;
  readonly reviewOn: string;
  /** As it was packed: to be sealed, or sealed. */
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
