// SPDX-License-Identifier: Apache-2.0
// Reads the file of an import from quarantine: every row is taken in or refused, compared with what the register holds, and put into two
// sealed files from which an approval applies it: the alerts in the order of the file, the index rows in the order of the index.
import { createHash, hash } from 'node:crypto';
import type { Alert } from '@iims/wire/alert';
import { concatBytes, fromHex, utf8 } from '@iims/wire/bytes';
import type { RowRefusal } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { ALERTS_PER_KEY_MAX, ALERTS_PER_REGISTER_MAX } from '../../store/alerts.ts';
import { HELD_IDS_MAX } from '../../store/held-alerts.ts';
import { basisOf, type RegisterBasis } from '../../store/register-basis.ts';
import type { Reader } from '../../store/sql.ts';
import type { ComposeSettings } from '../compose-alert.ts';
import type { ReadEntry } from '../formats/draft.ts';
import { fileRefused } from '../formats/file-refused.ts';
import type { NotTaken } from '../judge-entry.ts';
import { findVanished } from './find-vanished.ts';
import { IdSet } from './id-set.ts';
import { type ImportAbout, type Preview, REFUSALS_TOLD_MAX, type RefusedRow } from './import-about.ts';
import { alertNumberOf, isSameToken, KEY_ROW_BYTES, KeyRuns } from './key-runs.ts';
import { checkSpace, diskFull, isDiskFull } from './receiving.ts';
import { readSpool, SpoolPieces, SpoolWriter } from './sealed-spool.ts';
import { readEntries } from './source-entries.ts';
import { AlertRows, type HeldBytes, IssuedRows, type SourceRows, type TakenRow } from './source-rows.ts';
import { removeMade, type SpoolFolder, spoolPlace } from './spool-folder.ts';

export interface SourceToRead {
  readonly spools: SpoolFolder;
  readonly register: string;
  readonly about: ImportAbout;
  readonly compose: Omit<ComposeSettings, 'kind'>;
}

/** What the reading does for others. */
export interface ReadingBeside {
  /** Hears how many rows were read. */
  readonly told?: (rows: number) => void;
  /** Called between two steps of less than a millisecond; it may hold the reading up. */
  readonly giveWay?: () => void;
}

/**
 * The whole of a file, within memory that does not grow with it but for 16 bytes an alert.
 * Where it does not come to its end nothing of what it made is left.
 * @throws IimsError `import.*` for a file that is refused whole, with the line; `store.full`
 */
export async function readSource(
  reader: Reader,
  source: SourceToRead,
  { told = nothing, giveWay = nothing }: ReadingBeside = {},
): Promise<Preview> {
  try {
    return await readAll(reader, source, { told, giveWay });
  } catch (fault) {
    await removeMade(source.spools);
    throw isDiskFull(fault) ? diskFull() : fault;
  }
}

async function readAll(
  reader: Reader,
  source: SourceToRead,
  { told, giveWay }: Required<ReadingBeside>,
): Promise<Preview> {
  // Before the first row: what changes while the file is read shows at its approval.
  const basis = await basisOf(reader, source.register);
  const taking = takingOf({ reader, source, basis, giveWay });
  try {
    let batch: ReadEntry[] = [];
    let lookedAt = 0;
    for (const entry of readEntries(source.about, readSpool(spoolPlace(source.spools, 'source')))) {
      batch.push(entry);
      giveWay();
      if (batch.length < HELD_IDS_MAX) continue;
      await taking.take(batch);
      batch = [];
      told(taking.rows);
      if (taking.rows - lookedAt < ROWS_BETWEEN_LOOKS) continue;
      lookedAt = taking.rows;
      // The last of the disk is for the log, without which nothing is answered.
      await checkSpace(source.spools.folder, 0);
    }
    await taking.take(batch);
    told(taking.rows);
    return await taking.finish();
  } finally {
    taking.close();
  }
}

function takingOf(parts: Omit<TakingParts<never>, 'rows'>): Taking<Alert> | Taking<HeldBytes> {
  const { reader, source } = parts;
  const { positive } = source.about;
  if (positive === undefined) return new Taking({ ...parts, rows: new AlertRows(reader, source) });
  return new Taking({ ...parts, rows: new IssuedRows(reader, source, positive.kind) });
}

type Refused = Extract<ReadEntry, { kind: 'refused' }>;

