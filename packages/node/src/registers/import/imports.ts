// SPDX-License-Identifier: Apache-2.0
// Imports of a node: quarantine, preview, approval, application, going back (spec/import.md). Every step has its entry; what the node answers
// changes in one transaction at the end.
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import { uuidV7 } from '@iims/wire/identifiers';
import type { Clock, Random } from '../../clock.ts';
import type { QueriesUnderWay } from '../../queries-under-way.ts';
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
import type { ReadingProgress } from '../indexed-persons.ts';
import { type Announcement, aboutOf, bytesOf } from './announcement.ts';
import { applyImport } from './apply-import.ts';
import { confirmedVanishing, type Vanishing } from './check-vanishing.ts';
import { composeSettings } from './compose-settings.ts';
import { type Dropping, dropLeaving } from './drop-leaving.ts';
import { findRegister, type HeldRegister } from './held-register.ts';
import { type ImportAbout, LIST_CODES, type Preview } from './import-about.ts';
import { keptByHand, needsSecondPerson, notFound, standsElsewhere, underWay } from './import-faults.ts';
import { type ImportSettings, type ImportStatus, settingsOf, statusOf } from './import-status.ts';
import { checkSpace, diskFull, isDiskFull, Receiving } from './receiving.ts';
import { type ImportThread, readInThread } from './run-import-thread.ts';
import { type PersonsFollowing, ShownUnfound } from './shown-unfound.ts';
import {
  importFolder,
  listImportFolders,
  makeImportFolder,
  removeImportFolder,
  type SpoolFolder,
} from './spool-folder.ts';
import { type Trial, type Tried, trySource } from './try-source.ts';

export interface ImportParts {
  readonly store: Store;
  /** Folder of the files. */
  readonly folder: string;
  readonly database: { readonly path: string; readonly atRest: Uint8Array };
  readonly state: string;
  readonly authority: string;
  /** Of which registers an import is approved by another than the one who brought it (spec/import.md, 23). */
  readonly secondPerson: SecondPerson;
  /** What an import gives way to. */
  readonly queries: Pick<QueriesUnderWay, 'shared' | 'pause'>;
  /** The index of persons, which follows what the registers show; without it queries find that at once. */
  readonly persons?: PersonsFollowing;
  readonly clock: Clock;
  readonly random: Random;
}

export type SecondPerson = 'none' | 'persons' | 'all';

export class Imports {
  readonly #parts: ImportParts;
  readonly #receiving = new Map<string, Receiving>();
  /** The one import that is read or applied. */
  #working:
    | { readonly importId: string; readonly register: string; readonly thread: ImportThread<unknown>; rows: number }
    | undefined;
  readonly #faults = new Map<string, string>();
  readonly #unfound: ShownUnfound;
  #dropping: Dropping | undefined;
  /** Imports that have ended, and whose files are still there. */
  readonly #left = new Set<string>();
  /** Files that go, one import's after the other's. */
  #clearing: Promise<void> = Promise.resolve();
  #isStopped = false;
  /** Steps of operators, one after the other: no two of them decide upon the same standing. */
  #lastStep: Promise<unknown> = Promise.resolve();
  #idleTimer: ReturnType<typeof setInterval> | undefined;

