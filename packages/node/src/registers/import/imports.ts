// SPDX-License-Identifier: Apache-2.0
// Imports of a node: quarantine, preview, approval, application, going back (spec/import.md). Every step has its entry; what the node answers
// changes in one transaction at the end.
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import { uuidV7 } from '@iims/wire/identifiers';
import type { Clock, Random } from '../../clock.ts';
import { listRegisters, type RegisterRow } from '../../store/alerts.ts';
import { isCodeOfAnother } from '../../store/held-alerts.ts';
import {
  findImport,
  IMPORT_GOES_ON,
  type ImportRow,
  type ImportStanding,
  listImports,
} from '../../store/register-imports.ts';
import { unknownRegister } from '../../store/register-sources.ts';
import type { Store } from '../../store/store.ts';
import { type Announcement, aboutOf, bytesOf } from './announcement.ts';
import { applyImport } from './apply-import.ts';
import { composeSettings } from './compose-settings.ts';
import { type Dropping, dropLeaving } from './drop-leaving.ts';
import { type ImportAbout, LIST_CODES, type Preview } from './import-about.ts';
import { checkSpace, Receiving } from './receiving.ts';
import { type ImportThread, readInThread } from './run-import-thread.ts';
import {
  importFolder,
  listImportFolders,
  makeImportFolder,
  removeImportFolder,
  type SpoolFolder,
} from './spool-folder.ts';

export interface ImportParts {
  readonly store: Store;
  /** Folder of the files. */
  readonly folder: string;
  readonly database: { readonly path: string; readonly atRest: Uint8Array };
  readonly state: string;
  readonly authority: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** An import as an operator sees it. */
export interface ImportStatus {
  readonly importId: string;
  readonly register: string;
  readonly format: string;
  readonly standing: ImportStanding | 'reading';
  readonly begunAt: string;
  readonly by: string;
  readonly bytes: number;
  /** While it is on its way. */
  readonly received?: number;
  /** While it is read. */
  readonly rows?: number;
  readonly preview?: Preview;
  readonly refusal?: ImportAbout['refusal'];
  /** While it is applied: pieces of work done and in all. */
  readonly applied?: { readonly done: number; readonly of: number };
  /** Why the last attempt to read or apply did not come to an end; it may be tried again. */
  readonly fault?: string;
}

export class Imports {
  readonly #parts: ImportParts;
  readonly #receiving = new Map<string, Receiving>();
  /** The one import that is read or applied. */
  #working: { readonly importId: string; readonly thread: ImportThread<unknown>; rows: number } | undefined;
  readonly #faults = new Map<string, string>();
  #dropping: Dropping | undefined;
  #isStopped = false;

  private constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  /** What was received in part is abandoned; what was approved goes on; files that belong to nothing go. */
  static async open(parts: ImportParts): Promise<Imports> {
    const imports = new Imports(parts);
    makeImportFolder(parts.folder);
    const rows = await listImports(parts.store.reader);
    for (const { importId } of rows.filter(({ standing }) => standing === 'receiving')) {
      await imports.#advance(importId, 'restart', { from: ['receiving'], to: 'abandoned' });
    }
    const goingOn = rows.filter(({ standing }) => standing !== 'receiving' && IMPORT_GOES_ON.includes(standing));
    const kept = new Set(goingOn.map(({ importId }) => importId));
    for (const name of listImportFolders(parts.folder))
      if (!kept.has(name)) removeImportFolder(importFolder(parts.folder, name));
    await imports.#goOn();
    return imports;
  }

  /** Announces a file. Throws `input.invalid`, `import.*`, `store.full`. */
  async begin(by: string, said: Announcement): Promise<ImportStatus> {
    const { store, folder, state, clock, random } = this.#parts;
    const listCode = LIST_CODES[said.format];
    const isCodeFree =
      listCode !== undefined && !(await isCodeOfAnother(store.reader, said.register, `${state}-${listCode}`));
    const held = await this.#register(said.register);
    if (held?.keptBy === 'hand') throw keptByHand();
    const about = aboutOf(said, { register: held, by, isCodeFree });
    await checkSpace(folder, bytesOf(about.files));
    const importId = uuidV7(clock.now(), random(10));
    const key = random(KEY_BYTES);
    const { register } = said;
    await store.write(
      {
        event: 'import.begun',
        body: {
          import: importId,
          register,
          format: about.format,
          user: by,
          bytes: bytesOf(about.files),
          sha256: about.sha256,
        },
      },
      { name: 'begin-import', args: { importId, register, fileKey: key, about } },
    );
    // Dying here leaves an import that has received nothing: the next start abandons it.
    this.#receiving.set(importId, new Receiving({ folder: importFolder(folder, importId), key }, about));
    return this.status(importId);
  }

