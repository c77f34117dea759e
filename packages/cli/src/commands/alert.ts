// SPDX-License-Identifier: Apache-2.0
// `iims alert`: the life of an alert at a running node, from entry to withdrawal. A document is one JSON object on stdin, since it is personal data.
import { join } from 'node:path';
import { utf8 } from '@iims/wire/bytes';
import { parseStrictJson } from '@iims/wire/strict-json';
import type { ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import type { NodeSession } from '../node-client.ts';
import { wholeNumber } from '../option-values.ts';
import { print, readStdinText } from '../terminal.ts';
import { makeFolder, writeNewFile } from '../write-new-file.ts';

export interface AlertOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly json: boolean;
}

export interface AlertDocumentOptions extends AlertOptions {
  readonly register: string;
}

export interface OneAlertOptions extends AlertDocumentOptions {
  readonly id: string;
}

export interface ReleaseAlertOptions extends OneAlertOptions {
  readonly digest: string;
}

export interface RevalidateAlertOptions extends OneAlertOptions {
  readonly reviewOn: string;
}

export interface WithdrawAlertOptions extends OneAlertOptions {
  readonly ground: string;
}

export interface DueAlertsOptions extends AlertOptions {
  readonly register?: string;
}

export interface ListAlertsOptions extends AlertDocumentOptions {
  readonly category?: string;
  readonly reviewUntil?: string;
  readonly limit?: string;
}

export async function enterAlert(options: AlertDocumentOptions): Promise<ExitStatus> {
  return postDocument('/api/alerts/enter', options);
}

export async function updateAlert(options: AlertDocumentOptions): Promise<ExitStatus> {
  return postDocument('/api/alerts/update', options);
}

export async function releaseAlert(options: ReleaseAlertOptions): Promise<ExitStatus> {
  return postOne('/api/alerts/release', options, { digest: options.digest });
}

export async function revalidateAlert(options: RevalidateAlertOptions): Promise<ExitStatus> {
  return postOne('/api/alerts/revalidate', options, { reviewOn: options.reviewOn });
}

export async function withdrawAlert(options: WithdrawAlertOptions): Promise<ExitStatus> {
  return postOne('/api/alerts/withdraw', options, { ground: options.ground });
}

export interface PartnersAlertOptions extends OneAlertOptions {
  readonly state: string;
}

export interface DeclineAlertOptions extends PartnersAlertOptions {
  readonly action: string;
  readonly ground: string;
}

export async function declineAlert(options: DeclineAlertOptions): Promise<ExitStatus> {
  const { state, action, ground } = options;
  return postOne('/api/not-executed/set', options, { state, action, ground });
}

export async function executeAlert(options: PartnersAlertOptions): Promise<ExitStatus> {
  return postOne('/api/not-executed/end', options, { state: options.state });
}

export async function declinedAlerts(options: AlertOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const { notExecuted } = (await session.get('/api/not-executed')) as { notExecuted: readonly object[] };
    for (const one of notExecuted) print(JSON.stringify(one));
  });
}

export async function showAlert(options: OneAlertOptions): Promise<ExitStatus> {
  const query = queryOf({ register: options.register, alertId: options.id });
  return inSession(options, async (session) => print(JSON.stringify(await session.get(`/api/alerts?${query}`))));
}

export interface ToldAlertOptions extends OneAlertOptions {
  readonly receipts?: string;
}

/** Who was told of an alert, one line each; and what they signed when it ended, as files in a folder. */
export async function toldAlert(options: ToldAlertOptions): Promise<ExitStatus> {
  const { register, id, receipts: folder } = options;
  const query = queryOf({ register, alertId: id });
  return inSession(options, async (session) => {
    const { told } = (await session.get(`/api/alerts/told?${query}`)) as { told: readonly object[] };
    for (const one of told) print(JSON.stringify(one));
    if (folder === undefined) return;
    const { receipts, unverified } = (await session.get(`/api/alerts/told/receipts?${query}`)) as {
      readonly unverified: readonly object[];
      readonly receipts: readonly Readonly<Record<'state' | 'messageId' | 'standing' | 'file', string>>[];
    };
    await makeFolder('receipts', folder);
    for (const { state, messageId, standing, file } of receipts) {
      const path = join(folder, `deletion-${state}-${messageId}.json`);
      await writeNewFile(path, utf8(file));
      print(JSON.stringify({ state, messageId, standing, file: path }));
    }
    for (const one of unverified) print(JSON.stringify(one));
  });
}

/** Queries that met covert alerts, the latest first. */
export async function metAlerts(options: AlertOptions): Promise<ExitStatus> {
  return inSession(options, (session) =>
    printPages(session, { path: '/api/alerts/met', list: 'met', wanted: {} }, LISTED_MAX),
  );
}

export async function waitingAlerts(options: AlertOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const { waiting } = (await session.get('/api/alerts/waiting')) as { waiting: readonly object[] };
    for (const one of waiting) print(JSON.stringify(one));
  });
}

export async function listAlerts(options: ListAlertsOptions): Promise<ExitStatus> {
  const { register, category, reviewUntil, limit } = options;
  const most = limit === undefined ? LISTED_MAX : wholeNumber('limit', limit, 1, LIST_LIMIT_MAX);
  const wanted = { register, category, reviewUntil };
  return inSession(options, (session) =>
    printPages(session, { path: '/api/alerts/list', list: 'alerts', wanted }, most),
  );
}

export async function dueAlerts(options: DueAlertsOptions): Promise<ExitStatus> {
  const pages = { path: '/api/alerts/due', list: 'due', wanted: { register: options.register } };
  return inSession(options, (session) => printPages(session, pages, LISTED_MAX));
}

interface Pages {
  readonly path: string;
  /** Name of the list in a page. */
  readonly list: string;
  readonly wanted: Readonly<Record<string, string | undefined>>;
}

/** One line for each element. What is left when `most` are printed is told in a last line, `{"next":…}`. */
async function printPages(session: NodeSession, { path, list, wanted }: Pages, most: number): Promise<void> {
  let left = most;
  for (let after: string | undefined; ; ) {
    const query = queryOf({ ...wanted, after, limit: String(Math.min(left, PAGE_MAX)) });
    const page = (await session.get(`${path}?${query}`)) as { next?: string; damaged?: number };
    const elements = (page as Record<string, unknown>)[list] as readonly object[];
    for (const element of elements) print(JSON.stringify(element));
    if (page.damaged) print(JSON.stringify({ damaged: page.damaged }));
    left -= elements.length;
    after = page.next;
    if (after === undefined) return;
    if (left > 0) continue;
    print(JSON.stringify({ next: after }));
    return;
  }
}

async function postDocument(path: string, options: AlertDocumentOptions): Promise<ExitStatus> {
  const alert = parseStrictJson(utf8(await readStdinText(ALERT_BYTES_MAX)));
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.post(path, { register: options.register, alert }))),
  );
}

async function postOne(
  path: string,
  options: OneAlertOptions,
  more: Readonly<Record<string, string>>,
): Promise<ExitStatus> {
  const body = { register: options.register, alertId: options.id, ...more };
  return inSession(options, async (session) => print(JSON.stringify(await session.post(path, body))));
}

function queryOf(fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [field, value] of Object.entries(fields)) if (value !== undefined) query.set(field, value);
  return query.toString();
}

/** What the node takes in one request. */
const ALERT_BYTES_MAX = 65_536;
const PAGE_MAX = 100;
const LISTED_MAX = 1_000;
const LIST_LIMIT_MAX = 1_000_000;
