// SPDX-License-Identifier: Apache-2.0
// A view of a database as a source: pages by key, each in a read-only transaction of its own, so that nothing at the source waits for us.
import { IimsError } from '@iims/wire/errors';
import { type DatabasePlan, invalid, isLoopback } from '../connector-file.ts';
import {
  CELL_CHARACTERS_MAX,
  type OpenSource,
  PAGE_ROWS,
  rowOf,
  type Source,
  type SourcePage,
  type SourceRow,
  type StepTold,
  type Wanted,
} from './source.ts';
import { type Phase, sourceFault } from './source-fault.ts';

/** The words in which two databases differ. */
export interface Dialect {
  readonly portUsual: number;
  quote(name: string): string;
  placeholder(place: number): string;
  /** A column as text of at most so many characters. */
  text(column: string, charactersMax: number): string;
  /** A time that lies ahead as the source's own time of the moment. */
  noLater(column: string): string;
  /** A column at or after a position less the overlap; takes the two as parameters 1 and 2. */
  sinceLess(column: string, unit: 'time' | 'number'): string;
  /** A row after the last one; takes its changed value and its id as parameters 1 and 2. */
  after(
    changed: string,
    id: string,
    unit: 'time' | 'number',
  ): { readonly text: string; readonly parameters: (changed: string, id: string) => string[] };
}

/** A connection that is open, read-only, and belongs to an account that cannot write. */
export interface DatabaseLine {
  /** Rows in a read-only transaction of their own, within the bounds of a page. */
  read(text: string, parameters: readonly (string | number)[]): Promise<(string | null)[][]>;
  close(): Promise<void>;
}

export type OpenLine = (plan: DatabasePlan, told: StepTold) => Promise<DatabaseLine>;

export function databaseSource(plan: DatabasePlan, dialect: Dialect, openLine: OpenLine): Source {
  return {
    async open(columns, told) {
      checkTls(plan);
      const line = await inPhase('connect', () => openLine(plan, told));
      try {
        const view = new View(plan, dialect, line, columns);
        await inPhase('columns', () => view.probe());
        told('columns', 'passed');
        return view;
      } catch (fault) {
        await line.close();
        throw fault;
      }
    },
  };
}

class View implements OpenSource {
  readonly #plan: DatabasePlan;
  readonly #dialect: Dialect;
  readonly #line: DatabaseLine;
  readonly #columns: number;
  readonly #select: string;
  readonly #view: string;
  readonly #id: string;
  readonly #changed: string | undefined;
  /** What may become the position: one row with a time of next year must not hide all changes until then. */
  readonly #reached: string;

  constructor(plan: DatabasePlan, dialect: Dialect, line: DatabaseLine, columns: readonly string[]) {
    const own = [plan.id, plan.changed?.column ?? plan.id, plan.removed?.column ?? plan.id];
    this.#changed = plan.changed && dialect.quote(plan.changed.column);
    this.#id = dialect.quote(plan.id);
    this.#reached = plan.changed?.unit === 'time' ? dialect.noLater(this.#changed!) : (this.#changed ?? this.#id);
    const texts = [...[...columns, ...own].map(dialect.quote), this.#reached].map((expression) =>
      dialect.text(expression, CELL_CHARACTERS_MAX + 1),
    );
    this.#plan = plan;
    this.#dialect = dialect;
    this.#line = line;
    this.#columns = columns.length;
    this.#view = plan.view.split('.').map(dialect.quote).join('.');
    this.#select = `select ${texts.join(', ')} from ${this.#view}`;
  }

  /** Names every column once, and reads nothing. */
  async probe(): Promise<void> {
    await this.#line.read(`${this.#select} where 1 = 0`, []);
  }

