// SPDX-License-Identifier: Apache-2.0
// The test of a connector (spec/connector.md, 15): opens its source beside what runs, step by step, and shows what its first rows would become.

import type { Alert } from '@iims/wire/alert';
import type { RowRefusal } from '@iims/wire/code-lists';
import { errorToJson, IimsError } from '@iims/wire/errors';
import { composeIssued } from '../compose-issued.ts';
import { readCsvAlerts } from '../formats/csv-alerts.ts';
import type { ReadEntry } from '../formats/draft.ts';
import { readJsonl } from '../formats/jsonl.ts';
import { positiveOf } from '../import/announcement.ts';
import { settingsAt } from '../import/compose-settings.ts';
import { EntryJudging } from '../judge-entry.ts';
import type { ConnectorPlan } from './connector-file.ts';
import { FolderIntake } from './folder-intake.ts';
import type { RefreshParts } from './refresh.ts';
import { columnsOf, RowJudging } from './row-judging.ts';
import { sourceInThread } from './source-in-thread.ts';
import { SOURCE_STEPS, type SourceStep } from './sources/source.ts';

export const TEST_STEPS = [...SOURCE_STEPS, 'rows'] as const;
export type TestStep = (typeof TEST_STEPS)[number];

export interface ConnectorTest {
  readonly outcome: 'passed' | 'failed';
  /** `unused`: this source has no such step. */
  readonly steps: readonly {
    readonly step: TestStep;
    readonly outcome: 'passed' | 'unused' | 'failed' | 'not-tried';
  }[];
  /** Why it failed. */
  readonly fault?: Readonly<Record<string, string>>;
  readonly rows: readonly TestedRow[];
}

export interface TestedRow {
  /** Column to what it says, shortened; of a folder's files nothing. */
  readonly cells: Readonly<Record<string, string>>;
  /** What it would become. */
  readonly alert?: Alert;
  /** Or, of a positive register, what it would become there. */
  readonly issued?: object;
  /** The id of the alert that it would take away. */
  readonly gone?: string;
  readonly refused?: { readonly reason: RowRefusal; readonly field?: string };
}

type TestParts = Pick<RefreshParts, 'store' | 'names' | 'clock'>;
type Told = (step: TestStep, outcome: 'passed' | 'unused') => void;

/** Throws nothing for what the source does. */
export async function testConnector(plan: ConnectorPlan, parts: TestParts): Promise<ConnectorTest> {
  const held = new Map<TestStep, 'passed' | 'unused'>();
  const told: Told = (step, outcome) => held.set(step, outcome);
  try {
    const rows = await (plan.source.kind === 'folder' ? folderRows : sourceRows)(plan, parts, told);
    told('rows', 'passed');
    return { outcome: 'passed', steps: stepsOf(held, undefined), rows };
  } catch (thrown) {
    if (!(thrown instanceof IimsError)) throw thrown;
    return { outcome: 'failed', steps: stepsOf(held, stepOf(thrown, held)), fault: errorToJson(thrown), rows: [] };
  }
}

async function sourceRows(plan: ConnectorPlan, { store, names, clock }: TestParts, told: Told): Promise<TestedRow[]> {
  if (plan.source.kind === 'folder') return [];
  const columns = columnsOf(plan);
  const open = await sourceInThread(plan.source).open(columns, told);
  try {
    const judging = new RowJudging(store.reader, plan, { names, atMs: clock.now() });
    const tested: TestedRow[] = [];
    for await (const { rows } of open.pages({ what: 'whole', position: undefined })) {
      for (const row of rows.slice(0, ROWS_SHOWN)) {
        const judged = await judging.judge(row, tested.length + 1);
        const cells = Object.fromEntries(columns.map((column, i) => [column, shortened(row.cells[i] ?? '')]));
        tested.push({ cells, ...shownOf(judged) });
      }
      break;
    }
    return tested;
  } finally {
    await open.close();
  }
}

