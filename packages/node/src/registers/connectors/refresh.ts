// SPDX-License-Identifier: Apache-2.0
// One refresh of a connector (spec/connector.md, 5 to 9): changes where the source tells them, else everything; what would take too much
// away waits for a person.
import { join } from 'node:path';
import { IimsError } from '@iims/wire/errors';
import type { Clock } from '../../clock.ts';
import { listRegisters } from '../../store/alerts.ts';
import { listPositiveRegisters } from '../../store/issued-documents.ts';
import type { Store } from '../../store/store.ts';
import { VANISHED_MAX } from '../../store/vanished-entries.ts';
import { removalsMax, vanishesTooMuch } from '../import/check-vanishing.ts';
import type { Counts, Preview } from '../import/import-about.ts';
import type { ImportStatus } from '../import/import-status.ts';
import type { ConnectorPlan } from './connector-file.ts';
import {
  afterGood,
  afterWhole,
  type ConnectorMemory,
  type RegisterVersion,
  removedWith,
  type WaitingMemory,
  type WholeMemory,
} from './connector-memory.ts';
import { type DroppedFile, FolderIntake } from './folder-intake.ts';
import { applyImport, type ImportDoor, importFile } from './import-file.ts';
import { tellsChanges } from './open-source.ts';
import { columnsOf, type NodeNames } from './row-judging.ts';
import { sourceInThread } from './source-in-thread.ts';
import type { OpenSource } from './sources/source.ts';
import { takeChanges } from './take-changes.ts';
import { discardReading, type ReadFile, readWhole } from './whole-reading.ts';

export interface RefreshParts {
  readonly store: Store;
  readonly imports: ImportDoor;
  /** Folder of the imports' files; a reading lies there while it is made. */
  readonly importsFolder: string;
  readonly names: NodeNames;
  readonly clock: Clock;
}

export interface RefreshNow {
  readonly plan: ConnectorPlan;
  readonly memory: ConnectorMemory;
  /** Where the source is a folder. */
  readonly intake: FolderIntake | undefined;
  readonly isStopped: () => boolean;
}

/** `good`: what the source says is in force. `waits`: a person decides. `nothing`: a folder without a file. `declined`: a person said no. */
export interface Refreshed {
  readonly outcome: 'good' | 'waits' | 'nothing' | 'declined';
  readonly memory: ConnectorMemory;
}

/** Throws `connector.*`, `import.*`, `keys.*`, `store.*`; what the register held before is whole. */
export async function refresh(parts: RefreshParts, now: RefreshNow): Promise<Refreshed> {
  const { plan, memory } = now;
  if (memory.waiting !== undefined) return settle(parts, now, memory.waiting);
  const { source } = plan;
  if (source.kind === 'folder') return takeFile(parts, now, now.intake ?? new FolderIntake(source.path));
  const atMs = parts.clock.now();
  const held = await registerOf(parts, plan);
  const open = await sourceInThread(source).open(columnsOf(plan), () => undefined);
  try {
    if (held === undefined || !tellsChanges(source) || isWholeDue(plan, memory, held, atMs)) {
      return await takeWhole(parts, now, { open, atMs, held });
    }
    const { store, names, clock } = parts;
    const { monotonic } = clock;
    const taken = await takeChanges(open, { store, plan, memory, names, atMs, held: held.rows, monotonic });
    // More would go than may go by itself: everything is read, previewed, and waits.
    if (taken.isTooMuch) return await takeWhole(parts, { ...now, memory: taken.memory }, { open, atMs, held });
    return { outcome: 'good', memory: afterGood(taken.memory, atMs, taken.counts) };
  } finally {
    await open.close();
  }
}

/** Also where another hand has put other content in force, and where the clock was set back. */
function isWholeDue(plan: ConnectorPlan, memory: ConnectorMemory, held: RegisterVersion, atMs: number): boolean {
  const { isApproved, position, whole } = memory;
  if (!isApproved || position === undefined || whole === undefined) return true;
  const age = atMs - whole.readAt;
  return age < 0 || age >= plan.wholeEverySeconds * 1_000 || whole.register?.generation !== held.generation;
}

