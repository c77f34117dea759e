// SPDX-License-Identifier: Apache-2.0
// Adds rows of the index of what the State issued for a generation that is being built, in the order of the index.

import { alertNoOf } from '../generations.ts';
import { insertRows } from '../insert-rows.ts';
import { type KeysToStage, packedKeys } from './stage-keys.ts';
import { assertUnseen, countStaged, type Staging } from './unseen-generation.ts';

/** Packed as keys of alerts are; such a key is met exactly, so that nothing stands beside its token. Gives the number of rows that are there now. */
export async function stageIssuedKeys(transaction: Staging, args: KeysToStage): Promise<number> {
  const { importId, generation, after, packed } = args;
  await assertUnseen(transaction, generation, 'building');
  const rows = packedKeys(packed).map(({ token, number }) => [token, alertNoOf(generation, number)]);
  await insertRows(transaction, 'issued_key', ['token', 'entry_no'], rows);
  await countStaged(transaction, importId, 'keys_staged', { from: after, to: after + rows.length });
  return after + rows.length;
}
