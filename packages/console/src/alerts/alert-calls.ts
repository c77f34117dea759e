// SPDX-License-Identifier: Apache-2.0
// The operators' calls: what registers hold, what waits, what is due, and every step of an alert's life.
import { type Alert, parseAlert } from '@iims/wire/alert';
import { SUBJECT_KINDS, type SubjectKind } from '@iims/wire/code-lists';
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf } from '../api/read-json.ts';

export interface RegisterHeld {
  readonly id: string;
  readonly title: string;
  readonly kind: SubjectKind;
  readonly alerts: number;
  /** People enter its alerts; else a source loads it. */
  readonly isKeptByHand: boolean;
}

export interface AlertPage {
  readonly alerts: readonly Alert[];
  /** Alerts of the page that cannot be read. */
  readonly damaged: number;
  readonly next?: string;
}

export interface DueAlert {
  readonly register: string;
  readonly alertId: string;
  readonly reviewOn?: string;
  readonly isOverdue: boolean;
  readonly kind?: SubjectKind;
  readonly category?: string;
}

export interface DuePage {
  readonly due: readonly DueAlert[];
  readonly withinDays: number;
  readonly next?: string;
}

export interface WaitingAlert {
  readonly register: string;
  readonly alert: Alert;
  /** What it would take the place of. */
  readonly replaces?: Alert;
  readonly enteredBy: string;
  /** YYYY-MM-DD. */
  readonly enteredOn: string;
  readonly digest: string;
  /** This account entered it, and so may not release it. */
  readonly own: boolean;
}

export interface AlertRead {
  readonly inForce?: Alert;
  readonly waiting?: WaitingAlert;
}

export interface Filter {
  readonly register: string;
  readonly category?: string;
  readonly reviewUntil?: string;
  readonly after?: string;
}

export function fetchRegisters(): Promise<Reply<readonly RegisterHeld[]>> {
  return callNode({ method: 'GET', path: '/api/registers' }, (json) => {
    const body = asObject(json);
    return body && listOf(body, 'registers', registerOf);
  });
}

export function fetchAlerts(filter: Filter): Promise<Reply<AlertPage>> {
  return callNode({ method: 'GET', path: `/api/alerts/list?${queryOf({ ...filter, limit: PAGE })}` }, (json) => {
    const body = asObject(json);
    if (!Array.isArray(body?.alerts)) return undefined;
    const alerts = listOf(body, 'alerts', alertOf);
    const damaged = (numberOf(body, 'damaged') ?? 0) + (body.alerts.length - alerts.length);
    return { alerts, damaged, ...nextOf(body) };
  });
}

export function fetchDue(after: string | undefined): Promise<Reply<DuePage>> {
  return callNode({ method: 'GET', path: `/api/alerts/due?${queryOf({ after, limit: PAGE })}` }, (json) => {
    const body = asObject(json);
    if (body === undefined || !Array.isArray(body.due)) return undefined;
    return { due: listOf(body, 'due', dueOf), withinDays: numberOf(body, 'withinDays') ?? 0, ...nextOf(body) };
  });
}

export function fetchWaiting(): Promise<Reply<readonly WaitingAlert[]>> {
  return callNode({ method: 'GET', path: '/api/alerts/waiting' }, (json) => {
    const body = asObject(json);
    return body && listOf(body, 'waiting', waitingOf);
  });
}

export function fetchAlert(register: string, alertId: string): Promise<Reply<AlertRead>> {
  return callNode({ method: 'GET', path: `/api/alerts?${queryOf({ register, alertId })}` }, (json) => {
    const body = asObject(json);
    if (body === undefined) return undefined;
    const [inForce, waiting] = [asObject(body.inForce), asObject(body.waiting)];
    const [alert, held] = [inForce && alertOf(inForce), waiting && waitingOf(waiting)];
    return { ...(alert && { inForce: alert }), ...(held && { waiting: held }) };
  });
}

