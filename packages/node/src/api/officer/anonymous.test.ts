// SPDX-License-Identifier: Apache-2.0
// Strangers: whatever verb, header or body they try, a method says nothing but that they are not signed in.
import assert from 'node:assert/strict';
import { METHODS } from 'node:http';
import { after, before, test } from 'node:test';
import { exchangeBytes } from './http-exchange.fixture.ts';
import { openTestEdge, type TestEdge } from './officer-edge.fixture.ts';
import { OFFICER_METHODS } from './officer-methods.ts';

let edge: TestEdge;
before(async () => {
  edge = await openTestEdge();
});
after(() => edge.close());

const NOT_SIGNED_IN =
  '{"error":{"code":"access.not-signed-in","message":"You are not signed in.","fix":"Sign in."},"state":"GEO"}';
const NOT_FOUND = '{"error":{"code":"access.not-found","message":"There is no such page or method."}}';
/** CONNECT opens a tunnel and has no answer of the server's own. */
const VERBS = METHODS.filter((verb) => verb !== 'CONNECT');
const PATHS = [
  ...OFFICER_METHODS.map(({ path }) => path),
  '/api/nothing',
  '/api/',
  '/api/query/',
  '/api/../api/session',
];
const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'x-forwarded-user': 'administrator', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost' },
  { 'x-original-url': '/api/session', 'x-rewrite-url': '/api/session' },
  { 'x-http-method-override': 'GET', 'x-method-override': 'GET' },
  { authorization: 'Basic YWRtaW5pc3RyYXRvcjphZG1pbmlzdHJhdG9y' },
  { cookie: 'iims-GEO=; iims-GEO=null; iims-UKR=x' },
  { cookie: `iims-GEO=${'A'.repeat(5_000)}` },
];

test('every verb on every path gives 401 or 404, always with the same body', async () => {
  for (const headers of ODD_HEADERS) {
    for (const path of PATHS) await Promise.all(VERBS.map((verb) => tryOne(verb, path, headers)));
  }
});

async function tryOne(verb: string, path: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const method = OFFICER_METHODS.find((known) => known.path === path && known.verb === verb);
  if (method?.permission === 'open') return;
  const answer = await edge.send({ verb, path, headers });
  const expected = method ? { status: 401, text: NOT_SIGNED_IN } : { status: 404, text: NOT_FOUND };
  const text = verb === 'HEAD' ? '' : expected.text;
  assert.deepEqual({ status: answer.status, text: answer.text }, { ...expected, text }, `${verb} ${path}`);
}

test('a stranger learns nothing from how a body or query string is refused', async () => {
  for (const { verb, path, permission } of OFFICER_METHODS) {
    if (permission === 'open') continue;
    const bodies = [
      { body: '{', headers: { 'content-type': 'application/json' } },
      { body: 'user=administrator', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      { body: 'x'.repeat(100_000), headers: { 'content-type': 'application/json' } },
    ];
    for (const sent of verb === 'POST' ? bodies : [{}]) {
      const answer = await edge.send({ verb, path: `${path}?limit=%FF&before[]=1`, ...sent });
      assert.equal(answer.text, NOT_SIGNED_IN, `${verb} ${path}`);
    }
  }
});

test('what is no request at all gets a constant answer that repeats nothing of it', async () => {
  const host = `127.0.0.1:${edge.port}`;
  const requests = [
    `GET /%zz<echoed> HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    `GET /api/session HTTP/1.1\r\nHost: ${host}\r\nX-Long: ${'echoed'.repeat(4_000)}\r\n\r\n`,
    'echoed echoed echoed\r\n\r\n',
    'GET /api/session HTTP/1.1\r\nConnection: close\r\n\r\n',
    `POST /api/login HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /echoed HTTP/1.1\r\n\r\n`,
    `POST /api/login HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nechoed`,
  ];
  for (const request of requests) {
    const answer = await exchangeBytes(edge.port, request);
    assert.match(answer, /^HTTP\/1\.1 4\d\d /, request.slice(0, 60));
    assert.doesNotMatch(answer, /echoed|zz/, request.slice(0, 60));
    assert.match(answer, /^connection: close/im, 'smuggling needs a connection that stays open');
  }
});
