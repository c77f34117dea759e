// SPDX-License-Identifier: Apache-2.0
// The calls of the page of contact points: the directories, the own one, and communication checks.
import { CONTACT_BODIES, CONTACT_LEVELS, type ContactPoint, SERVICE_HOURS } from '@iims/wire/contact-point';
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf } from '../api/read-json.ts';
import { STANDINGS, type Standing } from './contact-codes.ts';

export interface SharedMeasure {
  readonly measure: number;
  readonly sharedOn: string;
  readonly what: string;
}

export interface Directory {
  readonly state: string;
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
  readonly points: readonly ContactPoint[];
  readonly measures: readonly SharedMeasure[];
}

/** A contact point of a State. */
export interface Asked {
  readonly state: string;
  readonly id: string;
}

/** Whole States, and single points of others. */
export interface Whom {
  readonly states: readonly string[];
  readonly points: readonly Asked[];
}

export interface CheckedPoint {
  readonly state: string;
  readonly id: string;
  readonly standing: Standing;
  readonly answeredAt?: number;
}

export interface Check {
  readonly id: string;
  readonly startedAt: number;
  readonly answerBy: number;
  readonly points: readonly CheckedPoint[];
}

export interface StateStatistics {
  readonly state: string;
  readonly asked: number;
  readonly onTime: number;
  readonly late: number;
  readonly silent: number;
  readonly medianMs?: number;
}

export interface Checks {
  readonly checks: readonly Check[];
  readonly statistics: readonly StateStatistics[];
}

export function fetchDirectories(): Promise<Reply<readonly Directory[]>> {
  return callNode({ method: 'GET', path: '/api/directory' }, (json) => {
    const body = asObject(json);
    return body && listOf(body, 'directories', directoryOf);
  });
}

export function fetchChecks(): Promise<Reply<Checks>> {
  return callNode({ method: 'GET', path: '/api/checks' }, (json) => {
    const body = asObject(json);
    if (body === undefined) return undefined;
    return { checks: listOf(body, 'checks', checkOf), statistics: listOf(body, 'statistics', statisticsOf) };
  });
}

export function startCheck(
  { csrf }: Session,
  whom: Whom,
  withinMinutes: number,
): Promise<Reply<{ readonly id: string }>> {
  return callNode({ method: 'POST', path: '/api/checks/start', csrf, body: { ...whom, withinMinutes } }, (json) => {
    const body = asObject(json);
    const id = body && textOf(body, 'id');
    return id === undefined ? undefined : { id };
  });
}

/** The whole directory; what is not in it is gone. */
export function keepDirectory(
  { csrf }: Session,
  points: readonly object[],
  measures: readonly object[],
): Promise<Reply<true>> {
  const body = { points, ...(measures.length === 0 ? {} : { measures }) };
  return callNode({ method: 'POST', path: '/api/directory/keep', csrf, body }, () => true);
}

function directoryOf(directory: JsonObject): Directory | undefined {
  const [state, number] = [textOf(directory, 'state'), numberOf(directory, 'number')];
  if (state === undefined || number === undefined) return undefined;
  return {
    state,
    number,
    changedAt: Date.parse(textOf(directory, 'changedAt') ?? '') || 0,
    points: listOf(directory, 'points', pointOf),
    measures: listOf(directory, 'measures', measureOf),
  };
}

function pointOf(point: JsonObject): ContactPoint | undefined {
  const [id, title, telephone] = [textOf(point, 'id'), textOf(point, 'title'), textOf(point, 'telephone')];
  const [languages, validUntil] = [textOf(point, 'languages'), textOf(point, 'validUntil')];
  const level = oneOf(textOf(point, 'level'), CONTACT_LEVELS);
  const body = oneOf(textOf(point, 'body'), CONTACT_BODIES);
  const hours = oneOf(textOf(point, 'hours'), SERVICE_HOURS);
  if (id === undefined || title === undefined || telephone === undefined || languages === undefined) return undefined;
  if (validUntil === undefined || level === undefined || body === undefined || hours === undefined) return undefined;
  const optional = Object.fromEntries(
    ['deputyTelephone', 'email', 'keyFingerprint'].flatMap((name) => {
      const value = textOf(point, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { id, level, body, title, telephone, languages, hours, validUntil, ...optional };
}

function measureOf(shared: JsonObject): SharedMeasure | undefined {
  const [measure, sharedOn] = [numberOf(shared, 'measure'), textOf(shared, 'sharedOn')];
  const what = textOf(shared, 'what');
  return measure === undefined || sharedOn === undefined || what === undefined
    ? undefined
    : { measure, sharedOn, what };
}

function checkOf(check: JsonObject): Check | undefined {
  const id = textOf(check, 'id');
  const [startedAt, answerBy] = [
    Date.parse(textOf(check, 'startedAt') ?? ''),
    Date.parse(textOf(check, 'answerBy') ?? ''),
  ];
  if (id === undefined || Number.isNaN(startedAt) || Number.isNaN(answerBy)) return undefined;
  return { id, startedAt, answerBy, points: listOf(check, 'points', checkedOf) };
}

function checkedOf(point: JsonObject): CheckedPoint | undefined {
  const [state, id] = [textOf(point, 'state'), textOf(point, 'id')];
  const standing = oneOf(textOf(point, 'standing'), STANDINGS);
  if (state === undefined || id === undefined || standing === undefined) return undefined;
  const answeredAt = Date.parse(textOf(point, 'answeredAt') ?? '');
  return { state, id, standing, ...(Number.isNaN(answeredAt) ? {} : { answeredAt }) };
}

function statisticsOf(row: JsonObject): StateStatistics | undefined {
  const state = textOf(row, 'state');
  if (state === undefined) return undefined;
  const medianMs = numberOf(row, 'medianMs');
  const counts = { asked: numberOf(row, 'asked') ?? 0, onTime: numberOf(row, 'onTime') ?? 0 };
  const rest = { late: numberOf(row, 'late') ?? 0, silent: numberOf(row, 'silent') ?? 0 };
  return { state, ...counts, ...rest, ...(medianMs === undefined ? {} : { medianMs }) };
}