/** Enters or updates; resolves to whether it waits for a second person. */
export function sendAlert(
  session: Session,
  step: 'enter' | 'update',
  register: string,
  alert: Alert,
): Promise<Reply<{ readonly isWaiting: boolean }>> {
  return post(session, step, { register, alert }, (body) => ({ isWaiting: textOf(body, 'standing') === 'waiting' }));
}

export interface Named {
  readonly register: string;
  readonly alertId: string;
}

export function releaseAlert(session: Session, named: Named, digest: string): Promise<Reply<object>> {
  return post(session, 'release', { ...named, digest }, (body) => body);
}

export function revalidateAlert(session: Session, named: Named, reviewOn: string): Promise<Reply<object>> {
  return post(session, 'revalidate', { ...named, reviewOn }, (body) => body);
}

/** Resolves to whether a source may bring the alert back. */
export function withdrawAlert(
  session: Session,
  named: Named,
  ground: string,
): Promise<Reply<{ readonly untilNextLoad: boolean }>> {
  return post(session, 'withdraw', { ...named, ground }, (body) => ({ untilNextLoad: body.untilNextLoad === true }));
}

function post<T>(
  { csrf }: Session,
  step: string,
  body: Readonly<Record<string, unknown>>,
  read: (body: JsonObject) => T,
): Promise<Reply<T>> {
  return callNode({ method: 'POST', path: `/api/alerts/${step}`, csrf, body }, (json) => {
    const answer = asObject(json);
    return answer && read(answer);
  });
}

function registerOf(register: JsonObject): RegisterHeld | undefined {
  const [id, kind] = [textOf(register, 'id'), oneOf(textOf(register, 'kind'), SUBJECT_KINDS)];
  if (id === undefined || kind === undefined) return undefined;
  const isKeptByHand = textOf(register, 'keptBy') === 'hand';
  return { id, kind, title: textOf(register, 'title') ?? id, alerts: numberOf(register, 'alerts') ?? 0, isKeptByHand };
}

/** One that a later release wrote is counted as unreadable, never shown in part. */
function alertOf(alert: JsonObject): Alert | undefined {
  try {
    return parseAlert(alert);
  } catch {
    return undefined;
  }
}

function dueOf(due: JsonObject): DueAlert | undefined {
  const [register, alertId] = [textOf(due, 'register'), textOf(due, 'alertId')];
  if (register === undefined || alertId === undefined) return undefined;
  const [reviewOn, category] = [textOf(due, 'reviewOn'), textOf(due, 'category')];
  const kind = oneOf(textOf(due, 'kind'), SUBJECT_KINDS);
  return {
    register,
    alertId,
    isOverdue: due.isOverdue === true,
    ...(reviewOn === undefined ? {} : { reviewOn }),
    ...(kind === undefined ? {} : { kind }),
    ...(category === undefined ? {} : { category }),
  };
}

function waitingOf(waiting: JsonObject): WaitingAlert | undefined {
  const [held, old] = [asObject(waiting.alert), asObject(waiting.replaces)];
  const alert = held && alertOf(held);
  const [register, digest] = [textOf(waiting, 'register'), textOf(waiting, 'digest')];
  // What would be replaced must be seen whole, or nothing is released here.
  const replaces = old && alertOf(old);
  if (alert === undefined || register === undefined || digest === undefined || (old && !replaces)) return undefined;
  return {
    register,
    alert,
    digest,
    enteredBy: textOf(waiting, 'enteredBy') ?? '',
    enteredOn: (textOf(waiting, 'enteredAt') ?? '').slice(0, 10),
    own: waiting.own !== false,
    ...(replaces && { replaces }),
  };
}

function nextOf(body: JsonObject): { readonly next?: string } {
  const next = textOf(body, 'next');
  return next === undefined ? {} : { next };
}

function queryOf(fields: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query.toString();
}

const PAGE = 20;
