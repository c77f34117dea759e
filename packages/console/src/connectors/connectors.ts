// SPDX-License-Identifier: Apache-2.0
// The connectors as the node tells them, and what can be done about one.
import { ROW_REFUSALS, type RowRefusal } from '@iims/wire/code-lists';
import type { Session } from '../access/session.ts';
import { timeOf } from '../administrator/node-state.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf } from '../api/read-json.ts';
import { previewOf, vanishingWith } from '../imports/import-state.ts';
import { CONNECTOR_SOURCES, CONNECTOR_STANDINGS, CONNECTOR_STEPS, STEP_OUTCOMES } from './connector-codes.ts';

export interface Connector {
  readonly name: string;
  readonly standing: (typeof CONNECTOR_STANDINGS)[number];
  readonly isRunning: boolean;
  readonly isChanged: boolean;
  readonly failures: number;
  readonly register?: string;
  readonly source?: (typeof CONNECTOR_SOURCES)[number];
  readonly place?: string;
  /** Times in milliseconds since 1970. */
  readonly refreshedAt?: number;
  readonly wholeAt?: number;
  readonly unavailableAfterSeconds?: number;
  readonly read?: number;
  readonly refused?: number;
  /** An import that waits for a person. */
  readonly waitsFor?: string;
  /** Why the last refresh failed, or the file cannot be used. */
  readonly trouble?: Trouble;
}

export interface Trouble {
  readonly code: string;
  readonly field?: string;
  /** In English, for codes that the catalogues do not know. */
  readonly rule?: string;
}

export interface ConnectorTest {
  readonly passed: boolean;
  readonly steps: readonly {
    readonly step: (typeof CONNECTOR_STEPS)[number];
    readonly outcome: (typeof STEP_OUTCOMES)[number];
  }[];
  readonly trouble?: Trouble;
  readonly rows: readonly TestedRow[];
}

export interface TestedRow {
  /** Column and what it says. */
  readonly cells: readonly (readonly [string, string])[];
  /** Fields of the alert that it would become, with their values as text. */
  readonly alert?: readonly (readonly [string, string])[];
  readonly gone?: string;
  readonly refused?: { readonly reason: RowRefusal; readonly field?: string };
}

export interface Differences {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly same: number;
  readonly refused: number;
  /** How many vanish, as whoever approves says with it; undefined where he need not. */
  readonly vanishing?: number;
  /** Whether it is of what the State issued: of what vanishes it is told from then on that it was not. */
  readonly isIssued: boolean;
}

export function fetchConnectors(): Promise<Reply<readonly Connector[]>> {
  return callNode({ method: 'GET', path: '/api/connectors' }, readConnectors);
}

export function testConnector(session: Session, name: string): Promise<Reply<ConnectorTest>> {
  return callNode({ method: 'POST', path: '/api/connectors/test', csrf: session.csrf, body: { name } }, readTest);
}

export function turnConnector(session: Session, name: string, to: 'start' | 'stop'): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: `/api/connectors/${to}`, csrf: session.csrf, body: { name } }, () => true);
}

/** What a reading that waits would do to the register. */
export function fetchDifferences(importId: string): Promise<Reply<Differences>> {
  return callNode({ method: 'GET', path: `/api/imports?importId=${importId}` }, readDifferences);
}

/** `vanishing`: as many as vanish, where the screen has shown it to whoever approves. */
export function decideReading(
  { csrf }: Session,
  importId: string,
  decision: { readonly to: 'approve' | 'abandon'; readonly vanishing?: number },
): Promise<Reply<true>> {
  const { to, vanishing } = decision;
  const body = { importId, ...(to === 'approve' && vanishing !== undefined && { vanished: vanishing }) };
  return callNode({ method: 'POST', path: `/api/imports/${to}`, csrf, body }, () => true);
}

export function readConnectors(json: unknown): readonly Connector[] | undefined {
  const body = asObject(json);
  return body && listOf(body, 'connectors', connectorOf);
}

function connectorOf(one: JsonObject): Connector | undefined {
  const [name, standing] = [textOf(one, 'name'), oneOf(textOf(one, 'standing'), CONNECTOR_STANDINGS)];
  if (name === undefined || standing === undefined) return undefined;
  const counts = asObject(one.counts) ?? {};
  const found = {
    register: textOf(one, 'register'),
    source: oneOf(textOf(one, 'source'), CONNECTOR_SOURCES),
    place: textOf(one, 'place'),
    refreshedAt: timeOf(one, 'refreshedAt'),
    wholeAt: timeOf(one, 'wholeAt'),
    unavailableAfterSeconds: numberOf(one, 'unavailableAfterSeconds'),
    read: numberOf(counts, 'read'),
    refused: numberOf(counts, 'refused'),
    waitsFor: textOf(one, 'waitsFor'),
    trouble: troubleOf(asObject(one.fault)) ?? troubleOf(asObject(one.failure)),
  };
  return {
    name,
    standing,
    isRunning: one.isRunning === true,
    isChanged: one.isChanged === true,
    failures: numberOf(one, 'failures') ?? 0,
    ...known(found),
  };
}

export function readTest(json: unknown): ConnectorTest | undefined {
  const body = asObject(json);
  if (body === undefined) return undefined;
  return {
    passed: textOf(body, 'outcome') === 'passed',
    steps: listOf(body, 'steps', stepOf),
    rows: listOf(body, 'rows', rowOf),
    ...known({ trouble: troubleOf(asObject(body.fault)) }),
  };
}

function stepOf(one: JsonObject): ConnectorTest['steps'][number] | undefined {
  const [step, outcome] = [oneOf(textOf(one, 'step'), CONNECTOR_STEPS), oneOf(textOf(one, 'outcome'), STEP_OUTCOMES)];
  return step === undefined || outcome === undefined ? undefined : { step, outcome };
}

function rowOf(row: JsonObject): TestedRow {
  const refused = asObject(row.refused) ?? {};
  const reason = oneOf(textOf(refused, 'reason'), ROW_REFUSALS);
  const alert = asObject(row.alert) ?? asObject(row.issued);
  return {
    cells: Object.entries(asObject(row.cells) ?? {}).map(([column, cell]) => [column, String(cell)] as const),
    ...known({
      alert: alert && fieldsOf(alert),
      gone: textOf(row, 'gone'),
      refused: reason && { reason, ...known({ field: textOf(refused, 'field') }) },
    }),
  };
}

export function readDifferences(json: unknown): Differences | undefined {
  const [status] = listOf(asObject(json) ?? {}, 'imports', (one) => one);
  const read = asObject(status?.preview);
  if (read === undefined) return undefined;
  const preview = previewOf(read);
  const vanishing = vanishingWith(preview);
  const isIssued = preview.completeFor !== undefined;
  return { ...preview.differences, refused: preview.refused, isIssued, ...(vanishing !== undefined && { vanishing }) };
}

function troubleOf(fault: JsonObject | undefined): Trouble | undefined {
  const code = fault && textOf(fault, 'code');
  if (fault === undefined || code === undefined) return undefined;
  return { code, ...known({ field: textOf(fault, 'field'), rule: textOf(fault, 'rule') }) };
}

/** What says something: neither an empty list nor a `false`. */
function fieldsOf(alert: JsonObject): (readonly [string, string])[] {
  const told = Object.entries(alert).map(([field, value]) => [field, plainText(value)] as const);
  return told.filter(([, text]) => text !== '[]' && text !== 'false');
}

/** Lists and objects as a reader of JSON knows them. */
function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Without the fields that nothing is known of. */
function known<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