/** The first file, as far as its first rows go. */
async function folderRows(plan: ConnectorPlan, { store, names, clock }: TestParts, told: Told): Promise<TestedRow[]> {
  if (plan.source.kind !== 'folder') return [];
  const intake = new FolderIntake(plan.source.path);
  const file = await intake.first();
  told('address', 'passed');
  for (const step of ['tls', 'sign-in', 'read-only'] as const) told(step, 'unused');
  if (file === undefined) {
    told('columns', 'unused');
    return [];
  }
  let beginning: Uint8Array = new Uint8Array(0);
  for await (const chunk of intake.chunks(file.name)) {
    beginning = chunk;
    break;
  }
  const entries =
    file.format === 'csv'
      ? readCsvAlerts([beginning], {
          ...(plan.mapping && { mapping: plan.mapping }),
          holds: plan.positive ? 'issued' : 'alerts',
        })
      : readJsonl([beginning]);
  const judging = new EntryJudging(store.reader, plan.register);
  const settings = { ...settingsAt(names, plan.idCode, clock.now()), kind: plan.kind };
  const issued = plan.positive && positiveOf(plan.positive, plan.kind).kind;
  const judge = (entry: Exclude<ReadEntry, { kind: 'refused' }>): Promise<Shown> | Shown =>
    issued !== undefined && entry.kind === 'alert'
      ? composeIssued(entry.fields, { ...settings, kind: issued })
      : judging.judge(entry, settings);
  const tested: TestedRow[] = [];
  for (const entry of firstOf(entries)) {
    const judged = entry.kind === 'refused' ? entry : await judge(entry);
    tested.push({ cells: {}, ...shownOf(judged) });
  }
  told('columns', 'passed');
  return tested;
}

function* firstOf(entries: Iterable<ReadEntry>): Generator<ReadEntry> {
  let count = 0;
  for (const entry of entries) {
    yield entry;
    count += 1;
    if (count === ROWS_SHOWN) return;
  }
}

type Shown =
  | { readonly kind: 'taken'; readonly alert: Alert }
  | { readonly kind: 'issued'; readonly entry: object }
  | { readonly kind: 'gone'; readonly alertId: string }
  | { readonly kind: 'refused'; readonly reason: RowRefusal; readonly field?: string };

function shownOf(judged: Shown): Omit<TestedRow, 'cells'> {
  if (judged.kind === 'taken') return { alert: judged.alert };
  if (judged.kind === 'issued') return { issued: judged.entry };
  if (judged.kind === 'gone') return { gone: judged.alertId };
  const { reason, field } = judged;
  return { refused: { reason, ...(field === undefined ? {} : { field }) } };
}

function stepsOf(
  held: ReadonlyMap<TestStep, 'passed' | 'unused'>,
  failed: TestStep | undefined,
): ConnectorTest['steps'] {
  const end = failed === undefined ? TEST_STEPS.length : TEST_STEPS.indexOf(failed);
  return TEST_STEPS.map((step, place) => {
    if (step === failed) return { step, outcome: 'failed' };
    return { step, outcome: place < end ? (held.get(step) ?? 'passed') : 'not-tried' };
  });
}

/** What the fault itself tells, else the first step that was not told. */
function stepOf({ code }: IimsError, held: ReadonlyMap<TestStep, unknown>): TestStep {
  return STEP_OF_CODE[code] ?? TEST_STEPS.find((step) => !held.has(step)) ?? 'rows';
}

const STEP_OF_CODE: Readonly<Record<string, SourceStep | undefined>> = {
  'connector.unreachable': 'address',
  'connector.tls': 'tls',
  'connector.sign-in': 'sign-in',
  'connector.writable': 'read-only',
  'connector.columns': 'columns',
  'import.columns': 'columns',
  'import.mapping': 'columns',
};

function shortened(cell: string): string {
  return cell.length > CELL_SHOWN_MAX ? `${cell.slice(0, CELL_SHOWN_MAX)}…` : cell;
}

const ROWS_SHOWN = 10;
const CELL_SHOWN_MAX = 200;
