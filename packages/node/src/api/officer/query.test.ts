// SPDX-License-Identifier: Apache-2.0
// A check as the officer's page sees it: the order of the lines, a page that goes away, and a fault in the middle.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Quotas } from '../../access/quotas.ts';
import { QUOTA_DEFAULTS } from '../../config.ts';
import type { EntryDraft, Store } from '../../store/store.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';

const QUERY = { input: 'AA1234BB', purpose: 'border-check', caseRef: 'CASE-1' };
const STREAM = 'application/x-ndjson';
/** The budget of a query is 1 s; a busy machine may take longer over it. */
const CLOSED_WITHIN_MS = 10_000;

/** Takes connections and says nothing: a State that is late. */
const silent: Server = createServer(() => undefined);
let edge: TestEdge;
let officer: SignedIn;
const unknownFaults: unknown[] = [];
before(async () => {
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  edge = await openTestEdge({
    partners: { UKR: (silent.address() as AddressInfo).port, AZE: 1 },
    onUnknownFault: (fault) => unknownFaults.push(fault),
  });
  officer = await edge.signIn('officer');
});
after(async () => {
  await edge.close();
  silent.close();
});

interface Line {
  readonly type: string;
  readonly state?: string;
  readonly outcome?: string;
  readonly [key: string]: unknown;
}

test('the stream tells who is asked, then each State once as it answers, then the verdict', async () => {
  const answer = await ask({ accept: STREAM });
  assert.equal(answer.headers['content-type'], STREAM);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(answer.headers['content-security-policy'] as string, /^default-src 'none'/);
  const lines = linesOf(answer.text);
  assert.deepEqual(
    lines.map(({ type }) => type),
    ['asked', 'state', 'state', 'state', 'verdict'],
  );
  assert.deepEqual(lines[0]!.asked, ['GEO', 'AZE', 'UKR']);
  const outcomes = Object.fromEntries(lines.slice(1, -1).map(({ state, outcome }) => [state, outcome]));
  assert.deepEqual(outcomes, { GEO: 'unavailable', AZE: 'unavailable', UKR: 'late' });
  const verdict = lines.at(-1)!;
  assert.deepEqual([verdict.verdict, verdict.complete, verdict.queryId], ['incomplete', false, lines[0]!.queryId]);
});

test('a node that holds no register says so, and never "no hit"', async () => {
  const { states } = (await ask({})).json as { states: { state: string; outcome: string; reason?: string }[] };
  const own = states.find(({ state }) => state === 'GEO');
  assert.deepEqual([own?.outcome, own?.reason], ['unavailable', 'register-failed']);
});

test('who accepts JSON gets the verdict alone, with the id of the query', async () => {
  const { json } = await ask({ accept: 'application/json' });
  assert.deepEqual(Object.keys(json as object), ['verdict', 'complete', 'states', 'elapsedMs', 'logIndex', 'queryId']);
});

test('parts of plates have a quota of their own, and whole plates go on', async () => {
  const { asking } = edge.edge;
  const { quotas, store, clock } = asking;
  const byOwnRight = { ...QUOTA_DEFAULTS.byOwnRight, officer: { perHour: 1, perDay: 5 } };
  const strict = new Quotas({ limits: { ...QUOTA_DEFAULTS, byOwnRight }, store, clock });
  Object.assign(asking, { quotas: strict });
  const session = await edge.signIn('operator');
  const codeOf = async (input: string) =>
    (await edge.post('/api/query', session, { input, purpose: 'border-check', caseRef: 'CASE-1' })).code;
  try {
    assert.equal(await codeOf('AB?123'), undefined);
    assert.equal(await codeOf('AB?124'), 'query.quota');
    assert.equal(await codeOf('holder: UKR AB1234'), 'query.quota');
    assert.equal(await codeOf('plate: UKR AB1234'), undefined);
  } finally {
    Object.assign(asking, { quotas });
    strict.stop();
  }
});

test('an officer beyond the quota is refused before anything is asked, and told when the next query is free', async () => {
  const { asking } = edge.edge;
  const { quotas, store, clock } = asking;
  const limits = { ...QUOTA_DEFAULTS, officer: { perHour: 1, perDay: 5 } };
  const strict = new Quotas({ limits, store, clock });
  Object.assign(asking, { quotas: strict });
  try {
    assert.equal((await ask({})).status, 200);
    const before = (await edge.entries()).length;
    const refused = await ask({ accept: STREAM });
    assert.deepEqual([refused.status, refused.code], [429, 'query.quota']);
    assert.ok(Number(refused.headers['retry-after']) > 3_500);
    assert.equal((await ask({})).code, 'query.quota');
    const entries = (await edge.entries()).slice(before);
    assert.deepEqual(
      entries.map(({ event, body }) => [event, body.ground, body.user]),
      [['quota.reached', 'quota-officer', 'officer']],
    );
    const state = (await edge.get('/api/node-state', await edge.signIn('administrator'))).json as { quotas: object[] };
    assert.partialDeepStrictEqual(state.quotas, [{ ground: 'quota-officer', user: 'officer', refused: 2 }]);
  } finally {
    Object.assign(asking, { quotas });
    strict.stop();
  }
});

