// SPDX-License-Identifier: Apache-2.0
// Adds what the State issued to a generation that is being built.

import { alertNoOf } from '../generations.ts';
import { insertRows } from '../insert-rows.ts';
import { ISSUED_COLUMNS } from '../issued-documents.ts';
import { type AlertsToStage, packedAlerts } from './stage-alerts.ts';
import { assertUnseen, countStaged, type Staging } from './unseen-generation.ts';

/** Packed and sealed as alerts are; of their days of review nothing is kept. Gives the number of entries that are there now. */
export async function stageIssued(transaction: Staging, args: AlertsToStage): Promise<number> {
  const { importId, register, generation, after, packed } = args;
  await assertUnseen(transaction, generation, 'building');
  const rows = packedAlerts(packed).map(({ id, content }, i) => [
    alertNoOf(generation, after + i + 1),
    id,
    register,
    generation,
    content,
  ]);
  await insertRows(transaction, 'issued_document', ISSUED_COLUMNS, rows);
  await countStaged(transaction, importId, 'alerts_staged', { from: after, to: after + rows.length });
  return after + rows.length;
}
