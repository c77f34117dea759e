// SPDX-License-Identifier: Apache-2.0
// A closed loop of officers, spread over the nodes: each asks, waits for the verdict, asks again.
import { Pool } from 'undici';

export interface LoadTarget {
  readonly url: string;
  readonly cookie: string;
  readonly csrf: string;
}

export interface LoadResult {
  readonly officers: number;
  readonly queries: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Verdicts that were not complete, and calls that failed. */
  readonly incomplete: number;
  readonly failed: number;
}

export interface LoadOptions {
  readonly targets: readonly LoadTarget[];
  readonly officers: number;
  readonly durationMs: number;
  readonly inputs: readonly string[];
}

/** Signs in once; the session serves every officer of the loop at that node. */
export async function signInForLoad(url: string, user: string, password: string): Promise<LoadTarget> {
  const response = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password }),
  });
  const { session } = (await response.json()) as { session: { csrf: string } };
  return { url, csrf: session.csrf, cookie: response.headers.getSetCookie()[0]!.split(';')[0]! };
}

export async function runLoad({ targets, officers, durationMs, inputs }: LoadOptions): Promise<LoadResult> {
  const pools = targets.map(
    ({ url }) => new Pool(url, { connections: Math.ceil(officers / targets.length), pipelining: 1 }),
  );
  const latencies: number[] = [];
  let incomplete = 0;
  let failed = 0;
  const startedAt = performance.now();
  const until = startedAt + durationMs;
  const officer = async (place: number): Promise<void> => {
    const target = targets[place % targets.length]!;
    const pool = pools[place % targets.length]!;
    for (let turn = place; performance.now() < until; turn += officers) {
      const askedAt = performance.now();
      const response = await pool.request({
        method: 'POST',
        path: '/api/query',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          cookie: target.cookie,
          'x-csrf-token': target.csrf,
        },
        body: JSON.stringify({ input: inputs[turn % inputs.length], purpose: 'border-check', caseRef: 'BENCH-1' }),
      });
      const verdict = (await response.body.json()) as { complete?: boolean };
      if (response.statusCode !== 200) failed += 1;
      else if (!verdict.complete) incomplete += 1;
      latencies.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: officers }, (_, place) => officer(place)));
  const elapsedMs = performance.now() - startedAt;
  await Promise.all(pools.map((pool) => pool.destroy()));
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    officers,
    queries: latencies.length,
    perSecond: (latencies.length * 1_000) / elapsedMs,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    incomplete,
    failed,
  };
}

/** A call of whoever is signed in; bytes go as they are. Throws where it is refused. */
export async function callAs({ url, cookie, csrf }: LoadTarget, path: string, body?: object): Promise<unknown> {
  const isBytes = body instanceof Uint8Array;
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      'content-type': isBytes ? 'application/octet-stream' : 'application/json',
      cookie,
      'x-csrf-token': csrf,
    },
    ...(body === undefined ? {} : { body: isBytes ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
  });
  const json = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(json)}`);
  return json;
}
