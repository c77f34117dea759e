// SPDX-License-Identifier: Apache-2.0
// The desk's calls that look beyond the list: a search through all messages, and what is known of whom and what a message names.
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, textOf } from '../api/read-json.ts';
import { type Mail, mailOf } from '../mails/mail-calls.ts';
import { rowOf } from './desk-calls.ts';
import type { MessageRow } from './desk-state.ts';

export interface FoundPage {
  readonly rows: readonly MessageRow[];
  readonly mails: readonly Mail[];
  readonly next?: number;
  /** Messages that cannot be found yet, or not by all that they say. */
  readonly notSearched: number;
}

/** What is known of whom and what a message names. */
export interface Related {
  readonly standing: string;
  /** What own registers said; empty for who may not read alerts. */
  readonly registers: string;
  readonly alerts: readonly { readonly alertId: string; readonly register: string; readonly band: string }[];
  readonly earlier: readonly Earlier[];
}

export interface Earlier {
  readonly row: MessageRow;
  readonly by: readonly string[];
  readonly isDuplicate: boolean;
}

/** It is an entry, which holds no words. */
export function findMessages({ csrf }: Session, words: string, before: number | undefined): Promise<Reply<FoundPage>> {
  const body = { words, limit: PAGE, ...(before === undefined ? {} : { before }) };
  return callNode({ method: 'POST', path: '/api/messages/search', csrf, body }, (json) => {
    const found = asObject(json);
    const left = asObject(found?.notSearched);
    if (found === undefined || left === undefined) return undefined;
    const next = numberOf(found, 'next');
    const notSearched = (numberOf(left, 'waiting') ?? 0) + (numberOf(left, 'cut') ?? 0);
    return {
      rows: listOf(found, 'messages', rowOf),
      mails: listOf(found, 'mails', mailOf),
      notSearched,
      ...(next === undefined ? {} : { next }),
    };
  });
}

/** It is an entry. */
export function fetchRelated(id: string): Promise<Reply<Related>> {
  return callNode({ method: 'GET', path: `/api/messages/related?${new URLSearchParams({ id })}` }, (json) => {
    const body = asObject(json);
    const standing = body && textOf(body, 'standing');
    if (body === undefined || standing === undefined) return undefined;
    const registers = textOf(body, 'registers') ?? '';
    return {
      standing,
      registers,
      alerts: listOf(body, 'alerts', alertOf),
      earlier: listOf(body, 'earlier', earlierOf),
    };
  });
}

function alertOf(alert: JsonObject): Related['alerts'][number] | undefined {
  const [alertId, register, band] = [textOf(alert, 'alertId'), textOf(alert, 'register'), textOf(alert, 'band')];
  if (alertId === undefined || register === undefined || band === undefined) return undefined;
  return { alertId, register, band };
}

function earlierOf(found: JsonObject): Earlier | undefined {
  const message = asObject(found.message);
  const row = message && rowOf(message);
  if (row === undefined || !Array.isArray(found.by)) return undefined;
  const by = found.by.filter((one): one is string => typeof one === 'string');
  return { row, by, isDuplicate: found.isDuplicate === true };
}

const PAGE = 50;
