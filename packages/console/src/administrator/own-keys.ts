// SPDX-License-Identifier: Apache-2.0
// The keys of the own node and what ends when, as the node tells an administrator.
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, oneOf, textOf } from '../api/read-json.ts';
import { type CALENDAR_PLACES, DUE, KEY_STANDINGS, KEY_USES } from './administrator-codes.ts';
import { timeOf } from './node-state.ts';

export type KeyUse = (typeof KEY_USES)[number];

export interface OwnKey {
  readonly use: KeyUse;
  /** Hexadecimal. */
  readonly keyId: string;
  readonly standing: (typeof KEY_STANDINGS)[number];
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly notBefore?: number;
  readonly notAfter?: number;
}

export interface CalendarDate {
  readonly what: (typeof CALENDAR_PLACES)[number];
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  readonly due: (typeof DUE)[number];
}

export interface OwnKeys {
  readonly keys: readonly OwnKey[];
  readonly calendar: readonly CalendarDate[];
}

export function fetchOwnKeys(): Promise<Reply<OwnKeys>> {
  return callNode({ method: 'GET', path: '/api/keys' }, readOwnKeys);
}

export function readOwnKeys(json: unknown): OwnKeys | undefined {
  const body = asObject(json);
  if (body === undefined || !Array.isArray(body.keys) || !Array.isArray(body.calendar)) return undefined;
  return { keys: listOf(body, 'keys', keyOf), calendar: listOf(body, 'calendar', dateOf) };
}

/** The first 16 digits, in fours: enough to tell two keys apart and to read aloud. */
export function shortId(keyId: string): string {
  return (keyId.slice(0, 16).match(/.{1,4}/g) ?? []).join(' ');
}

function keyOf(key: JsonObject): OwnKey | undefined {
  const [use, standing] = [oneOf(textOf(key, 'use'), KEY_USES), oneOf(textOf(key, 'standing'), KEY_STANDINGS)];
  const [keyId, madeAt] = [textOf(key, 'keyId'), timeOf(key, 'madeAt')];
  if (use === undefined || standing === undefined || keyId === undefined || madeAt === undefined) return undefined;
  const [notBefore, notAfter] = [timeOf(key, 'notBefore'), timeOf(key, 'notAfter')];
  return {
    use,
    keyId,
    standing,
    madeAt,
    ...(notBefore !== undefined && { notBefore }),
    ...(notAfter !== undefined && { notAfter }),
  };
}

function dateOf(date: JsonObject): CalendarDate | undefined {
  const what = oneOf(textOf(date, 'what'), ['root', 'document', ...KEY_USES] as const);
  const [due, endsAt] = [oneOf(textOf(date, 'due'), DUE), timeOf(date, 'endsAt')];
  return what === undefined || due === undefined || endsAt === undefined ? undefined : { what, due, endsAt };
}
