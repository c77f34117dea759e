// SPDX-License-Identifier: Apache-2.0
// Clocks of requests between two real nodes: both have the same time, whatever happens to the request and to the nodes.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '@iims/node/clock';
import { composeHandover } from '@iims/node/messages/handover';
import { enterChanges } from '@iims/node/messages/keep-clocks';
import { listOpenRequests, type OpenRequest } from '@iims/node/messages/open-requests';
import { repeatRequest } from '@iims/node/messages/repeat-request';
import { type MessageDraft, sendMessage } from '@iims/node/messages/send';
import { findMessageRow, messageRow } from '@iims/node/store/messages';
import type { StateCode } from '@iims/wire/identifiers';
import type { MessageKind } from '@iims/wire/message-kinds';
import { until } from '@iims/wire/until.fixture';
import { GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const MINUTE = 60_000;

describe('the clock of a request', { timeout: 60_000 }, () => {
  let federation: TestFederation;
  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR] });
    await federation.start(GEO, UKR);
  });
  after(() => federation.close());

  const storeOf = (state: StateCode) => federation.messagesOf(state).store;
  const send = async (from: StateCode, to: StateCode, kind: MessageKind, fields: object, inReplyTo?: string) => {
    const { id } = await sendMessage(federation.messagesOf(from), draft(to, kind, fields, inReplyTo), 'node');
    await until(async () => (await findMessageRow(storeOf(to).reader, id)) !== undefined, 'received');
    await until(async () => (await findMessageRow(storeOf(from).reader, id))!.status !== 'stored', 'receipted');
    return id;
  };
  const shown = async (state: StateCode, id: string, afterMs = 0): Promise<OpenRequest | undefined> => {
    const open = { limit: 100, overdueOnly: false };
    const { requests } = await listOpenRequests(storeOf(state).reader, Date.now() + afterMs, open);
    return requests.find((request) => request.id === id);
  };
  const bothShow = async (id: string, afterMs = 0) => {
    const [asker, answerer] = [await shown(GEO, id, afterMs), await shown(UKR, id, afterMs)];
    assert.equal(asker?.due, answerer?.due);
    assert.equal(asker?.stage, answerer?.stage);
    return asker;
  };
  const entriesOf = async (state: StateCode, event: string, id: string) =>
    (await federation.entries(state, event)).filter(({ body }) => body.messageId === id).length;

  it('of a hit confirmation is the same at both nodes, and moves to the time that is promised', async () => {
    const id = await send(GEO, UKR, 'hit-confirmation', CONFIRMATION);
    const asked = (await bothShow(id))!;
    assert.deepEqual(
      [asked.direction, asked.state, asked.clock, asked.stage],
      ['out', UKR, 'hit-confirmation', 'running'],
    );
    assert.equal((await shown(UKR, id))!.direction, 'in');
    assert.ok(Math.abs(Date.parse(asked.due!) - Date.now() - 10 * MINUTE) < MINUTE);

    const confirmAt = Date.now() + 45 * MINUTE;
    await send(UKR, GEO, 'hit-confirmation-answer', { answer: 'will-confirm-at', alertId: ALERT, confirmAt }, id);
    assert.equal((await bothShow(id))!.due, new Date(confirmAt).toISOString());
    assert.equal((await bothShow(id, 46 * MINUTE))!.stage, 'overdue');

    await send(UKR, GEO, 'hit-confirmation-answer', { answer: 'confirmed', alertId: ALERT }, id);
    assert.equal(await bothShow(id), undefined);
  });

  it('that has passed is entered once at each node, also by one that was off meanwhile, and the second request has its number', async () => {
    const id = await send(GEO, UKR, 'hit-confirmation', CONFIRMATION);
    const later = () => Date.now() + 15 * MINUTE;
    await federation.stop(UKR);
    await enterChanges(storeOf(GEO), later);
    await enterChanges(storeOf(GEO), later);
    assert.equal(await entriesOf(GEO, 'message.overdue', id), 1);
    assert.equal((await shown(GEO, id, 15 * MINUTE))!.nextRequest, 2);
    await federation.start(UKR);
    await enterChanges(storeOf(UKR), () => Date.now() + 21 * MINUTE);
    await enterChanges(storeOf(GEO), () => Date.now() + 21 * MINUTE);
    for (const state of [GEO, UKR]) {
      assert.equal(await entriesOf(state, 'message.overdue', id), 1, state);
      assert.equal(await entriesOf(state, 'message.escalated', id), 1, state);
    }
    await assert.rejects(repeatRequest(federation.messagesOf(GEO), id, 'node'), { code: 'message.not-overdue' });
    await assert.rejects(repeatRequest(federation.messagesOf(UKR), id, 'node'), { code: 'message.not-overdue' });
    const later21 = { ...federation.messagesOf(GEO), clock: { ...systemClock, now: () => Date.now() + 21 * MINUTE } };
    const second = await repeatRequest(later21, id, 'node');
    assert.equal(second.request, 2);
    assert.equal((await messageRow(storeOf(GEO).reader, second.id)).inReplyTo, id);

    const { counts, requests, unopened } = await composeHandover(storeOf(UKR).reader, Date.now() + 21 * MINUTE);
    assert.deepEqual([counts.escalated, counts.toAnswer, counts.undeliverable], [1, 1, 0]);
    assert.deepEqual(
      requests.map((request) => request.id),
      [id],
    );
    assert.deepEqual(
      [...new Set(unopened.map(({ kind, state, caseRef }) => `${kind} ${state} ${caseRef}`))],
      [`hit-confirmation ${GEO} CLOCKS-1`],
    );
    await send(UKR, GEO, 'hit-confirmation-answer', { answer: 'confirmed', alertId: ALERT }, id);
    assert.equal(await bothShow(id), undefined);
  });

  it('stops for a question until it is answered, and for a court until its time, at both nodes', async () => {
    const id = await send(GEO, UKR, 'information-request', REQUEST);
    const question = await send(UKR, GEO, 'clarification', { act: 'asks', text: 'Which Beridze?' }, id);
    const paused = (await bothShow(id, 400 * MINUTE))!;
    assert.deepEqual([paused.stage, paused.paused?.reason, paused.due], ['paused', 'clarification', undefined]);
    await send(GEO, UKR, 'clarification', { act: 'answers', text: 'Giorgi, 1974.' }, question);
    assert.ok(['running'].includes((await shown(UKR, id))!.stage));
    assert.equal((await shown(GEO, id))!.stage, 'running');

    const delayUntil = Date.now() + 600 * MINUTE;
    const court = { act: 'delays', text: 'The court sits at noon.', delayReason: 'court-authorisation', delayUntil };
    await send(UKR, GEO, 'clarification', court, id);
    const waits = (await bothShow(id, 500 * MINUTE))!;
    assert.deepEqual(waits.paused?.until, new Date(delayUntil).toISOString());
    assert.equal((await shown(GEO, id, 601 * MINUTE))!.stage, 'running');
    await send(UKR, GEO, 'information', { coverage: 'partial', text: 'Half.', rest: 'The other half.' }, id);
    assert.equal((await shown(GEO, id))!.stage, 'paused', 'an answer in part is not the answer');
    await send(UKR, GEO, 'information', { coverage: 'complete', text: 'All.' }, id);
    assert.equal(await bothShow(id), undefined);
  });
});

const ALERT = 'UKR-WP-000417';
const CONFIRMATION = { type: 'wanted-person', requestNumber: 1, ownCaseNumber: 'A-1', alertId: ALERT };
const REQUEST = {
  requestingBody: 'Border police',
  actionAsked: 'Tell what is known.',
  aim: 'Find the driver.',
  reason: 'An accident.',
  legalActs: 'Agreement, art. 4',
  facts: 'A car left.',
};

function draft(to: StateCode, kind: MessageKind, fields: object, inReplyTo?: string): MessageDraft {
  return {
    kind,
    to: [{ state: to }],
    caseRef: 'CLOCKS-1',
    urgency: 'urgent',
    handling: { code: 'H0' },
    fields: fields as MessageDraft['fields'],
    attachments: [],
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  };
}
