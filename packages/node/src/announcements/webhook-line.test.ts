// SPDX-License-Identifier: Apache-2.0
// Webhooks over a real store, with messages that came by the real road; time and the receiver are the test's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { openTestEdge, type TestEdge } from '../api/officer/officer-edge.fixture.ts';
import { receiveMessage } from '../api/officer/receive-message.fixture.ts';
import type { WebhookCall } from './post-webhook.ts';
import { WebhookLine, type WebhookTarget } from './webhook-line.ts';

const UKR = 'UKR' as StateCode;
const HOUR = 3_600_000;
const SAID = {
  kind: 'free-message',
  caseRef: 'SECRET-CASE',
  fields: { subject: 'a secret', text: 'a secret' },
} as const;
const TARGET: WebhookTarget = {
  name: 'desk',
  url: 'https://desk.example/hook',
  events: ['message.received', 'message.undeliverable', 'check.started'],
};

/** A receiver that takes or refuses what it is told, and a node that begins anew over the same store. */
async function openLine(t: { after(close: () => unknown): void }) {
  const edge = await openTestEdge({ partners: { UKR: 1 } });
  t.after(() => edge.close());
  const calls: WebhookCall[] = [];
  const receiver: { fault?: IimsError; secretFault?: IimsError; passedMs: number } = { passedMs: 0 };
  const restart = (target = TARGET) =>
    new WebhookLine(
      {
        state: 'GEO' as StateCode,
        store: edge.store,
        clock: { now: edge.edge.door.clock.now, monotonic: () => receiver.passedMs },
        random: (length) => new Uint8Array(length),
        readSecret: async () => {
          if (receiver.secretFault) throw receiver.secretFault;
          return new Uint8Array(32);
        },
        post: async (call) => {
          calls.push(call);
          if (receiver.fault) throw receiver.fault;
        },
      },
      target,
    );
  const pass = (ms: number) => {
    edge.forward(ms);
    receiver.passedMs += ms;
  };
  const entries = async () =>
    (await edge.entries())
      .filter(({ event }) => event.startsWith('webhook.'))
      .map(({ event, body: { at: _at, event: _event, ...body } }) => [event, body]);
  return { edge, calls, receiver, restart, pass, entries };
}

const goOn = () => false;
const ids = (calls: readonly WebhookCall[]) => calls.map(({ headers }) => headers['webhook-id']);
const refusal = () => new IimsError('webhook.refused', { message: 'no' });
const indexOf = async (edge: TestEdge, event: string) =>
  (await edge.entries()).filter((entry) => entry.event === event).map(({ index }) => index);

test('a message that comes is announced once, signed, and without anything that it says', async (t) => {
  const { edge, calls, restart, entries } = await openLine(t);
  await receiveMessage(edge, UKR, SAID);
  const line = restart();
  await line.look(goOn);
  assert.equal(calls.length, 0, 'what was before is not announced');
  const messageId = await receiveMessage(edge, UKR, SAID);
  await line.look(goOn);
  await line.look(goOn);
  await restart().look(goOn);
  const [, index] = (await indexOf(edge, 'message.received')) as [number, number];
  assert.deepEqual(ids(calls), [`GEO-${index}`]);
  const { timestamp, ...said } = JSON.parse(calls[0]!.body);
  const data = { messageId, kind: 'free-message', state: 'UKR', urgency: 'urgent', exercise: false, logIndex: index };
  assert.deepEqual(said, { type: 'message.received', data });
  assert.ok(Number.isFinite(Date.parse(timestamp)));
  assert.match(calls[0]!.headers['webhook-signature']!, /^v1,/);
  assert.doesNotMatch(JSON.stringify(calls), /secret/i);
  assert.deepEqual(await entries(), [
    ['webhook.started', { name: 'desk', host: 'desk.example', events: TARGET.events }],
    ['webhook.delivered', { name: 'desk', calls: 1, until: index }],
  ]);
});

test('what nodes tell each other, other events and other kinds are not announced', async (t) => {
  const { edge, calls, restart } = await openLine(t);
  const line = restart();
  await line.look(goOn);
  const operator = await edge.signIn('operator');
  const send = { to: [{ state: 'UKR' }], kind: 'free-message', caseRef: 'A-1', fields: SAID.fields };
  const sent = (await edge.post('/api/messages/send', operator, send)).json as { id: string };
  const opened = { messageId: sent.id, openedAt: edge.edge.door.clock.now() };
  await receiveMessage(edge, UKR, { kind: 'opened', fields: opened });
  await line.look(goOn);
  assert.deepEqual(ids(calls), []);
});

