// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callNode, LOCAL_FAULTS } from './node-call.ts';
import { asObject, textOf } from './read-json.ts';

const readName = (json: unknown) => {
  const object = asObject(json);
  return object === undefined ? undefined : textOf(object, 'name');
};
const answering =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  async () =>
    new Response(body, { status, headers });

test('a good answer is read by the reader that was handed in', async () => {
  const reply = await callNode({ method: 'GET', path: '/x' }, readName, answering(200, '{"name":"a"}'));
  assert.deepEqual(reply, { ok: true, value: 'a' });
});

test('a node that cannot be reached is a fault, not an exception', async () => {
  const reply = await callNode({ method: 'GET', path: '/x' }, readName, async () => {
    throw new TypeError('connection refused');
  });
  assert.equal(!reply.ok && reply.fault.code, LOCAL_FAULTS.unreachable);
});

test("the node's error keeps its code, field and fix", async () => {
  const body = '{"error":{"code":"query.purpose","message":"m","field":"purpose","fix":"choose one"},"state":"GEO"}';
  const reply = await callNode({ method: 'POST', path: '/x', body: {} }, readName, answering(400, body));
  assert.ok(!reply.ok);
  assert.deepEqual(reply.fault, {
    code: 'query.purpose',
    message: 'm',
    field: 'purpose',
    fix: 'choose one',
    state: 'GEO',
  });
});

test('a lock-out says when it ends', async () => {
  const body = '{"error":{"code":"access.locked","message":"m"}}';
  const before = Date.now();
  const reply = await callNode(
    { method: 'POST', path: '/x' },
    readName,
    answering(429, body, { 'retry-after': '600' }),
  );
  assert.ok(!reply.ok && reply.fault.retryAt !== undefined);
  assert.ok(reply.fault.retryAt >= before + 600_000);
});

test('an answer in an unknown form is a fault', async () => {
  for (const response of [answering(200, '{"name":7}'), answering(200, '<html>'), answering(502, 'Bad Gateway')]) {
    const reply = await callNode({ method: 'GET', path: '/x' }, readName, response);
    assert.equal(!reply.ok && reply.fault.code, LOCAL_FAULTS.unreadable);
  }
});

test('the anti-forgery token and the JSON type are sent with a body', async () => {
  let seen: RequestInit = {};
  await callNode({ method: 'POST', path: '/x', csrf: 't', body: { a: 1 } }, readName, async (_path, init) => {
    seen = init;
    return new Response('{"name":"a"}');
  });
  assert.deepEqual(seen.headers, {
    accept: 'application/json',
    'x-csrf-token': 't',
    'content-type': 'application/json',
  });
  assert.equal(seen.credentials, 'same-origin');
});
