// SPDX-License-Identifier: Apache-2.0
// What an approved import writes, in pieces that hold the store for some milliseconds each.
import { concatBytes } from '@iims/wire/bytes';
import { alertRow } from '../../store/alerts.ts';
import type { RowKey } from '../../store/sealed-cell.ts';
import { withCells } from '../../store/staging/stage-alerts.ts';
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

export interface ToApply {
  readonly spools: SpoolFolder;
  readonly staged: Staged;
  readonly register: string;
  readonly holds: 'alerts' | 'issued';
}

export interface MakingPieces {
  /** What the store keeps of an alert. */
  readonly seal: (row: RowKey, content: Uint8Array) => Uint8Array;
  /** Called between two steps of less than a millisecond; it may hold the making up. */
  readonly giveWay: () => void;
}

/** The pieces that are left. Throws `import.damaged`. */
export function* applyPieces({ spools, staged, register }: ToApply, making: MakingPieces): Generator<ApplyPiece> {
  yield* alertPieces(spools, staged.alerts, (alert) => {
    making.giveWay();
    // Rows of what was issued are named in the same way.
    return withCells(alert, (id, content) => making.seal(alertRow(register, id), content));
  });
  yield* keyPieces(spools, staged.keys, making);
}

function* alertPieces(
  spools: SpoolFolder,
  staged: number,
  sealed: (alert: Uint8Array) => Uint8Array,
): Generator<ApplyPiece> {
  const alerts = new SpoolPieces(readSpool(spoolPlace(spools, 'alerts')));
  let number = 0;
  let after = staged;
  let batch: Uint8Array[] = [];
  for (let alert = takeAlert(alerts); alert !== undefined; alert = takeAlert(alerts)) {
    number += 1;
    if (number <= staged) continue;
    batch.push(sealed(alert.packed));
    if (batch.length < ALERTS_PER_PIECE) continue;
    yield { what: 'alerts', after, packed: concatBytes(...batch) };
    after = number;
    batch = [];
  }
  if (batch.length > 0) yield { what: 'alerts', after, packed: concatBytes(...batch) };
}

function* keyPieces(
  spools: SpoolFolder,
  staged: number,
  { giveWay }: Pick<MakingPieces, 'giveWay'>,
): Generator<ApplyPiece> {
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
    giveWay();
    yield { what: 'keys', after, packed: concatBytes(...batch) };
    after = number;
    batch = [];
  }
  if (batch.length > 0) yield { what: 'keys', after, packed: concatBytes(...batch) };
}

/** Writing and flushing one piece takes the store 2 to 3 ms: a query that comes meanwhile waits no longer. */
const ALERTS_PER_PIECE = 128;
const KEYS_PER_PIECE = 640;