/** A register as it is in force; of a positive one, for which types it is complete. */
interface Held extends RegisterVersion {
  readonly completeFor?: readonly string[];
}

interface Whole {
  readonly open: OpenSource;
  readonly atMs: number;
  readonly held: Held | undefined;
}

async function takeWhole(parts: RefreshParts, now: RefreshNow, { open, atMs, held }: Whole): Promise<Refreshed> {
  const { plan, memory } = now;
  const folder = join(parts.importsFolder, `connector-${plan.name}`);
  try {
    const { monotonic } = parts.clock;
    // A source is asked whether anything changed only where the register still is what it said.
    const position = isAsTaken(memory, held) && !isImportDue(memory, atMs) ? memory.position : undefined;
    const reading = await readWhole(open, { folder, columns: columnsOf(plan), position, monotonic });
    if (reading === 'unchanged') return { outcome: 'good', memory: afterGood(memory, atMs, memory.counts ?? NOTHING) };
    checkFilled(memory, reading.filled);
    const whole = { digest: reading.sha256, readAt: atMs, importedAt: atMs, filled: reading.filled };
    return await takeReading(parts, now, {
      reading,
      whole,
      position: reading.position,
      tooLong: reading.tooLong,
      held,
    });
  } finally {
    await discardReading(folder);
  }
}

interface Reading {
  readonly reading: ReadFile;
  readonly whole: WholeMemory;
  readonly position: string | undefined;
  readonly tooLong: number;
  readonly held: Held | undefined;
  readonly file?: DroppedFile;
}

/** From a file to its end: not imported where it says nothing else, applied by itself, or waiting for a person. */
async function takeReading(parts: RefreshParts, now: RefreshNow, given: Reading): Promise<Refreshed> {
  const { plan, memory, isStopped } = now;
  const { reading, held, tooLong, position, file } = given;
  const { imports } = parts;
  const mayRest = memory.isApproved && held !== undefined && !isImportDue(memory, given.whole.readAt);
  const asBefore = { ...given.whole, importedAt: memory.whole?.importedAt ?? given.whole.readAt };
  const rest = { ...(position === undefined ? {} : { position }) };
  const isAsLong = plan.positive === undefined || tooLong > 0 === wasTooLong(memory);
  if (mayRest && isAsLong && memory.whole?.digest === reading.sha256 && isAsTaken(memory, held)) {
    const counts = memory.counts ?? NOTHING;
    return { outcome: 'good', memory: afterWhole(memory, { ...rest, whole: asBefore, counts }, versionOf(held)) };
  }
  const by = `connector ${plan.name}`;
  await abandonOwn(imports, plan.register, by);
  const { importId, preview } = await importFile(
    imports,
    { file: reading, about: aboutOf(plan, given), by },
    isStopped,
  );
  const counts = countsOf(preview!, tooLong);
  const { differences, vanished = 0 } = preview!;
  const { added, changed, removed } = differences;
  if (mayRest && added + changed + removed === 0 && isAsComplete(preview!, held)) {
    await imports.abandon(importId, by);
    return { outcome: 'good', memory: afterWhole(memory, { ...rest, whole: asBefore, counts }, versionOf(held)) };
  }
  const taken = removedWith(memory, removed, given.whole.importedAt);
  const max = removalsMax(held?.rows ?? 0, plan.removalsPercent);
  const isForPerson =
    !memory.isApproved ||
    taken.removedSince > max ||
    (await vanishesTooMuch(parts.store.reader, plan.register, vanished, VANISHED_MAX));
  const waiting: WaitingMemory = {
    importId,
    isForPerson,
    ...rest,
    whole: given.whole,
    counts,
    removed: isForPerson ? { removedSince: 0, removedFrom: given.whole.importedAt } : taken,
    ...(file === undefined ? {} : { file: file.name }),
  };
  if (isForPerson) return { outcome: 'waits', memory: { ...memory, waiting } };
  // What an operator agreed to with the first reading: where imports need two people, this is the other one's standing word.
  const vanishedMax = preview!.vanished === undefined ? max : VANISHED_MAX;
  await applyImport(imports, importId, { by: `standing approval of ${by}`, vanishedMax }, isStopped);
  return settle(parts, now, waiting);
}

