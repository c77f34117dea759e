// SPDX-License-Identifier: Apache-2.0
// Pieces of an import as its thread makes them: packed, and sealed beside the connection that writes.

import { alertRow } from './alerts.ts';
import { atRestKeysOf } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import type { SealedColumn } from './sealed-cell.ts';
import { withCells } from './staging/stage-alerts.ts';
import type { Store } from './store.ts';

/** Puts cells in the place of contents, under the newest key of the store. */
export async function sealedPiece(
  store: Store,
  atRest: Uint8Array,
  place: { readonly column: SealedColumn; readonly register: string },
  packed: Uint8Array,
): Promise<Uint8Array> {
  const keys = new DataKeys(atRestKeysOf(atRest));
  await keys.load(store.reader);
  const seal = keys.newestSealing(place.column);
  return withCells(packed, (id, content) => seal(alertRow(place.register, id), content));
}
