// SPDX-License-Identifier: Apache-2.0
// Registers and imports as the own node tells them to an operator, and the steps of an import.
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf, textsOf } from '../api/read-json.ts';
import { ENCODINGS, type Encoding, FORMATS, type Format } from './import-codes.ts';
import type { Mapping } from './mapping-draft.ts';

export interface RegisterShown {
  readonly id: string;
  readonly kind: string;
  /** Whether people enter its alerts one by one: no list takes their place. */
  readonly byHand: boolean;
  readonly title: string;
  readonly alerts: number;
  /** Of one that holds what the State issued or registered: the types for which it is complete. */
  readonly completeFor?: readonly string[];
  /** Until when that holds: from then on what is missing is unknown. Milliseconds since 1970. */
  readonly completeUntil?: number;
  /** Of one that holds what the State issued: numbers that vanished from its lists, and of which nobody said so. */
  readonly vanished?: number;
  /** While queries do not find everybody in it. */
  readonly finding?: Finding;
  /** Times in milliseconds since 1970. */
  readonly changedAt: number;
  readonly checkedAt: number;
  readonly askedBy: readonly string[];
  /** How many alerts going back would show. */
  readonly previousAlerts?: number;
  readonly lastImport?: { readonly format: Format; readonly encoding?: Encoding; readonly mapping?: Mapping };
}

export interface Difference {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly same: number;
}

export interface Refused {
  readonly line: number;
  readonly reason: string;
  readonly field?: string;
}

export interface PreviewShown {
  readonly read: number;
  readonly accepted: number;
  readonly refused: number;
  /** Of alerts alone. */
  readonly qualityScore?: number;
  /** Entries of what was issued that the list does not name any more; where something follows from that. */
  readonly vanished?: number;
  readonly completeFor?: readonly string[];
  readonly differences: Difference;
  readonly reasons: Readonly<Record<string, number>>;
  readonly refusals: readonly Refused[];
}

/** How many vanish, as the screen shows it and whoever approves says with it; undefined where nobody need say anything. */
export function vanishingWith({ vanished, differences, completeFor }: PreviewShown): number | undefined {
  return (completeFor === undefined ? differences.removed : vanished) || undefined;
}

/** While names of persons go into the search: of how many, of those that go in together. */
export interface Finding {
  readonly done: number;
  readonly of: number;
}

export interface ImportShown {
  readonly importId: string;
  readonly register: string;
  readonly format: string;
  readonly standing: string;
  readonly begunAt: number;
  readonly by: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly received?: number;
  readonly rows?: number;
  readonly preview?: PreviewShown;
  readonly secondPerson: boolean;
  readonly refusal?: { readonly code: string; readonly field?: string };
  readonly applied?: { readonly done: number; readonly of: number };
  readonly finding?: Finding;
  readonly fault?: string;
}

export interface Tried {
  readonly columns: readonly { readonly name: string; readonly samples: readonly string[] }[];
  readonly rows: readonly (
    | Refused
    | { readonly line: number; readonly alert: JsonObject }
    | { readonly line: number; readonly issued: JsonObject }
  )[];
  readonly fault?: { readonly code: string; readonly field?: string };
}

export interface Announced {
  readonly register: string;
  readonly format: Format;
  readonly kind?: string;
  readonly encoding?: Encoding;
  readonly mapping?: Mapping;
  readonly positive?: {
    readonly completeFor: readonly string[];
    readonly completeHours?: number;
    readonly asOf?: string;
  };
}

const ENDED: readonly string[] = ['applied', 'refused', 'abandoned'];

export function hasEnded({ standing }: ImportShown): boolean {
  return ENDED.includes(standing);
}

export function fetchRegisters(): Promise<Reply<readonly RegisterShown[]>> {
  return callNode({ method: 'GET', path: '/api/registers' }, (json) => {
    const body = asObject(json);
    return body && [...listOf(body, 'registers', registerOf), ...listOf(body, 'positive', positiveOf)];
  });
}

export function fetchImports(): Promise<Reply<readonly ImportShown[]>> {
  return callNode({ method: 'GET', path: '/api/imports' }, readImports);
}