interface TakingParts<Held> {
  readonly reader: Reader;
  readonly source: SourceToRead;
  readonly rows: SourceRows<Held>;
  readonly basis: RegisterBasis;
  readonly giveWay: () => void;
}

class Taking<Held> {
  readonly #reader: Reader;
  readonly #source: SourceToRead;
  readonly #rows: SourceRows<Held>;
  readonly #alerts: SpoolWriter;
  readonly #runs: KeyRuns;
  readonly #ids = new IdSet();
  readonly #digest = createHash('sha256');
  readonly #reasons = new Map<RowRefusal, number>();
  readonly #refusals: RefusedRow[] = [];
  readonly #differences = { added: 0, changed: 0, same: 0 };
  #accepted = 0;
  #refused = 0;
  #quality = 0;
  readonly #basis: RegisterBasis;
  readonly #giveWay: () => void;

  constructor({ reader, source, rows, basis, giveWay }: TakingParts<Held>) {
    this.#basis = basis;
    this.#giveWay = giveWay;
    this.#reader = reader;
    this.#source = source;
    this.#rows = rows;
    this.#alerts = new SpoolWriter(spoolPlace(source.spools, 'alerts'));
    this.#runs = new KeyRuns((run) => spoolPlace(source.spools, `run-${run}`), giveWay);
  }

  get rows(): number {
    return this.#accepted + this.#refused;
  }

  async take(entries: readonly ReadEntry[]): Promise<void> {
    const taken: { readonly line: number; readonly row: TakenRow<Held> }[] = [];
    for (const entry of entries) {
      const { line } = entry;
      this.#giveWay();
      const row = entry.kind === 'refused' ? entry : await this.#judge(entry);
      if (row.kind === 'refused') this.#refuse(line, row.reason, row.field);
      else taken.push({ line, row });
    }
    const held = await this.#rows.heldUnder(taken.map(({ row }) => row.id));
    for (const { line, row } of taken) {
      this.#giveWay();
      this.#keep(line, row, held.get(row.id));
    }
  }