/** What became of a whole reading that was to be applied. */
async function settle(parts: RefreshParts, now: RefreshNow, waiting: WaitingMemory): Promise<Refreshed> {
  const { plan, memory, intake } = now;
  const status = await parts.imports.status(waiting.importId).catch(passGone);
  if (status?.fault !== undefined)
    throw new IimsError(status.fault as IimsError['code'], { message: 'The import failed.' });
  if (status?.standing === 'applied') {
    const held = await registerOf(parts, plan);
    if (waiting.file !== undefined)
      await intake?.putAway(
        { name: waiting.file, sha256: waiting.whole.digest },
        'done',
        reportOf('applied', waiting, status.preview),
      );
    return { outcome: 'good', memory: afterWhole(memory, waiting, versionOf(held!)) };
  }
  if (status !== undefined && GOES_ON.has(status.standing)) return { outcome: 'waits', memory };
  if (waiting.file !== undefined)
    await intake?.putAway(
      { name: waiting.file, sha256: waiting.whole.digest },
      'refused',
      reportOf('declined', waiting, undefined),
    );
  const { waiting: _, ...rest } = memory;
  return { outcome: 'declined', memory: rest };
}

/** One that is forgotten was given up. Of any other fault nothing follows but to look again. */
function passGone(fault: unknown): undefined {
  if (!(fault instanceof IimsError && fault.code === 'import.not-found')) throw fault;
  return undefined;
}

async function takeFile(parts: RefreshParts, now: RefreshNow, intake: FolderIntake): Promise<Refreshed> {
  const { plan, memory } = now;
  const file = await intake.next(parts.clock.monotonic());
  if (file === undefined) return { outcome: 'nothing', memory };
  const atMs = parts.clock.now();
  const reading = await intake.read(file);
  const taken = { name: file.name, sha256: reading.sha256 };
  // What the State issued after the list was made is not in it, however late the list comes.
  const readAt = plan.positive === undefined ? atMs : Math.floor(Math.min(file.modifiedAt, atMs));
  const whole = { digest: reading.sha256, readAt, importedAt: atMs, filled: [] };
  const held = await registerOf(parts, plan);
  try {
    const refreshed = await takeReading(parts, now, { reading, whole, position: undefined, tooLong: 0, held, file });
    const isAsBefore = refreshed.outcome === 'good' && refreshed.memory.whole?.importedAt !== atMs;
    if (isAsBefore) await intake.putAway(taken, 'done', { outcome: 'same', file: file.name });
    return refreshed;
  } catch (fault) {
    if (!(fault instanceof IimsError) || !isOfContent(fault)) throw fault;
    const { code, field, rule, fix } = fault;
    await intake.putAway(taken, 'refused', { outcome: 'refused', file: file.name, code, field, rule, fix });
    throw fault;
  }
}

/** Whether the file itself is at fault, and would be again. */
function isOfContent({ code }: IimsError): boolean {
  return code.startsWith('import.') && !PASSING.has(code);
}

function aboutOf(plan: ConnectorPlan, { file, tooLong, whole }: Reading) {
  const { register, kind, idCode, mapping, positive } = plan;
  const format = file?.format ?? ('csv' as const);
  // What the node wrote itself has commas, whatever a file of the source would have.
  const said = file === undefined && mapping !== undefined ? { ...mapping, separator: ',' as const } : mapping;
  return {
    register,
    format,
    kind,
    idCode,
    ...(format === 'csv' && said !== undefined && { mapping: said }),
    // A row that was too long never reaches the file, and is missing all the same.
    ...(positive && {
      positive: {
        ...positive,
        ...(tooLong > 0 && { completeFor: [] }),
        asOf: new Date(whole.readAt).toISOString(),
      },
    }),
  };
}