/** One import with the rows that were refused. */
export async function fetchImport(importId: string): Promise<Reply<ImportShown>> {
  return callNode({ method: 'GET', path: `/api/imports?importId=${importId}` }, (json) => readImports(json)?.[0]);
}

export function beginImport(
  { csrf }: Session,
  announced: Announced & {
    readonly files: readonly { readonly name: string; readonly bytes: number }[];
    readonly sha256: string;
  },
): Promise<Reply<ImportShown>> {
  return callNode({ method: 'POST', path: '/api/imports/begin', csrf, body: { ...announced } }, readImport);
}

export function stepImport(
  { csrf }: Session,
  step: 'preview' | 'approve' | 'abandon',
  /** `vanished`: as many as vanish, where the screen has shown it to whoever approves. */
  body: { readonly importId: string; readonly vanished?: number },
): Promise<Reply<ImportShown>> {
  return callNode({ method: 'POST', path: `/api/imports/${step}`, csrf, body }, readImport);
}

export function revertRegister({ csrf }: Session, register: string): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/registers/revert', csrf, body: { register } }, () => true);
}

export function tryOut(
  { csrf }: Session,
  announced: Announced,
  head: { readonly base64: string; readonly isWhole: boolean },
  signal: AbortSignal,
): Promise<Reply<Tried>> {
  const body = { ...announced, head: head.base64, isWhole: head.isWhole };
  return callNode({ method: 'POST', path: '/api/imports/try', csrf, body, signal }, readTried);
}

/** A part of the file, as bytes; gives how much the node has. */
export function sendPart(
  { csrf }: Session,
  importId: string,
  offset: number,
  part: Uint8Array<ArrayBuffer>,
): Promise<Reply<number>> {
  const path = `/api/imports/part?${new URLSearchParams({ importId, offset: String(offset) })}`;
  return callNode({ method: 'POST', path, csrf, bytes: part }, (json) => numberOf(asObject(json) ?? {}, 'received'));
}

function readImports(json: unknown): readonly ImportShown[] | undefined {
  const body = asObject(json);
  return body && listOf(body, 'imports', importOf);
}

function readImport(json: unknown): ImportShown | undefined {
  const body = asObject(json);
  return body && importOf(body);
}

function registerOf(register: JsonObject): RegisterShown | undefined {
  const [id, kind, title] = [textOf(register, 'id'), textOf(register, 'kind'), textOf(register, 'title')];
  if (id === undefined || kind === undefined) return undefined;
  const [previous, finding] = [asObject(register.previous), findingOf(register)];
  const last = asObject(register.lastImport);
  const format = oneOf(last && textOf(last, 'format'), FORMATS);
  const encoding = oneOf(last && textOf(last, 'encoding'), ENCODINGS);
  const mapping = last && (asObject(last.mapping) as Mapping | undefined);
  return {
    id,
    kind,
    byHand: textOf(register, 'keptBy') === 'hand',
    title: title ?? id,
    alerts: numberOf(register, 'alerts') ?? 0,
    changedAt: Date.parse(textOf(register, 'changedAt') ?? ''),
    checkedAt: Date.parse(textOf(register, 'checkedAt') ?? ''),
    askedBy: textsOf(register, 'askedBy'),
    ...(finding && { finding }),
    ...(previous && { previousAlerts: numberOf(previous, 'alerts') ?? 0 }),
    ...(format && { lastImport: { format, ...(encoding && { encoding }), ...(mapping && { mapping }) } }),
  };
}

function positiveOf(register: JsonObject): RegisterShown | undefined {
  const shown = registerOf(register);
  const until = textOf(register, 'completeUntil');
  const vanished = numberOf(register, 'vanished');
  const previous = asObject(register.previous);
  return (
    shown && {
      ...shown,
      ...(vanished !== undefined && { vanished }),
      alerts: numberOf(register, 'entries') ?? 0,
      completeFor: textsOf(register, 'completeFor'),
      ...(until !== undefined && { completeUntil: Date.parse(until) }),
      ...(previous && { previousAlerts: numberOf(previous, 'entries') ?? 0 }),
    }
  );
}

