// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import { NodeClient, type Send } from './node-client.ts';
import { NodeFault } from './node-fault.ts';

const BASE = new URL('http://127.0.0.1:1/');
const LOGIN = '{"session":{"csrf":"token","user":"anna"}}';

interface Seen {
  readonly url: string;
  readonly init: RequestInit;
}

/** Gives the answers in turn, and keeps what was asked. */
function nodeThatAnswers(...answers: (Response | Error)[]): { send: Send; seen: Seen[] } {
  const seen: Seen[] = [];
  const send: Send = async (url, init) => {
    seen.push({ url, init });
    const answer = answers[seen.length - 1]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { send, seen };
}

function inParts(...parts: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
  return new Response(body);
}

async function readAll(lines: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of lines);
}

test('after signing in, calls carry the cookie and the anti-forgery token', async () => {
  const login = new Response(LOGIN, { headers: { 'set-cookie': 'iims-GEO=secret; HttpOnly; Path=/' } });
  const { send, seen } = nodeThatAnswers(login, new Response('{}'), new Response('{}'), new Response(LOGIN));
  const client = new NodeClient(BASE, send);
  assert.equal((await client.signIn('anna', 'a password')).user, 'anna');
  await client.call('POST /api/drafts/drop', { draftId: 'one' });
  await client.signOut();
  await client.signIn('anna', 'a password');
  const headers = seen.map(({ init }) => init.headers as Record<string, string>);
  assert.deepEqual([headers[1]!.cookie, headers[1]!['x-csrf-token']], ['iims-GEO=secret', 'token']);
  assert.deepEqual(
    [headers[0]!.cookie, headers[3]!.cookie, headers[3]!['x-csrf-token']],
    [undefined, undefined, undefined],
  );
  assert.ok(seen.every(({ init, url }) => init.redirect === 'error' && !url.includes('password')));
});

test('the input of a GET is its query string, without what is undefined; of a POST its body', async () => {
  const { send, seen } = nodeThatAnswers(new Response('{"messages":[]}'), new Response('{}'));
  const client = new NodeClient(BASE, send);
  await client.call('GET /api/messages', { limit: 5, before: undefined });
  await client.call('POST /api/messages/open', { id: 'a&b' });
  assert.deepEqual(
    seen.map(({ url, init }) => [init.method, url, init.body]),
    [
      ['GET', 'http://127.0.0.1:1/api/messages?limit=5', undefined],
      ['POST', 'http://127.0.0.1:1/api/messages/open', '{"id":"a&b"}'],
    ],
  );
});

test('bytes are sent as they are, with the input in the query string', async () => {
  const { send, seen } = nodeThatAnswers(new Response('{"received":3}'));
  const bytes = new Uint8Array([1, 2, 3]);
  await new NodeClient(BASE, send).upload('POST /api/imports/part', { importId: 'i', offset: '0' }, bytes);
  assert.equal(seen[0]!.url, 'http://127.0.0.1:1/api/imports/part?importId=i&offset=0');
  assert.equal(seen[0]!.init.body, bytes);
  assert.equal((seen[0]!.init.headers as Record<string, string>)['content-type'], 'application/octet-stream');
});

test('lines are given whole, wherever the stream was cut, also within a letter', async () => {
  const bytes = new TextEncoder().encode('{"type":"asked","asked":["ი"]}\n{"type":"verdict"}\n');
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const body = new Blob([bytes.slice(0, cut), bytes.slice(cut)]).stream();
    const { send } = nodeThatAnswers(new Response(body));
    const lines: unknown[] = [];
    const query = { input: 'AA1', purpose: 'border-check', caseRef: 'T-1' } as const;
    for await (const line of new NodeClient(BASE, send).lines('POST /api/query', query)) lines.push(line);
    assert.deepEqual(lines, [{ type: 'asked', asked: ['ი'] }, { type: 'verdict' }]);
  }
});

test('a stream that ends within a line, or breaks off, is a fault', async () => {
  const query = { input: 'AA1', purpose: 'border-check', caseRef: 'T-1' } as const;
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new TypeError('reset'));
    },
  });
  for (const response of [inParts('{"type":"asked"}\n{"ty'), new Response(broken)]) {
    const { send } = nodeThatAnswers(response);
    await assert.rejects(
      readAll(new NodeClient(BASE, send).lines('POST /api/query', query)),
      (fault) => fault instanceof IimsError && fault.code === 'node.unreachable',
    );
  }
});

test('what the node refuses comes with its code and field, and what is no node is told apart', async () => {
  const refused = '{"error":{"code":"query.purpose","message":"m","field":"purpose","fix":7},"state":"GEO"}';
  const { send } = nodeThatAnswers(new Response(refused, { status: 400 }));
  await assert.rejects(new NodeClient(BASE, send).call('GET /api/session', {}), (fault) => {
    assert.ok(fault instanceof NodeFault);
    assert.deepEqual(fault.told, { code: 'query.purpose', message: 'm', field: 'purpose' });
    return true;
  });
  const answers = [
    new Response('<html>', { status: 502 }),
    new Response('<html>'),
    new Response('7'),
    new Response('{"error":{"code":7}}', { status: 400 }),
    new TypeError('refused'),
  ];
  for (const answer of answers) {
    await assert.rejects(
      new NodeClient(BASE, nodeThatAnswers(answer).send).call('GET /api/session', {}),
      (fault) => fault instanceof IimsError && fault.code === 'node.unreachable',
    );
  }
  const login = nodeThatAnswers(new Response('{"session":{}}'));
  await assert.rejects(
    new NodeClient(BASE, login.send).signIn('anna', 'p'),
    (fault) => fault instanceof IimsError && fault.code === 'node.unreachable',
  );
});

test('a download that nobody reads on is ended', async () => {
  let isCancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(8)),
    cancel() {
      isCancelled = true;
    },
  });
  const { send } = nodeThatAnswers(new Response(endless, { headers: { 'content-length': '800' } }));
  const wanted = { officer: 'anna', device: {} } as never;
  const { bytes, parts } = await new NodeClient(BASE, send).download('POST /api/packs/make', wanted);
  assert.equal(bytes, 800);
  for await (const part of parts) {
    assert.equal(part.length, 8);
    break;
  }
  assert.ok(isCancelled);
});
