// SPDX-License-Identifier: Apache-2.0
// A session at a node's officer's edge: sign in, ask, sign out.
import { IimsError } from '@iims/wire/errors';
import type { Verdict } from '@iims/wire/verdict';
import { RemoteFault } from './terminal.ts';

export interface Credentials {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export interface Check {
  readonly input: string;
  readonly purpose: string;
  readonly caseRef: string;
}

export interface NodeSession {
  /** Throws `RemoteFault` with what the node said, or `node.unreachable`. */
  query(check: Check): Promise<Verdict>;
  signOut(): Promise<void>;
}

export async function signIn({ url, user, password }: Credentials): Promise<NodeSession> {
  const base = checkUrl(url);
  const response = await call(base, '/api/login', { body: { user, password }, headers: {} });
  const cookie = response.cookies.join('; ');
  const { session } = response.json as { session: { csrf: string } };
  const headers = { cookie, 'x-csrf-token': session.csrf };
  return {
    query: async (check) => (await call(base, '/api/query', { body: check, headers })).json as Verdict,
    signOut: async () => {
      await call(base, '/api/logout', { body: {}, headers });
    },
  };
}

async function call(base: URL, path: string, request: { body: object; headers: Record<string, string> }) {
  let response: Response;
  try {
    response = await fetch(new URL(path, base), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...request.headers },
      body: JSON.stringify(request.body),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      redirect: 'error',
    });
  } catch (cause) {
    throw new IimsError('node.unreachable', {
      message: 'The node does not answer.',
      field: 'node',
      fix: 'Check the address and that the node runs.',
      cause,
    });
  }
  const json = (await response.json().catch(() => ({}))) as { error?: Record<string, string> };
  if (json.error) throw new RemoteFault(json.error);
  if (!response.ok)
    throw new RemoteFault({ code: 'node.fault', message: `The node answered with HTTP status ${response.status}.` });
  return { json: json as unknown, cookies: response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!) };
}

function checkUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && (parsed.protocol === 'http:' || parsed.protocol === 'https:')) return parsed;
  throw new IimsError('input.invalid', {
    message: 'The address of the node is not a URL.',
    field: 'node',
    rule: 'http://host:port or https://host:port',
    fix: 'Give the address that the node printed when it started.',
  });
}

const CALL_TIMEOUT_MS = 15_000;