  async finish(): Promise<Preview> {
    this.#alerts.finish();
    const { kind } = this.#rows;
    if (kind === undefined || this.#accepted === 0) {
      throw new IimsError('import.empty', {
        message: 'No row of the file could be taken in.',
        field: 'file',
        rule: this.#refused === 0 ? 'rows' : `${this.#refused} rows were refused: ${this.#firstRefusal()}`,
        fix: 'Check the format, the mapping and the register.',
      });
    }
    const keys = this.#writeKeys();
    const { added, changed, same } = this.#differences;
    const { positive } = this.#source.about;
    const { register } = this.#source;
    const completeFor = this.#refused === 0 ? (positive?.completeFor ?? []) : [];
    const vanished =
      positive === undefined
        ? undefined
        : await findVanished(this.#reader, {
            register,
            completeFor: positive.completeFor,
            named: this.#ids,
            renumbered: this.#rows.renumbered?.(),
            giveWay: this.#giveWay,
          });
    return {
      basis: this.#basis,
      read: this.rows,
      accepted: this.#accepted,
      refused: this.#refused,
      reasons: Object.fromEntries(this.#reasons),
      differences: { added, changed, removed: Math.max((this.#basis?.rows ?? 0) - changed - same, 0), same },
      ...(positive === undefined ? { qualityScore: Math.round(this.#quality / this.#accepted) } : { completeFor }),
      // Of what was refused nobody knows the type.
      ...(this.#rows.types === undefined || this.#refused > 0 ? {} : { heldTypes: [...this.#rows.types].sort() }),
      ...(vanished === undefined ? {} : { vanished }),
      refusals: this.#refusals,
      keys,
      kind,
      digest: this.#digest.digest('hex'),
    };
  }

  close(): void {
    this.#alerts.close();
  }

  #firstRefusal(): string {
    const [first] = this.#refusals;
    const field = first?.field === undefined ? '' : ` (${first.field})`;
    return `${[...this.#reasons.keys()].join(', ')}; the first in line ${first?.line}${field}`;
  }

  async #judge(entry: Exclude<ReadEntry, Refused>): Promise<TakenRow<Held> | NotTaken> {
    const row = await this.#rows.judge(entry);
    if (row.kind === 'refused') return row;
    // An id comes once in a file.
    return this.#ids.add(hash('sha256', row.id, 'buffer')) ? row : { kind: 'refused', reason: 'id-twice' };
  }

  #keep(line: number, { id, score = 0, beside }: TakenRow<Held>, held: Held | undefined): void {
    const { difference, reviewOn, content, keys } = beside(held);
    this.#differences[difference] += 1;
    this.#accepted += 1;
    if (this.#accepted > ALERTS_PER_REGISTER_MAX) {
      throw new IimsError('import.too-large', {
        message: 'The file holds too many alerts.',
        field: `line ${line}`,
        rule: `a register has at most ${ALERTS_PER_REGISTER_MAX} alerts`,
        fix: 'Divide it into several registers.',
      });
    }
    this.#quality += score;
    this.#digest.update(content);
    this.#alerts.write(packAlert({ line, id, reviewOn, content }));
    for (const { key, standing } of keys) this.#runs.add(fromHex(this.#rows.tokenOf(key)), this.#accepted, standing);
  }

  #refuse(line: number, reason: RowRefusal, field: string | undefined): void {
    this.#refused += 1;
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    if (this.#refusals.length === REFUSALS_TOLD_MAX) return;
    this.#refusals.push({ line, reason, ...(field === undefined ? {} : { field }) });
  }

  /** Gives the number of rows. */
  #writeKeys(): number {
    const writer = new SpoolWriter(spoolPlace(this.#source.spools, 'keys'));
    const last = new Uint8Array(KEY_ROW_BYTES);
    let rows = 0;
    let underKey = 0;
    try {
      for (const row of this.#runs.sorted()) {
        underKey = isSameToken(row, last) && rows > 0 ? underKey + 1 : 1;
        if (underKey > ALERTS_PER_KEY_MAX) throw crowded(this.#lineOf(alertNumberOf(row)));
        last.set(row);
        writer.write(row);
        rows += 1;
        if (rows % ROWS_BETWEEN_GIVING_WAY === 0) this.#giveWay();
      }
      writer.finish();
      return rows;
    } finally {
      writer.close();
    }
  }

  #lineOf(number: number): number {
    const alerts = new SpoolPieces(readSpool(spoolPlace(this.#source.spools, 'alerts')));
    let line = 0;
    for (let i = 0; i < number; i += 1) line = takeAlert(alerts)?.line ?? line;
    return line;
  }
}

interface AlertToPack {
  readonly line: number;
  readonly id: string;
  /** YYYY-MM-DD. */
  readonly reviewOn: string;
  readonly content: Uint8Array;
}

/** `u32 line | u16 length of id | id | day of review, 10 | u32 length | alert` */
function packAlert({ line, id, reviewOn, content }: AlertToPack): Uint8Array {
  const idBytes = utf8(id);
  const head = new Uint8Array(LINE_BYTES + 2);
  const view = new DataView(head.buffer);
  view.setUint32(0, line);
  view.setUint16(LINE_BYTES, idBytes.length);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, content.length);
  return concatBytes(head, idBytes, utf8(reviewOn), length, content);
}

/** One alert of the file that `readSource` made; `packed` as `stage-alerts` takes it. Undefined at the end. */
export function takeAlert(pieces: SpoolPieces): { readonly line: number; readonly packed: Uint8Array } | undefined {
  const head = pieces.take(LINE_BYTES + 2)?.slice();
  if (head === undefined) return undefined;
  const view = new DataView(head.buffer);
  const middle = pieces.take(view.getUint16(LINE_BYTES) + DAY_BYTES + 4)!.slice();
  const length = new DataView(middle.buffer).getUint32(middle.length - 4);
  return { line: view.getUint32(0), packed: concatBytes(head.subarray(LINE_BYTES), middle, pieces.take(length)!) };
}

function crowded(line: number): IimsError {
  return fileRefused(
    'import.key-crowded',
    line,
    `at most ${ALERTS_PER_KEY_MAX} alerts share a number, or a name with a date of birth`,
    'Check the source: so many alerts do not name the same thing.',
  );
}

const DAY_BYTES = 10;
const LINE_BYTES = 4;
const nothing = (): void => undefined;

/** Some tenths of a millisecond. */
const ROWS_BETWEEN_GIVING_WAY = 256;
/** Some MiB of what is made of them. */
const ROWS_BETWEEN_LOOKS = 10_000;