function findingOf(one: JsonObject): Finding | undefined {
  const finding = asObject(one.finding);
  return finding && { done: numberOf(finding, 'done') ?? 0, of: numberOf(finding, 'of') ?? 0 };
}

function importOf(one: JsonObject): ImportShown | undefined {
  const [importId, register, standing] = [textOf(one, 'importId'), textOf(one, 'register'), textOf(one, 'standing')];
  if (importId === undefined || register === undefined || standing === undefined) return undefined;
  const [received, rows] = [numberOf(one, 'received'), numberOf(one, 'rows')];
  const [preview, refusal, applied] = [asObject(one.preview), asObject(one.refusal), asObject(one.applied)];
  const [fault, finding] = [textOf(one, 'fault'), findingOf(one)];
  return {
    importId,
    register,
    standing,
    format: textOf(one, 'format') ?? '',
    begunAt: Date.parse(textOf(one, 'begunAt') ?? ''),
    by: textOf(one, 'by') ?? '',
    bytes: numberOf(one, 'bytes') ?? 0,
    sha256: textOf(one, 'sha256') ?? '',
    secondPerson: one.secondPerson === true,
    ...(received !== undefined && { received }),
    ...(rows !== undefined && { rows }),
    ...(preview && { preview: previewOf(preview) }),
    ...(refusal && { refusal: codeOf(refusal) }),
    ...(finding && { finding }),
    ...(applied && { applied: { done: numberOf(applied, 'done') ?? 0, of: numberOf(applied, 'of') ?? 1 } }),
    ...(fault !== undefined && { fault }),
  };
}

export function previewOf(preview: JsonObject): PreviewShown {
  const count = (object: JsonObject, key: string): number => numberOf(object, key) ?? 0;
  const differences = asObject(preview.differences) ?? {};
  const reasons = asObject(preview.reasons) ?? {};
  return {
    read: count(preview, 'read'),
    accepted: count(preview, 'accepted'),
    refused: count(preview, 'refused'),
    ...(numberOf(preview, 'qualityScore') !== undefined && { qualityScore: count(preview, 'qualityScore') }),
    ...(numberOf(preview, 'vanished') !== undefined && { vanished: count(preview, 'vanished') }),
    ...(Array.isArray(preview.completeFor) && { completeFor: textsOf(preview, 'completeFor') }),
    differences: {
      added: count(differences, 'added'),
      changed: count(differences, 'changed'),
      removed: count(differences, 'removed'),
      same: count(differences, 'same'),
    },
    reasons: Object.fromEntries(Object.keys(reasons).map((reason) => [reason, count(reasons, reason)])),
    refusals: listOf(preview, 'refusals', refusedOf),
  };
}

function refusedOf(row: JsonObject): Refused | undefined {
  const [line, reason, field] = [numberOf(row, 'line'), textOf(row, 'reason'), textOf(row, 'field')];
  if (line === undefined || reason === undefined) return undefined;
  return { line, reason, ...(field !== undefined && { field }) };
}

function readTried(json: unknown): Tried | undefined {
  const body = asObject(json);
  if (body === undefined) return undefined;
  const fault = asObject(body.fault);
  return {
    columns: listOf(body, 'columns', (column) => {
      const name = textOf(column, 'name');
      return name === undefined ? undefined : { name, samples: textsOf(column, 'samples') };
    }),
    rows: listOf(body, 'rows', (row) => {
      const [line, alert, issued] = [numberOf(row, 'line'), asObject(row.alert), asObject(row.issued)];
      if (line !== undefined && issued !== undefined) return { line, issued };
      return line !== undefined && alert !== undefined ? { line, alert } : refusedOf(row);
    }),
    ...(fault && { fault: codeOf(fault) }),
  };
}

function codeOf(fault: JsonObject): { readonly code: string; readonly field?: string } {
  const field = textOf(fault, 'field');
  return { code: textOf(fault, 'code') ?? 'node.fault', ...(field !== undefined && { field }) };
}