  pages({ what, position }: Wanted): AsyncGenerator<SourcePage> {
    return what === 'whole' || position === undefined ? this.#whole() : this.#changes(position);
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  /** The highest change is read first: what changes meanwhile is told by the next refresh. */
  async *#whole(): AsyncGenerator<SourcePage> {
    const position = this.#changed === undefined ? undefined : await this.#highest();
    const order = `order by ${this.#id} limit ${PAGE_ROWS}`;
    const after = `where ${this.#id} > ${this.#dialect.placeholder(1)}`;
    await this.#checkIds();
    let last: string | undefined;
    for (;;) {
      const found = await this.#page(
        last === undefined ? order : `${after} ${order}`,
        last === undefined ? [] : [last],
      );
      checkOnce(found);
      yield { rows: found.map(({ row }) => row), ...(position === undefined ? {} : { position }) };
      if (found.length < PAGE_ROWS) return;
      last = found.at(-1)!.row.id;
    }
  }

  async *#changes(position: string): AsyncGenerator<SourcePage> {
    const { unit, overlap } = this.#plan.changed!;
    const changed = this.#changed!;
    const order = `order by ${changed}, ${this.#id} limit ${PAGE_ROWS}`;
    const after = this.#dialect.after(changed, this.#id, unit);
    let found = await this.#page(`where ${this.#dialect.sinceLess(changed, unit)} ${order}`, [position, overlap]);
    for (;;) {
      const last = found.at(-1);
      // Within the overlap the newest change seen stays the position.
      yield { rows: found.map(({ row }) => row), ...(last === undefined ? {} : { position: last.reached }) };
      if (last === undefined || found.length < PAGE_ROWS) return;
      found = await this.#page(`where ${after.text} ${order}`, after.parameters(last.changed, last.row.id));
    }
  }

  async #highest(): Promise<string | undefined> {
    const text = this.#dialect.text(`max(${this.#reached})`, CELL_CHARACTERS_MAX);
    const [[highest] = []] = await inPhase('rows', () => this.#line.read(`select ${text} from ${this.#view}`, []));
    return highest ?? undefined;
  }

  /** A row without an id stands behind no other, and would be passed over in silence. */
  async #checkIds(): Promise<void> {
    const text = `select 1 from ${this.#view} where ${this.#id} is null limit 1`;
    const rows = await inPhase('rows', () => this.#line.read(text, []));
    if (rows.length > 0) throw idOfMany();
  }

  async #page(rest: string, parameters: readonly (string | number)[]): Promise<FoundRow[]> {
    const rows = await inPhase('rows', () => this.#line.read(`${this.#select} ${rest}`, parameters));
    const removed = this.#plan.removed;
    return rows.map((row) => {
      const cells = row.map((cell) => cell ?? '');
      const [id, changed, mark, reached] = cells.slice(this.#columns) as [string, string, string, string];
      const removedBy = removed?.values.includes(mark) ?? false;
      return { row: rowOf(cells.slice(0, this.#columns), { id, removedBy }), changed, reached };
    });
  }
}

interface FoundRow {
  readonly row: SourceRow;
  /** What the column says. */
  readonly changed: string;
  /** The same, or the time of the moment where it lies ahead. */
  readonly reached: string;
}

/** Of two rows with one id the second could fall behind the end of a page, and nobody would miss it. */
function checkOnce(found: readonly FoundRow[]): void {
  if (found.some(({ row }, place) => place > 0 && row.id === found[place - 1]!.row.id)) throw idOfMany();
}

function idOfMany(): IimsError {
  return new IimsError('connector.columns', {
    message: 'The column id is empty in a row, or says the same in two.',
    field: 'source.id',
    rule: 'a column that names each row once',
    fix: 'Name another column as id, or correct the view.',
  });
}

/** Names and rows never travel in clear over a wire. */
function checkTls({ host, ca }: DatabasePlan): void {
  if (ca === undefined && host.startsWith('/')) return;
  if (host.startsWith('/')) throw invalid('source.ca', 'not with a Unix socket');
}

/** Whether the line is one that never leaves the machine, and is spoken to without TLS. */
export function isInClear({ host, ca }: DatabasePlan): boolean {
  return host.startsWith('/') || (ca === undefined && isLoopback(host));
}

async function inPhase<R>(phase: Phase, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (thrown) {
    throw sourceFault(thrown, phase);
  }
}

export function writable(rule: string): IimsError {
  return new IimsError('connector.writable', {
    message: 'The account of the connector could change what is at the source.',
    field: 'source.user',
    rule,
    fix: 'Make an account for the node that may only read the view.',
  });
}
