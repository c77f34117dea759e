// SPDX-License-Identifier: Apache-2.0
// What an approved import writes, in pieces that hold the store for some milliseconds each.
import { concatBytes } from '@iims/wire/bytes';
import { KEY_ROW_BYTES } from './key-runs.ts';
import { takeAlert } from './read-source.ts';
import { readSpool, SpoolPieces } from './sealed-spool.ts';
import { type SpoolFolder, spoolPlace } from './spool-folder.ts';

/** How far an application has come. */
export interface Staged {
  readonly alerts: number;
  readonly keys: number;
}

export type ApplyPiece = { readonly what: 'alerts' | 'keys'; readonly after: number; readonly packed: Uint8Array };

/** The pieces that are left. Throws `import.damaged`. */
export function* applyPieces(spools: SpoolFolder, staged: Staged): Generator<ApplyPiece> {
  yield* alertPieces(spools, staged.alerts);
  yield* keyPieces(spools, staged.keys);
}

function* alertPieces(spools: SpoolFolder, staged: number): Generator<ApplyPiece> {
  const alerts = new SpoolPieces(readSpool(spoolPlace(spools, 'alerts')));
  let number = 0;
  let after = staged;
  let batch: Uint8Array[] = [];
  for (let alert = takeAlert(alerts); alert !== undefined; alert = takeAlert(alerts)) {
    number += 1;
    if (number <= staged) continue;
    batch.push(alert.packed);
    if (batch.length < ALERTS_PER_PIECE) continue;
    yield { what: 'alerts', after, packed: concatBytes(...batch) };
    after = number;
    batch = [];
  }
  if (batch.length > 0) yield { what: 'alerts', after, packed: concatBytes(...batch) };
}

function* keyPieces(spools: SpoolFolder, staged: number): Generator<ApplyPiece> {
  const place = spoolPlace(spools, 'keys');
  const rows = new SpoolPieces(readSpool(place));
  let batch: Uint8Array[] = [];
  let number = 0;
  let after = staged;
  for (let row = rows.take(KEY_ROW_BYTES); row !== undefined; row = rows.take(KEY_ROW_BYTES)) {
    number += 1;
    if (number <= staged) continue;
    batch.push(row.slice());
    if (batch.length < KEYS_PER_PIECE) continue;
    yield { what: 'keys', after, packed: concatBytes(...batch) };
    after = number;
    batch = [];
  }
  if (batch.length > 0) yield { what: 'keys', after, packed: concatBytes(...batch) };
}

/** Sealing, writing and flushing one piece takes the store 2 to 3 ms: a query that comes meanwhile waits no longer. */
const ALERTS_PER_PIECE = 128;
const KEYS_PER_PIECE = 640;