test('a receiver that fails gets the same call again after a rest, in order, and one entry says so', async (t) => {
  const { edge, calls, receiver, restart, pass, entries } = await openLine(t);
  const line = restart();
  await line.look(goOn);
  await receiveMessage(edge, UKR, SAID);
  await receiveMessage(edge, UKR, SAID);
  const [first, second] = (await indexOf(edge, 'message.received')).map((index) => `GEO-${index}`);
  receiver.fault = refusal();
  await line.look(goOn);
  await line.look(goOn);
  assert.deepEqual(ids(calls), [first], 'it rests');
  pass(10_000);
  await line.look(goOn);
  assert.deepEqual(ids(calls), [first, first]);
  assert.equal((await line.state()).failing?.code, 'webhook.refused');
  delete receiver.fault;
  pass(60_000);
  await line.look(goOn);
  assert.deepEqual(ids(calls), [first, first, first, second]);
  assert.equal(calls[0]!.body, calls[2]!.body);
  const { failing, reachedAt } = await line.state();
  assert.ok(failing === undefined && reachedAt !== undefined);
  assert.deepEqual(
    (await entries()).slice(1).map(([event]) => event),
    ['webhook.failed', 'webhook.delivered'],
  );
});

test('a node that dies between a call and its entry tells it again under the same id', async (t) => {
  const { edge, calls, restart } = await openLine(t);
  const line = restart();
  await line.look(goOn);
  for (let n = 0; n < 2; n += 1) await receiveMessage(edge, UKR, SAID);
  // It ends after the first call: what was told is kept, or told again.
  await line.look(() => calls.length > 0);
  await restart().look(goOn);
  assert.deepEqual(
    [...new Set(ids(calls))],
    (await indexOf(edge, 'message.received')).map((index) => `GEO-${index}`),
  );
  const mark = { name: 'webhook desk', nextIndex: 0 };
  await edge.store.write(
    { event: 'webhook.delivered', body: { name: 'desk' } },
    { name: 'keep-announcer', args: mark },
  );
  const before = ids(calls);
  calls.length = 0;
  await restart().look(goOn);
  assert.deepEqual(ids(calls), before, 'the ids follow from the log alone');
});

test('what waited for a day is given up with an entry, and the rest goes on waiting', async (t) => {
  const { edge, calls, receiver, restart, pass, entries } = await openLine(t);
  const line = restart();
  await line.look(goOn);
  receiver.fault = refusal();
  await receiveMessage(edge, UKR, SAID);
  await line.look(goOn);
  pass(23 * HOUR);
  await receiveMessage(edge, UKR, SAID);
  await line.look(goOn);
  pass(2 * HOUR);
  await restart().look(goOn);
  const [first, second] = (await indexOf(edge, 'message.received')) as [number, number];
  assert.deepEqual((await entries()).at(-1), [
    'webhook.given-up',
    { name: 'desk', calls: 1, from: first, until: first },
  ]);
  delete receiver.fault;
  calls.length = 0;
  await restart().look(goOn);
  assert.deepEqual(ids(calls), [`GEO-${second}`]);
});

test('without a secret nothing is sent, and the target says why', async (t) => {
  const { edge, calls, receiver, restart } = await openLine(t);
  const line = restart();
  await line.look(goOn);
  receiver.secretFault = new IimsError('webhook.secret', { message: 'no' });
  await receiveMessage(edge, UKR, SAID);
  await line.look(goOn);
  assert.equal(calls.length, 0);
  assert.equal((await line.state()).failing?.code, 'webhook.secret');
  await assert.rejects(line.test('administrator'), { code: 'webhook.secret' });
});

test('an administrator calls a target once, and the outcome is an entry', async (t) => {
  const { calls, receiver, restart, entries } = await openLine(t);
  const line = restart();
  await line.test('administrator');
  receiver.fault = refusal();
  await assert.rejects(line.test('administrator'), { code: 'webhook.refused' });
  assert.ok(calls.every(({ body }) => JSON.parse(body).type === 'test'));
  assert.deepEqual(await entries(), [
    ['webhook.tested', { name: 'desk', outcome: 'taken', by: 'administrator' }],
    ['webhook.tested', { name: 'desk', outcome: 'webhook.refused', by: 'administrator' }],
  ]);
});
