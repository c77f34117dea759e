// SPDX-License-Identifier: Apache-2.0
// Brings a file that a connector read through the import, as an operator would bring it: announced, sealed, previewed. Who approves it the
// caller decides.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { IimsError } from '@iims/wire/errors';
import type { Announcement } from '../import/announcement.ts';
import type { ImportStatus } from '../import/import-status.ts';
import type { Imports } from '../import/imports.ts';
import type { ReadFile } from './whole-reading.ts';

export type ImportDoor = Pick<Imports, 'begin' | 'take' | 'preview' | 'approve' | 'abandon' | 'status' | 'list'>;

export interface FileToImport {
  readonly file: ReadFile;
  readonly about: Omit<Announcement, 'files' | 'sha256'>;
  /** Who brings it, as entries name it. */
  readonly by: string;
}

/** Resolves to an import that is previewed. Throws `import.*` for a file that is refused whole; then no import is left. */
export async function importFile(
  imports: ImportDoor,
  { file, about, by }: FileToImport,
  isStopped: () => boolean,
): Promise<ImportStatus> {
  const { bytes, sha256 } = file;
  const { importId } = await imports.begin(by, { ...about, files: [{ name: 'connector', bytes }], sha256 });
  try {
    let offset = 0;
    for await (const chunk of file.chunks()) {
      await imports.take(importId, offset, chunk);
      offset += chunk.length;
      await nextTurn();
    }
    await whenFree(() => imports.preview(importId, by), isStopped);
    const status = await whenNot(imports, importId, ['reading', 'quarantined'], isStopped);
    if (status.standing === 'previewed') return status;
    throw refusalOf(status);
  } catch (fault) {
    // One that was refused whole has ended already.
    await imports.abandon(importId, by).catch(() => undefined);
    throw fault;
  }
}

/** Resolves when the import is in force. */
export async function applyImport(
  imports: ImportDoor,
  importId: string,
  { by, vanishedMax }: { readonly by: string; readonly vanishedMax: number },
  isStopped: () => boolean,
): Promise<ImportStatus> {
  await whenFree(() => imports.approve(importId, by, { max: vanishedMax }), isStopped);
  return whenNot(imports, importId, ['applying'], isStopped);
}

/** One import at a time is read or applied: another one is waited for, up to a bound. */
async function whenFree<R>(act: () => Promise<R>, isStopped: () => boolean): Promise<R> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await act();
    } catch (fault) {
      const isBusy = fault instanceof IimsError && fault.code === 'import.under-way';
      if (!isBusy || isStopped() || attempts * LOOK_AGAIN_MS > WAIT_MS_MAX) throw fault;
      await pause();
    }
  }
}

/** The status once it is none of these. A fault of the import's own thread leaves it where it was. */
async function whenNot(
  imports: ImportDoor,
  importId: string,
  standings: readonly ImportStatus['standing'][],
  isStopped: () => boolean,
): Promise<ImportStatus> {
  for (;;) {
    const status = await imports.status(importId);
    if (status.fault !== undefined || !standings.includes(status.standing)) return status;
    if (isStopped()) throw new IimsError('import.under-way', { message: 'The node stops.' });
    await pause();
  }
}

function refusalOf({ refusal, fault }: ImportStatus): IimsError {
  // The code was one of the catalogue when the import wrote it.
  const code = (refusal?.code ?? fault ?? 'import.damaged') as IimsError['code'];
  return new IimsError(code, { message: 'What the source says is refused as a whole.', ...refusal });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS).unref());
}

const LOOK_AGAIN_MS = 50;
/** Longer than a million rows take. */
const WAIT_MS_MAX = 10 * 60_000;