  /** Takes a part of the file. Throws `import.not-found`, `import.out-of-step`, `store.full`. */
  take(importId: string, offset: number, part: Uint8Array): { readonly received: number } {
    const receiving = this.#receiving.get(importId);
    if (!receiving) throw notFound();
    receiving.take(offset, part);
    return { received: receiving.received };
  }

  /** Closes the file if it is whole, and begins to read it; the status tells how far that is. */
  async preview(importId: string, by: string): Promise<ImportStatus> {
    if (this.#working) throw underWay();
    const receiving = this.#receiving.get(importId);
    if (receiving) {
      await receiving.finish();
      this.#receiving.delete(importId);
      await this.#advance(importId, by, { from: ['receiving'], to: 'quarantined' });
    }
    const row = await this.#row(importId);
    const about = row.about as ImportAbout;
    if (row.standing !== 'quarantined' && row.standing !== 'previewed') throw standsElsewhere();
    if (this.#working) throw underWay();
    const source = {
      spools: this.#spools(row),
      register: row.register,
      about,
      compose: composeSettings(this.#parts, row),
    };
    const working = {
      importId,
      rows: 0,
      thread: readInThread(this.#parts.database, source, (rows) => (working.rows = rows)),
    };
    this.#working = working;
    this.#faults.delete(importId);
    working.thread.done
      .then((preview) => this.#keepPreview(row, about, preview))
      .catch((fault) => this.#keepRefusal(row, about, fault))
      .catch((fault) => this.#note(importId, fault))
      .finally(() => this.#endWork(importId));
    return this.status(importId);
  }

  /** From here on it is applied, whatever happens to the process. Throws `import.standing`, `import.under-way`. */
  async approve(importId: string, by: string): Promise<ImportStatus> {
    if (this.#working) throw underWay();
    const { register, about } = await this.#row(importId);
    const { preview } = about as ImportAbout;
    if (!preview) throw standsElsewhere();
    const { read, accepted, refused, digest } = preview;
    await this.#parts.store.write(
      { event: 'import.approved', body: { import: importId, register, user: by, read, accepted, refused, digest } },
      { name: 'approve-import', args: { importId, register } },
    );
    await this.#goOn();
    return this.status(importId);
  }

  /** Gives an import up at any time before it is shown. Throws `import.not-found`, `import.standing`. */
  async abandon(importId: string, by: string): Promise<ImportStatus> {
    if (this.#working?.importId === importId) await this.#working.thread.stop();
    this.#receiving.get(importId)?.close();
    this.#receiving.delete(importId);
    const { standing } = await this.#row(importId);
    if (!IMPORT_GOES_ON.includes(standing)) throw standsElsewhere();
    await this.#advance(importId, by, { from: IMPORT_GOES_ON, to: 'abandoned' });
    removeImportFolder(importFolder(this.#parts.folder, importId));
    await this.#goOn();
    return this.status(importId);
  }

  /** Shows the earlier content of a register. Throws `register.unknown`, `import.nothing-to-revert`. */
  async revert(register: string, by: string): Promise<{ readonly register: string; readonly alerts: number }> {
    if (!(await this.#register(register))) throw unknownRegister();
    const { result } = await this.#parts.store.write(
      { event: 'register.reverted', body: { register, user: by } },
      { name: 'revert-register', args: { register } },
    );
    return { register, alerts: result.alerts };
  }

  /** Throws `import.not-found`. */
  async status(importId: string): Promise<ImportStatus> {
    return this.#statusOf(await this.#row(importId));
  }

  /** The newest first. */
  async list(): Promise<ImportStatus[]> {
    return (await listImports(this.#parts.store.reader)).map((row) => this.#statusOf(row));
  }

  /** Ends what is under way where it stands; the next start goes on with what was approved. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const receiving of this.#receiving.values()) receiving.close();
    await this.#working?.thread.stop();
    await this.#working?.thread.done.catch(() => undefined);
    await this.#dropping?.stop();
  }

  #statusOf(row: ImportRow): ImportStatus {
    const { importId, register, begunAt, alertsStaged, keysStaged } = row;
    const about = row.about as ImportAbout | undefined;
    const receiving = this.#receiving.get(importId);
    const isReading = this.#working?.importId === importId && row.standing !== 'applying';
    const fault = this.#faults.get(importId);
    return {
      importId,
      register,
      format: about?.format ?? '',
      standing: isReading && row.standing !== 'applied' ? 'reading' : row.standing,
      begunAt: new Date(begunAt).toISOString(),
      by: about?.by ?? '',
      bytes: about ? bytesOf(about.files) : 0,
      ...(receiving && { received: receiving.received }),
      ...(isReading && { rows: this.#working!.rows }),
      ...(about?.preview && !isReading && { preview: about.preview }),
      ...(about?.refusal && { refusal: about.refusal }),
      ...(row.standing === 'applying' &&
        about?.preview && {
          applied: { done: alertsStaged + keysStaged, of: about.preview.accepted + about.preview.keys },
        }),
      ...(fault !== undefined && { fault }),
    };
  }

  /** Applies what was approved and waits, or else takes away what leaves. A fault is for the next start, or for whoever abandons. */
  async #goOn(): Promise<void> {
    const rows = this.#isStopped ? [] : await listImports(this.#parts.store.reader);
    const approved = rows.findLast(({ standing, importId }) => standing === 'applying' && !this.#faults.has(importId));
    if (this.#isStopped || this.#working) return;
    if (approved) this.#apply(approved);
    else if (!this.#dropping?.isRunning()) this.#dropping = dropLeaving(this.#parts.store);
  }

  #apply(row: ImportRow): void {
    assert(this.#working === undefined, 'one import is read or applied at a time');
    const { importId } = row;
    const thread = applyImport(this.#parts, row, {
      spools: this.#spools(row),
      register: () => this.#register(row.register),
    });
    this.#working = { importId, thread, rows: 0 };
    thread.done
      .then(() => removeImportFolder(importFolder(this.#parts.folder, importId)))
      .catch((fault) => this.#note(importId, fault))
      .finally(() => this.#endWork(importId));
  }

  #endWork(importId: string): void {
    if (this.#working?.importId === importId) this.#working = undefined;
    this.#goOn().catch((fault) => this.#note(importId, fault));
  }

  async #keepPreview({ importId, register }: ImportRow, about: ImportAbout, preview: Preview): Promise<void> {
    const { read, accepted, refused, reasons, differences, digest } = preview;
    await this.#parts.store.write(
      {
        event: 'import.previewed',
        body: { import: importId, register, read, accepted, refused, reasons, ...differences, digest },
      },
      {
        name: 'advance-import',
        args: { importId, from: ['quarantined', 'previewed'], to: 'previewed', about: { ...about, preview } },
      },
    );
  }

  /** A file that is refused whole ends its import; any other fault may be tried again. */
  async #keepRefusal({ importId, register }: ImportRow, about: ImportAbout, fault: unknown): Promise<void> {
    if (this.#isStopped) return;
    if (!(fault instanceof IimsError) || !fault.code.startsWith('import.') || fault.code === 'import.damaged')
      throw fault;
    const { code, field, rule, fix } = fault;
    const refusal = { code, ...(field && { field }), ...(rule && { rule }), ...(fix && { fix }) };
    await this.#parts.store.write(
      { event: 'import.refused', body: { import: importId, register, code, ...(field && { where: field }) } },
      {
        name: 'advance-import',
        args: { importId, from: ['quarantined', 'previewed'], to: 'refused', about: { ...about, refusal } },
      },
    );
    removeImportFolder(importFolder(this.#parts.folder, importId));
  }

  #note(importId: string, fault: unknown): void {
    if (this.#isStopped) return;
    this.#faults.set(importId, fault instanceof IimsError ? fault.code : 'node.fault');
  }

  async #advance(
    importId: string,
    by: string,
    step: { readonly from: readonly ImportStanding[]; readonly to: 'quarantined' | 'abandoned' },
  ): Promise<void> {
    await this.#parts.store.write(
      {
        event: step.to === 'quarantined' ? 'import.quarantined' : 'import.abandoned',
        body: { import: importId, user: by },
      },
      { name: 'advance-import', args: { importId, ...step } },
    );
  }

  #spools({ importId, fileKey }: ImportRow): SpoolFolder {
    if (!fileKey)
      throw new IimsError('import.damaged', { message: 'The key of the file is erased.', fix: 'Abandon the import.' });
    return { folder: importFolder(this.#parts.folder, importId), key: fileKey };
  }

  async #register(id: string): Promise<RegisterRow | undefined> {
    return (await listRegisters(this.#parts.store.reader)).find((register) => register.id === id);
  }

  async #row(importId: string): Promise<ImportRow> {
    const row = await findImport(this.#parts.store.reader, importId);
    if (!row) throw notFound();
    return row;
  }
}

function keptByHand(): IimsError {
  return new IimsError('register.kept-by-hand', {
    message: 'People enter alerts into this register one by one: a list would take their place.',
    field: 'register',
    rule: 'a register that is loaded from a source',
    fix: 'Import the list into a register of its own.',
  });
}

function notFound(): IimsError {
  return new IimsError('import.not-found', {
    message: 'There is no such import, or nothing more of it is awaited.',
    field: 'importId',
  });
}

function standsElsewhere(): IimsError {
  return new IimsError('import.standing', {
    message: 'The import does not stand where this could follow.',
    fix: 'Ask for its status.',
  });
}

function underWay(): IimsError {
  return new IimsError('import.under-way', {
    message: 'Another import is read or applied.',
    rule: 'one at a time',
    fix: 'Try again when it has ended.',
  });
}

const KEY_BYTES = 32;