/** What a crash has left of an earlier refresh; one that a person brought stays, and is waited for. */
async function abandonOwn(imports: ImportDoor, register: string, by: string): Promise<void> {
  for (const one of await imports.list()) {
    const isLeft =
      one.register === register && one.by === by && GOES_ON.has(one.standing) && one.standing !== 'applying';
    if (isLeft) await imports.abandon(one.importId, by);
  }
}

/** A column that said something before, and says nothing in any row: the source has changed, and nobody knows into what. */
function checkFilled({ whole }: ConnectorMemory, filled: readonly string[]): void {
  // Without any row the import says so itself.
  if (whole === undefined || filled.length === 0 || whole.filled.every((column) => filled.includes(column))) return;
  throw new IimsError('connector.columns', {
    message: 'A column that had values has none in any row.',
    field: 'mapping.columns',
    rule: 'a column that had values keeps some',
    fix: 'Compare the file with the source; where the change is right, start the connector again.',
  });
}

/** Whether nothing but this connector has changed the register since its last whole reading, and that one was the last change. */
function isAsTaken({ whole }: ConnectorMemory, held: RegisterVersion | undefined): boolean {
  const taken = whole?.register;
  return (
    held !== undefined &&
    taken?.generation === held.generation &&
    taken.changedAt === held.changedAt &&
    taken.rows === held.rows
  );
}

/** Rows that are refused change nothing of what is held, and still take away that what is not held was never issued. */
function isAsComplete({ completeFor = [] }: Pick<Preview, 'completeFor'>, held: Held): boolean {
  return completeFor.join() === (held.completeFor ?? []).join();
}

function wasTooLong({ counts }: ConnectorMemory): boolean {
  return (counts?.reasons['too-long'] ?? 0) > 0;
}

/** An import confirms every alert for a year: now and then it is made although nothing changed. */
function isImportDue({ whole }: ConnectorMemory, atMs: number): boolean {
  return whole === undefined || Math.abs(atMs - whole.importedAt) > IMPORT_EVERY_MS;
}

function versionOf({ generation, changedAt, rows }: RegisterVersion): RegisterVersion {
  return { generation, changedAt, rows };
}

async function registerOf({ store }: RefreshParts, { register, positive }: ConnectorPlan): Promise<Held | undefined> {
  const list = positive === undefined ? listRegisters : listPositiveRegisters;
  return (await list(store.reader)).find(({ id }) => id === register);
}

function countsOf({ read, accepted, refused, reasons }: Counts, tooLong: number): Counts {
  if (tooLong === 0) return { read, accepted, refused, reasons };
  return { read: read + tooLong, accepted, refused: refused + tooLong, reasons: { ...reasons, 'too-long': tooLong } };
}

function reportOf(
  outcome: 'applied' | 'declined',
  { importId, file, counts }: WaitingMemory,
  preview: ImportStatus['preview'],
) {
  return { outcome, file, importId, ...counts, refusals: preview?.refusals ?? [] };
}

const GOES_ON: ReadonlySet<string> = new Set(['receiving', 'quarantined', 'reading', 'previewed', 'applying']);
/** Faults of the moment: the same file may pass later. */
const PASSING: ReadonlySet<string> = new Set([
  'import.under-way',
  'import.incomplete',
  'import.damaged',
  'import.not-found',
  'import.standing',
  'import.register-changed',
  'import.out-of-step',
]);
const NOTHING: Counts = { read: 0, accepted: 0, refused: 0, reasons: {} };
const IMPORT_EVERY_MS = 30 * 86_400_000;
