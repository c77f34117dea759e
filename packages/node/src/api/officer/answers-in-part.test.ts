// SPDX-License-Identifier: Apache-2.0
// How a request stands after an answer that does not end it: a part, or "I will confirm at"; in both directions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { openTestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const UKR = 'UKR' as StateCode;
const REQUEST = {
  requestingBody: 'Border Guard',
  actionAsked: 'Say what is held.',
  aim: 'prevention',
  reason: 'A made-up reason',
  legalActs: 'A made-up act',
  facts: 'None.',
};
const PART = { coverage: 'partial', text: 'A part.', rest: 'The rest.' };
const WHOLE = { coverage: 'complete', text: 'All of it.' };

test('a part of an answer leaves a request opened, the whole answers it, whichever State asked', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: 1 } });
  t.after(() => edge.close());
  const operator = await edge.signIn('operator');
  const statusOf = async (id: string) =>
    ((await edge.get(`/api/messages/show?id=${id}`, operator)).json as { status: string }).status;
  const said = { to: [{ state: 'UKR' }], kind: 'information-request', caseRef: 'UKR-CASE', fields: REQUEST };
  const { id: own } = (await edge.post('/api/messages/send', operator, said)).json as { id: string };
  await receiveMessage(edge, UKR, { kind: 'information', inReplyTo: own, fields: PART });
  assert.equal(await statusOf(own), 'opened', 'whoever answers a part has opened it');
  const refused = { ground: 'not-held', extent: 'in-part', reason: 'One person.' };
  await receiveMessage(edge, UKR, { kind: 'refusal', inReplyTo: own, fields: refused });
  assert.equal(await statusOf(own), 'opened');
  await receiveMessage(edge, UKR, { kind: 'information', inReplyTo: own, fields: WHOLE });
  assert.equal(await statusOf(own), 'answered');

  const theirs = await receiveMessage(edge, UKR, { kind: 'information-request', fields: REQUEST });
  const reply = (fields: object) =>
    edge.post('/api/messages/reply', operator, { id: theirs, kind: 'information', fields });
  assert.equal((await reply(PART)).status, 200);
  assert.equal(await statusOf(theirs), 'received');
  assert.equal((await reply(WHOLE)).status, 200);
  assert.equal(await statusOf(theirs), 'answered');
});

test('who says when he will confirm has not confirmed', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: 1 } });
  t.after(() => edge.close());
  const operator = await edge.signIn('operator');
  const fields = { type: 'document', requestNumber: 1, ownCaseNumber: '7', alertId: 'UKR-DOC-1' };
  const said = { to: [{ state: 'UKR' }], kind: 'hit-confirmation', caseRef: 'UKR-CASE', urgency: 'urgent', fields };
  const { id } = (await edge.post('/api/messages/send', operator, said)).json as { id: string };
  const answer = (given: object) =>
    receiveMessage(edge, UKR, {
      kind: 'hit-confirmation-answer',
      inReplyTo: id,
      fields: { alertId: 'UKR-DOC-1', ...given } as never,
    });
  const status = async () =>
    ((await edge.get(`/api/messages/show?id=${id}`, operator)).json as { status: string }).status;
  await answer({ answer: 'will-confirm-at', confirmAt: edge.edge.door.clock.now() + 600_000 });
  assert.equal(await status(), 'opened');
  await answer({ answer: 'confirmed' });
  assert.equal(await status(), 'answered');
});
