// SPDX-License-Identifier: Apache-2.0
// Pieces of an import as its thread makes them: packed, and sealed beside the connection that writes.

import { utf8 } from '@iims/wire/bytes';
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

/** Before it is sealed. */
export function packedAlert(alertId: string, content: string | Uint8Array): Uint8Array {
  const [id, body] = [utf8(alertId), typeof content === 'string' ? utf8(content) : content];
  const packed = new Uint8Array(2 + id.length + 10 + 4 + body.length);
  const view = new DataView(packed.buffer);
  view.setUint16(0, id.length);
  packed.set(id, 2);
  packed.set(utf8(DAY), 2 + id.length);
  view.setUint32(12 + id.length, body.length);
  packed.set(body, 16 + id.length);
  return packed;
}

export const DAY = '2099-01-05';
