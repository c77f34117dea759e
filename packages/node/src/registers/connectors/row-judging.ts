// SPDX-License-Identifier: Apache-2.0
// Rows of a source as alerts of a register, exactly as the import reads them from the CSV file of a whole reading.
import type { SubjectKind } from '@iims/wire/code-lists';
import type { Reader } from '../../store/sql.ts';
import { alertIdOf, type ComposeSettings } from '../compose-alert.ts';
import { type ComposedIssued, composeIssued, type IssuedKind } from '../compose-issued.ts';
import { rowReader } from '../formats/csv-alerts.ts';
import { positiveOf } from '../import/announcement.ts';
import { settingsAt } from '../import/compose-settings.ts';
import { EntryJudging, type Judged, type NotTaken } from '../judge-entry.ts';
import type { ConnectorPlan } from './connector-file.ts';
import type { SourceRow } from './sources/source.ts';

/** A row that says it is gone: the id of its alert. */
export interface GoneRow {
  readonly kind: 'gone';
  readonly alertId: string;
}

export interface NodeNames {
  readonly state: string;
  readonly authority: string;
}

export class RowJudging {
  readonly #read: ReturnType<typeof rowReader>;
  readonly #judging: EntryJudging;
  readonly #settings: ComposeSettings;
  readonly #issued: IssuedKind | undefined;
  readonly #columns: readonly string[];
  readonly #idColumns: ReadonlySet<string>;

  constructor(
    reader: Reader,
    plan: ConnectorPlan,
    { names, atMs }: { readonly names: NodeNames; readonly atMs: number },
  ) {
    this.#columns = columnsOf(plan);
    this.#read = rowReader(this.#columns, plan.mapping, plan.positive ? 'issued' : 'alerts');
    this.#issued = plan.positive && positiveOf(plan.positive, plan.kind).kind;
    this.#judging = new EntryJudging(reader, plan.register);
    this.#settings = { ...settingsAt(names, plan.idCode, atMs), kind: plan.kind satisfies SubjectKind };
    const targets = Object.entries(plan.mapping?.columns ?? {});
    this.#idColumns = new Set(targets.flatMap(([column, target]) => (target === 'id' ? [column] : [])));
  }

  /** `line` counts the rows of a refresh from 1. Throws nothing for what the row says. */
  async judge(row: SourceRow, line: number): Promise<Judged | NotTaken | GoneRow | ComposedIssued> {
    if (row.isTooLong) return { kind: 'refused', reason: 'too-long' };
    // What is gone need not say more than its id.
    const cells = row.isRemoved
      ? row.cells.map((cell, i) => (this.#idColumns.has(this.#columns[i]!) ? cell : ''))
      : row.cells;
    const entry = this.#read({ line, cells });
    if (entry.kind === 'refused') return entry;
    if (entry.kind === 'person') return { kind: 'refused', reason: 'field' };
    if (this.#issued !== undefined) return composeIssued(entry.fields, { ...this.#settings, kind: this.#issued });
    if (!row.isRemoved) return this.#judging.judge(entry, this.#settings);
    const alertId = alertIdOf(entry.fields.id, this.#settings);
    return alertId === undefined ? { kind: 'refused', reason: 'no-id' } : { kind: 'gone', alertId };
  }
}

/** What is asked of the source for the mapping; a folder's files bring their own. */
export function columnsOf({ mapping }: ConnectorPlan): readonly string[] {
  return Object.keys(mapping?.columns ?? {});
}
