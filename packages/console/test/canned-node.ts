// SPDX-License-Identifier: Apache-2.0
// A stand-in for the node's officer edge: serves the built console under the same content security policy and answers
// each method with what the test hands in. It holds no logic of a node.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { StateOutcome } from '@iims/wire/verdict';
import { verdictOf } from '@iims/wire/verdict';

export interface CannedNode {
  readonly url: string;
  /** Inputs of the queries, with their second key, in the order in which they came. */
  readonly asked: string[];
  /** Every session is over, as after half an hour without a request. */
  endSessions(): void;
  close(): Promise<void>;
}

export interface CannedAnswers {
  /** What the States say to an input; undefined breaks the stream after the first State. */
  readonly answer: (input: string, secondKey?: string) => readonly StateOutcome[] | undefined;
  readonly logVerdict?: object;
  readonly entries?: readonly object[];
  /** What further methods answer, by path; a POST gives its body. */
  readonly methods?: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => object | Promise<object>>>;
  /** In place of those of the role. */
  readonly permissions?: readonly string[];
  /** The lines that answer a list of travellers, by its text. */
  readonly manifest?: (text: string) => readonly object[];
  /** The States answer to an input when this is settled. */
  readonly until?: (input: string) => Promise<void> | undefined;
  /** Pause before each State's answer, in milliseconds. */
  readonly pauseMs?: number;
}

/** Time for the first line to leave before the connection breaks. */
const BREAK_AFTER_MS = 50;

export const STATES = ['GEO', 'UKR', 'AZE', 'MDA'] as const;

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export async function startCannedNode(folder: string, answers: CannedAnswers): Promise<CannedNode> {
  let user: string | undefined;
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    const path = new URL(request.url ?? '/', 'http://node').pathname;
    if (!path.startsWith('/api/')) return sendFile(response, folder, path === '/' ? 'index.html' : path);
    const body = await bodyOf(request);
    if (path === '/api/login') user = String(body.user);
    if (user === undefined) return send(response, 401, { error: { code: 'access.not-signed-in', message: '' } });
    const method = answers.methods?.[path];
    if (method !== undefined) return send(response, 200, await method(body));
    switch (path) {
      case '/api/login':
      case '/api/session':
        return send(response, 200, sessionOf(user, answers.permissions));
      case '/api/query':
        asked.push([body.input, ...(body.secondKey === undefined ? [] : [body.secondKey])].join(' + '));
        return streamAnswer(response, answers, body, asked.length);
      case '/api/manifest': {
        const lines = answers.manifest?.(String(body.manifest)) ?? [];
        response.writeHead(200, { 'content-type': 'application/x-ndjson' });
        response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        return;
      }
      case '/api/verify-log':
        return send(response, 200, { ...answers.logVerdict, checkedAt: new Date().toISOString() });
      case '/api/entries':
        return send(response, 200, { entries: answers.entries ?? [], size: answers.entries?.length ?? 0 });
      default:
        return send(response, 200, { queries: [] });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    endSessions: () => {
      user = undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The permissions that open each role's pages. */
const PAGE_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  officer: ['query.ask'],
  operator: [
    ...['query.ask', 'register.import', 'pack.read', 'pack.make', 'pack.settle'],
    ...['message.read', 'message.send', 'directory.read', 'directory.check', 'directory.keep'],
    ...['case.read', 'case.keep', 'case.export', 'message.release', 'template.keep'],
    ...['notice.read', 'notice.draft', 'notice.review'],
  ],
  auditor: ['log.read-entries'],
  administrator: ['keys.read'],
};

function sessionOf(user: string, permissions?: readonly string[]): object {
  const role = user.split('.')[0]!;
  return {
    session: {
      state: 'GEO',
      user,
      role,
      permissions: permissions ?? PAGE_PERMISSIONS[role] ?? [],
      csrf: 'token',
      expiresAt: new Date(Date.now() + 12 * 3_600_000).toISOString(),
      purposes: ['border-check', 'road-check'],
      partners: STATES.slice(1),
      post: 'Sadakhlo, lane 3',
      exercise: false,
    },
  };
}

async function streamAnswer(
  response: ServerResponse,
  { answer, until, pauseMs = 0 }: CannedAnswers,
  body: Readonly<Record<string, unknown>>,
  logIndex: number,
): Promise<void> {
  const secondKey = body.secondKey === undefined ? [] : [String(body.secondKey)];
  const states = answer(String(body.input), ...secondKey);
  const line = (value: object) => response.write(`${JSON.stringify(value)}\n`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  line({ type: 'asked', queryId: 'q', logIndex, asked: STATES });
  await until?.(String(body.input));
  if (states === undefined) {
    line({ type: 'state', state: STATES[0], outcome: 'no-hit', hits: [] });
    setTimeout(() => response.destroy(), BREAK_AFTER_MS);
    return;
  }
  for (const state of states) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    line({ type: 'state', ...state });
  }
  line({ type: 'verdict', ...verdictOf(states), states, elapsedMs: 7, logIndex });
  response.end();
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString();
  // A part of a file is bytes, and nobody here looks into it.
  if (request.headers['content-type'] === 'application/octet-stream') return {};
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function sendFile(response: ServerResponse, folder: string, path: string): void {
  try {
    const content = readFileSync(join(folder, path));
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