  private constructor(parts: ImportParts) {
    this.#parts = parts;
    this.#unfound = new ShownUnfound(parts.persons);
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
    for (const name of listImportFolders(parts.folder)) if (!kept.has(name)) imports.#left.add(name);
    // Nobody waits for it: gigabytes go in steps, for seconds.
    void imports.clearLeft();
    await imports.#goOn();
    imports.#idleTimer = setInterval(() => {
      void imports.clearLeft();
      void imports.abandonIdle().catch(() => undefined);
    }, IDLE_LOOK_MS).unref();
    return imports;
  }

  /** Announces a file. Throws `input.invalid`, `import.*`, `store.full`. */
  async begin(by: string, said: Announcement): Promise<ImportStatus> {
    const { store, folder, state, clock, random } = this.#parts;
    const listCode = LIST_CODES[said.format];
    const isCodeFree =
      listCode !== undefined && !(await isCodeOfAnother(store.reader, said.register, `${state}-${listCode}`));
    const held = await this.#register(said.register);
    if (held?.isByHand === true) throw keptByHand();
    const about = aboutOf(said, { register: held, by, isCodeFree, now: clock.now() });
    const awaited = [...this.#receiving.values()].reduce((sum, receiving) => sum + receiving.awaited, 0);
    await checkSpace(folder, bytesOf(about.files) + awaited);
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
    try {
      this.#receiving.set(importId, new Receiving({ folder: importFolder(folder, importId), key }, about, clock));
    } catch (fault) {
      await this.abandon(importId, 'disk');
      throw isDiskFull(fault) ? diskFull() : fault;
    }
    return this.status(importId);
  }

  /** Reads the beginning of a file as an import of it would. Throws `input.invalid`, `import.*`. */
  async tryOut(trial: Trial): Promise<Tried> {
    const register = await this.#register(trial.register);
    return trySource(trial, { register, now: this.#parts.clock.now(), owner: this.#parts });
  }

  /** How the list was read that each register shows, by register: with it the next import begins. */
  async lastSettings(): Promise<ReadonlyMap<string, ImportSettings>> {
    const rows = await listImports(this.#parts.store.reader);
    const applied = rows.filter(({ standing, about }) => standing === 'applied' && about !== undefined);
    // The newest come first, and the first of a register counts.
    return new Map(applied.reverse().map(({ register, about }) => [register, settingsOf(about as ImportAbout)]));
  }

  /** Takes a part of the file when its turn comes. Throws `import.not-found`, `import.out-of-step`, `store.full`. */
  async take(importId: string, offset: number, part: Uint8Array): Promise<{ readonly received: number }> {
    const receiving = this.#receiving.get(importId);
    if (!receiving) throw notFound();
    await receiving.takeInTurn(offset, part, this.#parts.queries);
    return { received: receiving.received };
  }

  /** Closes the file if it is whole, and begins to read it; the status tells how far that is. */
  preview(importId: string, by: string): Promise<ImportStatus> {
    return this.#inTurn(() => this.#preview(importId, by));
  }

  async #preview(importId: string, by: string): Promise<ImportStatus> {
    if (this.#working) throw underWay(this.#working.register);
    const receiving = this.#receiving.get(importId);
    if (receiving) {
      await receiving.finish();
      this.#receiving.delete(importId);
      await this.#advance(importId, by, { from: ['receiving'], to: 'quarantined' });
    }
    const row = await this.#row(importId);
    const about = row.about as ImportAbout;
    if (row.standing !== 'quarantined' && row.standing !== 'previewed') throw standsElsewhere();
    // What the last reading made goes with the first byte of this one: nobody may approve it any more.
    if (row.standing === 'previewed') await this.#advance(importId, by, { from: ['previewed'], to: 'quarantined' });
    const source = {
      spools: this.#spools(row),
      register: row.register,
      about,
      compose: composeSettings(this.#parts, row),
    };
    const { database, queries } = this.#parts;
    const working = {
      importId,
      register: row.register,
      rows: 0,
      thread: readInThread({ database, queries, source }, (rows) => (working.rows = rows)),
    };
    this.#working = working;
    this.#faults.delete(importId);
    working.thread.done
      .then((preview) => this.#keepPreview(row, about, preview))
      .catch((fault) => this.#keepRefusal(row, fault))
      .catch((fault) => this.#note(importId, fault))
      .finally(() => this.#endWork(importId));
    return this.status(importId);
  }

  /**
   * From here on it is applied, whatever happens to the process.
   * Throws `import.standing`, `import.under-way`, `import.second-person`, `import.register-changed`; `input.invalid` where more vanishes
   * than may without a word.
   */
  approve(importId: string, by: string, vanishing: Vanishing = {}): Promise<ImportStatus> {
    return this.#inTurn(() => this.#approve(importId, by, vanishing));
  }

  async #approve(importId: string, by: string, vanishing: Vanishing): Promise<ImportStatus> {
    if (this.#working) throw underWay(this.#working.register);
    const { register, about } = await this.#row(importId);
    const { preview, by: broughtBy, positive } = about as ImportAbout;
    if (!preview) throw standsElsewhere();
    if (broughtBy === by && this.#needsSecond(preview)) throw needsSecondPerson();
    const { read, accepted, refused, digest, basis, vanished } = preview;
    const confirmed = await confirmedVanishing(this.#parts.store.reader, register, preview, vanishing);
    await this.#parts.store.write(
      {
        event: 'import.approved',
        body: {
          import: importId,
          register,
          user: by,
          read,
          accepted,
          refused,
          ...(confirmed !== undefined && { vanished: confirmed }),
          digest,
        },
      },
      {
        name: 'approve-import',
        args: {
          importId,
          register,
          basis,
          holds: positive === undefined ? 'alerts' : 'issued',
          // A word about another reading of the same file is none about this one.
          ...(vanished && { about: { ...(about as ImportAbout), isVanishingConfirmed: confirmed !== undefined } }),
        },
      },
    );
    await this.#goOn();
    return this.status(importId);
  }

  /** Gives an import up at any time before it is shown. Throws `import.not-found`, `import.standing`. */
  abandon(importId: string, by: string): Promise<ImportStatus> {
    return this.#inTurn(() => this.#abandon(importId, by));
  }

  async #abandon(importId: string, by: string): Promise<ImportStatus> {
    if (this.#working?.importId === importId) await this.#working.thread.stop();
    this.#receiving.get(importId)?.close();
    this.#receiving.delete(importId);
    const { standing } = await this.#row(importId);
    if (!IMPORT_GOES_ON.includes(standing)) throw standsElsewhere();
    await this.#advance(importId, by, { from: IMPORT_GOES_ON, to: 'abandoned' });
    this.#faults.delete(importId);
    // Whoever gives it up may need its place on the disk for the next one; what others left goes beside it.
    await this.#removeFiles(importId).catch(() => this.#clearLater(importId));
    await this.#goOn();
    return this.status(importId);
  }

  /** Shows the earlier content of a register, and waits a moment for queries to find it; `findingOf` tells how far that is. Throws `register.unknown`, `import.nothing-to-revert`. */
  async revert(register: string, by: string): Promise<{ readonly register: string; readonly alerts: number }> {
    if (!(await this.#register(register))) throw unknownRegister();
    const { result } = await this.#parts.store.write(
      { event: 'register.reverted', body: { register, user: by } },
      { name: 'revert-register', args: { register } },
    );
    await this.#unfound.foundSoon({ register });
    return { register, alerts: result.alerts };
  }

  /** How far queries find what a register shows; nothing where they find all of it. */
  findingOf(register: string): ReadingProgress | undefined {
    return this.#unfound.ofRegister(register);
  }

  /** Gives up what nobody went on with: what lies in quarantine is of persons, and it keeps the next import out. */
  async abandonIdle(): Promise<void> {
    const since = this.#parts.clock.now() - IDLE_MS_MAX;
    for (const { importId, standing, changedAt } of await listImports(this.#parts.store.reader)) {
      const isWaiting = standing !== 'applying' && IMPORT_GOES_ON.includes(standing);
      const movedAt = Math.max(changedAt, this.#receiving.get(importId)?.takenAt ?? 0);
      if (isWaiting && movedAt < since) await this.abandon(importId, 'time-out');
    }
  }

  /** Takes away the files of imports that have ended. What the disk does not let go stays for the next time; its key is erased. */
  clearLeft(): Promise<void> {
    this.#clearing = this.#clearing.then(async () => {
      for (const importId of this.#left) {
        const isGone = await this.#removeFiles(importId).then(
          () => true,
          () => false,
        );
        if (isGone) this.#left.delete(importId);
      }
    });
    return this.#clearing;
  }

  #removeFiles(importId: string): Promise<void> {
    return removeImportFolder(importFolder(this.#parts.folder, importId));
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
    clearInterval(this.#idleTimer);
    for (const receiving of this.#receiving.values()) receiving.close();
    await this.#working?.thread.stop();
    await this.#working?.thread.done.catch(() => undefined);
    await this.#dropping?.stop();
    await this.#clearing;
  }

  #statusOf(row: ImportRow): ImportStatus {
    const { importId } = row;
    const working = this.#working?.importId === importId ? this.#working : undefined;
    // Whoever is told that a list is applied asks, and a person of it who is not found yet would be a no-hit.
    const finding = this.#unfound.ofImport(importId);
    const isFound = working === undefined && finding === undefined;
    const standing = row.standing === 'applied' && !isFound ? 'applying' : row.standing;
    return statusOf(
      { ...row, standing },
      {
        received: this.#receiving.get(importId)?.received,
        rowsRead: row.standing === 'applying' ? undefined : working?.rows,
        finding,
        fault: this.#faults.get(importId),
        needsSecondPerson: (preview) => this.#needsSecond(preview),
      },
    );
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
    this.#working = { importId, register: row.register, thread, rows: 0 };
    thread.done
      .then(() => {
        // The next import does not wait for it: the names of millions take minutes.
        this.#unfound.found({ importId, register: row.register }).catch((fault) => this.#note(importId, fault));
        this.#clearLater(importId);
      })
      .catch((fault) => this.#stepBack(row, fault))
      .catch((fault) => this.#note(importId, fault))
      .finally(() => this.#endWork(importId));
  }

  /** The next import does not wait for it, and the one that has ended has no part in it. */
  #clearLater(importId: string): void {
    this.#left.add(importId);
    void this.clearLeft();
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
        args: { importId, from: ['quarantined'], to: 'previewed', about: { ...about, preview } },
      },
    );
  }

  /** A file that is refused whole ends its import; any other fault may be tried again. */
  async #keepRefusal(row: ImportRow, fault: unknown): Promise<void> {
    if (this.#isStopped) return;
    if (!(fault instanceof IimsError) || !fault.code.startsWith('import.') || fault.code === 'import.damaged')
      throw fault;
    await this.#refuse(row, 'quarantined', fault);
  }

  /**
   * What was built beside another register than the one in force is not shown: its file is read again. Where the name is by now that of a
   * register of the other kind no reading helps.
   */
  async #stepBack(row: ImportRow, fault: unknown): Promise<void> {
    if (!(fault instanceof IimsError)) throw fault;
    if (fault.code === 'register.exists') return this.#refuse(row, 'applying', fault);
    if (fault.code !== 'import.register-changed') throw fault;
    await this.#advance(row.importId, 'register-changed', { from: ['applying'], to: 'quarantined' });
    throw fault;
  }

  async #refuse({ importId, register, about }: ImportRow, from: ImportStanding, fault: IimsError): Promise<void> {
    const { code, field, rule, fix } = fault;
    const refusal = { code, ...(field && { field }), ...(rule && { rule }), ...(fix && { fix }) };
    await this.#parts.store.write(
      { event: 'import.refused', body: { import: importId, register, code, ...(field && { where: field }) } },
      {
        name: 'advance-import',
        args: { importId, from: [from], to: 'refused', about: { ...(about as ImportAbout), refusal } },
      },
    );
    this.#clearLater(importId);
  }

  #needsSecond({ kind }: Preview): boolean {
    const { secondPerson } = this.#parts;
    return secondPerson === 'all' || (secondPerson === 'persons' && kind === 'person');
  }

  #inTurn<R>(step: () => Promise<R>): Promise<R> {
    const turn = this.#lastStep.then(step);
    this.#lastStep = turn.catch(() => undefined);
    return turn;
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

  #register(id: string): Promise<HeldRegister | undefined> {
    return findRegister(this.#parts.store.reader, id);
  }

  async #row(importId: string): Promise<ImportRow> {
    const row = await findImport(this.#parts.store.reader, importId);
    if (!row) throw notFound();
    return row;
  }
}

const KEY_BYTES = 32;
/** A week: longer than any weekend on which a colleague is awaited. */
const IDLE_MS_MAX = 7 * 86_400_000;
const IDLE_LOOK_MS = 3_600_000;
