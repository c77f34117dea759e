// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCAL_FAULTS } from '../api/node-call.ts';
import { askNode } from './ask-node.ts';
import type { QueryEvent } from './query-events.ts';

const query = { input: 'AB123456', purpose: 'border-check', caseRef: 'GE-1' };
const ASKED = '{"type":"asked","asked":["GEO"],"logIndex":1}\n';
const STATE = '{"type":"state","state":"GEO","outcome":"no-hit","reason":"Тбілісі"}\n';
const VERDICT = '{"type":"verdict","verdict":"no-hit","complete":true,"states":[],"elapsedMs":1,"logIndex":1}\n';

async function eventsOf(pieces: Uint8Array[], status = 200): Promise<QueryEvent[]> {
  const events: QueryEvent[] = [];
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  await askNode(
    query,
    'token',
    (event) => events.push(event),
    async () => new Response(body, { status }),
  );
  return events;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const types = (events: QueryEvent[]) => events.map((event) => event.type);

test('events arrive in order however the network cuts them, also inside a letter', async () => {
  const whole = bytes(ASKED + STATE + VERDICT);
  const pieces = [...whole].map((byte) => Uint8Array.of(byte));
  const events = await eventsOf(pieces);
  assert.deepEqual(types(events), ['asked', 'state', 'verdict']);
  assert.equal(events[1]?.type === 'state' && events[1].answer.reason, 'Тбілісі');
});

test('a stream that ends before its verdict is a fault', async () => {
  const events = await eventsOf([bytes(ASKED + STATE + VERDICT.slice(0, 40))]);
  assert.deepEqual(types(events), ['asked', 'state', 'error']);
  assert.equal(events[2]?.type === 'error' && events[2].fault.code, LOCAL_FAULTS.brokenOff);
});

test('a line in an unknown form ends the query with a fault', async () => {
  const events = await eventsOf([bytes(`${ASKED}{"type":"surprise"}\n${VERDICT}`)]);
  assert.equal(events[1]?.type === 'error' && events[1].fault.code, LOCAL_FAULTS.unreadable);
  assert.equal(events.length, 2);
});

test('a refusal before the stream is a fault with the node’s code', async () => {
  const events = await eventsOf([bytes('{"error":{"code":"access.not-signed-in","message":"m"}}')], 401);
  assert.equal(events[0]?.type === 'error' && events[0].fault.code, 'access.not-signed-in');
});

test('a node that cannot be reached is a fault', async () => {
  const events: QueryEvent[] = [];
  await askNode(
    query,
    'token',
    (event) => events.push(event),
    async () => {
      throw new TypeError('connection refused');
    },
  );
  assert.equal(events[0]?.type === 'error' && events[0].fault.code, LOCAL_FAULTS.unreachable);
});