test('a part of a plate is asked by those alone who may, and the refusal of others is an entry', async () => {
  const inPart = { ...QUERY, input: 'plate: AA?12*' };
  const refused = await edge.post('/api/query', officer, inPart);
  assert.equal(refused.code, 'access.denied');
  const { event, permission } = (await edge.entries()).at(-1)!.body as Record<string, unknown>;
  assert.deepEqual([event, permission], ['access.denied', 'query.partial-plate']);
  const asked = await edge.post('/api/query', await edge.signIn('operator'), inPart);
  assert.equal(asked.status, 200);
  const list = { manifest: 'AA?1234', purpose: 'border-check', caseRef: 'CASE-1' };
  assert.match((await edge.post('/api/manifest', officer, list)).text, /input\.unreadable/, 'no list goes around it');
});

test('the holder of a vehicle is asked by those alone who may, and the refusal of others is an entry', async () => {
  for (const input of ['holder: GEO AA123BB', ' HOLDER : ukr 1M8GDM9AXKP042788']) {
    const refused = await edge.post('/api/query', officer, { ...QUERY, input });
    assert.equal(refused.code, 'access.denied');
    const { event, permission } = (await edge.entries()).at(-1)!.body as Record<string, unknown>;
    assert.deepEqual([event, permission], ['access.denied', 'query.vehicle-holder']);
    assert.equal((await edge.post('/api/query', await edge.signIn('operator'), { ...QUERY, input })).status, 200);
  }
  assert.equal((await edge.post('/api/query', officer, { ...QUERY, input: 'plate: GEO AA123BB' })).status, 200);
  const list = { manifest: 'holder: GEO AA123BB', purpose: 'border-check', caseRef: 'CASE-1' };
  assert.match(
    (await edge.post('/api/manifest', officer, list)).text,
    /manifest\.too-little/,
    'no list goes around it',
  );
});

test('a page that goes away in the middle stops nothing: the query closes and is entered', async () => {
  const firstLine = await new Promise<Line>((resolve, reject) => {
    const sending = request(
      {
        host: '127.0.0.1',
        port: edge.port,
        method: 'POST',
        path: '/api/query',
        agent: false,
        headers: headers({ accept: STREAM }),
      },
      (response) => {
        response.once('data', (chunk: Buffer) => {
          response.destroy();
          resolve(linesOf(chunk.toString())[0]!);
        });
      },
    );
    sending.once('error', reject);
    sending.end(JSON.stringify(QUERY));
  });
  assert.equal(firstLine.type, 'asked');
  for (let waitedMs = 0; edge.edge.asking.underWay.count > 0 && waitedMs < CLOSED_WITHIN_MS; waitedMs += 50)
    await setTimeout(50);
  const closed = (await edge.entries()).filter(({ body }) => body.queryId === firstLine.queryId);
  assert.deepEqual(
    closed.map(({ event }) => event),
    ['query.asked', 'query.closed'],
  );
  assert.equal(edge.edge.asking.underWay.count, 0);
  assert.equal((await edge.get('/api/session', officer)).status, 200);
});

test('a fault before the first line is an ordinary answer; one after it is the last line', async (t) => {
  const { asking } = edge.edge;
  const refused = await edge.send({
    verb: 'POST',
    path: '/api/query',
    headers: headers({ accept: STREAM }),
    json: { ...QUERY, input: ' ' },
  });
  assert.deepEqual([refused.status, refused.code], [400, 'input.empty']);

  t.mock.method(asking.store, 'write', failClosing(asking.store));
  const lines = linesOf((await ask({ accept: STREAM })).text);
  t.mock.restoreAll();
  assert.deepEqual(
    lines.map(({ type }) => type),
    ['asked', 'state', 'state', 'state', 'error'],
  );
  assert.equal((lines.at(-1)!.error as { code: string }).code, 'node.fault');
  assert.doesNotMatch(JSON.stringify(lines), /a secret of the store/);
  assert.equal(unknownFaults.length, 1, 'the administrator hears of it');
  assert.equal(asking.underWay.count, 0);
});

test('closing the edge lets a query under way end', async () => {
  const closing = await openTestEdge({ partners: { UKR: (silent.address() as AddressInfo).port } });
  const session = await closing.signIn('officer');
  const asked = closing.post('/api/query', session, QUERY);
  await setTimeout(200);
  const startedAt = performance.now();
  const [answer] = await Promise.all([asked, closing.close()]);
  assert.equal((answer.json as { verdict: string }).verdict, 'incomplete');
  assert.ok(performance.now() - startedAt < 4_000, 'an open connection holds nothing up');
});

function ask(accept: Record<string, string>) {
  return edge.send({ verb: 'POST', path: '/api/query', headers: headers(accept), json: QUERY });
}

function headers(more: Record<string, string>): Record<string, string> {
  return { cookie: officer.cookie, 'x-csrf-token': officer.csrf, 'content-type': 'application/json', ...more };
}

function linesOf(text: string): Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** Writes as the store does, but for the closing entry. */
function failClosing(store: Store): Store['write'] {
  const write = store.write.bind(store) as unknown as (entry: EntryDraft, act: unknown) => Promise<unknown>;
  const failing = async (entry: EntryDraft, act: unknown): Promise<unknown> => {
    if (entry.event === 'query.closed') throw new Error('a secret of the store');
    return write(entry, act);
  };
  return failing as unknown as Store['write'];
}
