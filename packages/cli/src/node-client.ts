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
  const { json, cookies } = await call(base, '/api/login', { body: { user, password }, headers: {} });
  const csrf = (json as { session?: { csrf?: string } }).session?.csrf;
  if (csrf === undefined) throw notANode();
  const headers = { cookie: cookies.join('; '), 'x-csrf-token': csrf };
  return {
    query: async (check) => {
      const verdict = (await call(base, '/api/query', { body: check, headers })).json as Partial<Verdict>;
      if (verdict.verdict === undefined || verdict.states === undefined) throw notANode();
      return verdict as Verdict;
    },
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
  const json: unknown = await response.json().catch(() => undefined);
  if (typeof json !== 'object' || json === null) throw notANode();
  const { error } = json as { error?: Record<string, string> };
  if (typeof error === 'object') throw new RemoteFault({ ...error, ...fieldOfCommandLine(error) });
  return { json, cookies: response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!) };
}

/** The node names the field of its own request; the caller knows the option. */
function fieldOfCommandLine({ code, field }: Readonly<Record<string, string>>): { field?: string } {
  if (field === 'caseRef') return { field: 'case' };
  return code === 'json.too-large' ? { field: 'input' } : {};
}

function notANode(): IimsError {
  return new IimsError('node.unreachable', {
    message: 'Something answers at this address, but it is no node.',
    field: 'node',
    fix: 'Check the address.',
  });
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
