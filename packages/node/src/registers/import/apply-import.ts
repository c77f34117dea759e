// SPDX-License-Identifier: Apache-2.0
// Applies an approved import: builds its generation piece by piece beside the one in force, and shows it at the end in one transaction.
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import type { Clock } from '../../clock.ts';
import type { QueriesUnderWay } from '../../queries-under-way.ts';
import type { ImportRow } from '../../store/register-imports.ts';
import type { Store } from '../../store/store.ts';
import type { ApplyPiece, ToApply } from './apply-pieces.ts';
import type { HeldRegister } from './held-register.ts';
import type { ImportAbout } from './import-about.ts';
import { checkSpace } from './receiving.ts';
import { applyInThread, type ImportThread } from './run-import-thread.ts';
import type { SpoolFolder } from './spool-folder.ts';

export interface Applying {
  readonly store: Store;
  readonly database: { readonly path: string; readonly atRest: Uint8Array };
  readonly queries: Pick<QueriesUnderWay, 'shared'>;
  readonly clock: Clock;
}

/** Goes on from wherever the import was left. Dying at any moment leaves the old generation in force and the pieces so far counted. */
export function applyImport(
  { store, database, queries }: Applying,
  row: ImportRow,
  { spools, register }: { readonly spools: SpoolFolder; readonly register: () => Promise<HeldRegister | undefined> },
): ImportThread<void> {
  const { generation } = row;
  assert(generation !== null, 'an approved import has a generation');
  let isStopped = false;
  let staging: Promise<void> = Promise.resolve();
  let pieces = 0;
  const write = (piece: ApplyPiece): Promise<void> =>
    untilTaken(
      async () => {
        // The last of the disk is for the log, without which nothing is answered.
        if (pieces % PIECES_BETWEEN_LOOKS === 0) await checkSpace(spools.folder, 0);
        pieces += 1;
        if (isStopped) throw new IimsError('import.standing', { message: 'The import is applied no further.' });
        staging = stagePiece(store, row, generation, piece);
        await staging;
      },
      () => isStopped,
    );
  const toApply = {
    spools,
    staged: { alerts: row.alertsStaged, keys: row.keysStaged },
    register: row.register,
    holds: holdsOf(row),
  };
  const thread = applyInThread({ database, queries, toApply }, write);
  const done = thread.done.then(async () => showImport(store, row, generation, await register()));
  return {
    done,
    stop: async () => {
      isStopped = true;
      await thread.stop();
      // Whoever gives the import up takes its generation away: a piece that came to the store afterwards would stop the process.
      await staging.catch(() => undefined);
    },
  };
}

async function stagePiece(store: Store, row: ImportRow, generation: number, piece: ApplyPiece): Promise<void> {
  const { importId, register } = row;
  const { after, packed } = piece;
  const isPositive = holdsOf(row) === 'issued';
  if (piece.what === 'alerts') {
    const name = isPositive ? 'stage-issued' : 'stage-alerts';
    await store.stage({ name, args: { importId, register, generation, after, packed } });
  } else {
    const name = isPositive ? 'stage-issued-keys' : 'stage-keys';
    await store.stage({ name, args: { importId, generation, after, packed } });
  }
}

function holdsOf({ about }: ImportRow): ToApply['holds'] {
  return (about as ImportAbout).positive === undefined ? 'alerts' : 'issued';
}

/** A full disk or a store that is held stops nothing: the piece is offered again. */
async function untilTaken(stage: () => Promise<void>, isStopped: () => boolean): Promise<void> {
  for (;;) {
    try {
      return await stage();
    } catch (fault) {
      const isPassing = fault instanceof IimsError && (fault.code === 'store.full' || fault.code === 'store.busy');
      if (!isPassing || isStopped()) throw fault;
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS).unref());
    }
  }
}

async function showImport(
  store: Store,
  row: ImportRow,
  generation: number,
  held: HeldRegister | undefined,
): Promise<void> {
  const { importId, begunAt, about } = row;
  const { preview, format, positive, isVanishingConfirmed = false } = about as ImportAbout;
  assert(preview !== undefined, 'an approved import was read');
  const { differences, accepted, keys, kind, digest, basis, completeFor, heldTypes, vanished } = preview;
  const isSame = held !== undefined && differences.added + differences.changed + differences.removed === 0;
  await untilTaken(
    async () =>
      void (await store.write(
        {
          event: 'import.applied',
          body: {
            import: importId,
            register: row.register,
            kind,
            format,
            generation,
            alerts: accepted,
            ...(vanished && { vanished: vanished.count }),
            digest,
          },
        },
        {
          name: 'show-import',
          args: {
            importId,
            generation,
            alerts: accepted,
            keys,
            basis,
            ...(vanished && { vanished: { isConfirmed: isVanishingConfirmed, tokens: vanished.tokens } }),
            register: {
              id: row.register,
              kind,
              title: held?.title ?? row.register,
              changedAt: isSame ? held.changedAt : begunAt,
              checkedAt: positive?.asOf ?? begunAt,
              ...(completeFor && { completeFor: completeFor.join(' ') }),
              ...(heldTypes && { heldTypes: heldTypes.join(' ') }),
              ...(positive?.completeHours && { completeMs: positive.completeHours * HOUR_MS }),
            },
          },
        },
      )),
    () => false,
  );
}

const RETRY_AFTER_MS = 1_000;
const HOUR_MS = 3_600_000;
/** Some MiB of rows. */
const PIECES_BETWEEN_LOOKS = 32;
