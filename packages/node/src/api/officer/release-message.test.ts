// SPDX-License-Identifier: Apache-2.0
// What a second person releases: core data behind a match wait, nobody releases his own, and what was looked at is what is sent.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidV7 } from '@iims/wire/identifiers';
import type { Message } from '@iims/wire/message';
import { systemRandom } from '../../clock.ts';
import type { Answered } from './http-exchange.fixture.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const CORE_DATA = { alertId: 'GEO-PER-1', requestingBody: 'a', confirmedHow: 'a', legalActs: 'a', reason: 'a' };
const ANSWER = { coverage: 'complete', text: 'secret words' };
const UKR = 'UKR' as StateCode;
const HASH = '00'.repeat(32);

describe('release by a second person', { timeout: 60_000 }, () => {
  let edge: TestEdge;
  let author: SignedIn;
  let second: SignedIn;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1 } });
    await edge.addUser('second', 'operator');
    [author, second] = [await edge.signIn('operator'), await edge.signIn('second')];
  });
  after(() => edge.close());

  const bring = (kind: 'core-data-request' | 'information-request', caseRef: string, fields: Message['fields']) =>
    receiveMessage(edge, UKR, { kind, caseRef, fields });
  const code = (answer: Answered) => [answer.code, (answer.json as { error?: { field?: string } }).error?.field];
  const answered = <T>({ status, text, json }: Answered) => {
    assert.equal(status, 200, text);
    return json as T;
  };
  const propose = async (caseRef: string, changes: object = {}) => {
    const id = await bring('core-data-request', caseRef, CORE_DATA);
    const reply = await edge.post('/api/messages/reply', author, {
      id,
      kind: 'information',
      fields: ANSWER,
      ...changes,
    });
    return { request: id, ...answered<{ id: string; status: string }>(reply) };
  };
  const waiting = async (reader = second) =>
    answered<{ waiting: Record<string, unknown>[]; refused: Record<string, unknown>[] }>(
      await edge.get('/api/messages/waiting', reader),
    );
  const look = async (id: string) =>
    answered<Record<string, unknown>>(await edge.post('/api/messages/waiting/open', second, { id }));
  const statusOf = async (id: string) =>
    answered<{ status: string }>(await edge.get(`/api/messages/show?id=${id}`, author)).status;

  it('holds core data behind a match until another releases what was proposed, under the id that was given', async () => {
    const { request, id, status } = await propose('CORE-1', { handling: { code: 'H1' } });
    assert.equal(status, 'waiting-for-release');
    assert.deepEqual(code(await edge.get(`/api/messages/show?id=${id}`, author)), ['message.not-found', 'id']);
    assert.equal(await statusOf(request), 'received');
    const [listed] = (await waiting()).waiting;
    const { proposedAt: _at, due, digest, ...rest } = listed!;
    assert.deepEqual(rest, {
      id,
      proposedBy: 'operator',
      own: false,
      kind: 'information',
      to: [{ state: 'UKR', authority: 'Border Guard' }],
      caseRef: 'CORE-1',
      urgency: 'routine',
      inReplyTo: request,
    });
    assert.ok(typeof due === 'string', 'the time by which the request is to be answered');
    const close = { caseRef: 'CORE-1', outcome: 'answered' };
    assert.deepEqual(code(await edge.post('/api/cases/close', author, close)), ['case.unfinished', 'caseRef']);

    const { fields, handling } = await look(id);
    assert.deepEqual([fields, handling], [ANSWER, { code: 'H1' }]);
    const release = (by: SignedIn, named: unknown) => edge.post('/api/messages/release', by, { id, digest: named });
    assert.deepEqual(code(await release(author, digest)), ['message.own-proposal', 'id']);
    assert.deepEqual(code(await release(second, HASH)), ['message.changed', 'digest']);
    const [one, other] = await Promise.all([release(second, digest), release(second, digest)]);
    assert.deepEqual([one, other].map((answer) => answer.code).sort(), ['message.not-waiting', undefined].sort());

    assert.deepEqual([await statusOf(id), await statusOf(request)], ['stored', 'answered']);
    const opened = answered<{ fields: object }>(await edge.post('/api/messages/open', author, { id }));
    assert.deepEqual(opened.fields, ANSWER);
    const entries = await edge.entries();
    const about = entries.filter(({ body }) => body.messageId === id && body.event !== 'message.opened');
    assert.deepEqual(
      about.map(({ event, body }) => [event, body.by ?? body.user, body.releasedBy]),
      [
        ['message.proposed', 'operator', undefined],
        ['message.proposal-read', 'second', undefined],
        ['message.released', 'operator', 'second'],
        ['message.listed', 'operator', undefined],
      ],
    );
    assert.deepEqual(about[0]!.body.draft, about[2]!.body.draft);
    assert.ok(!JSON.stringify(about.map(({ body }) => body)).includes('secret'));
    assert.deepEqual((await waiting()).waiting, []);
  });

  it('does not release an answer to a request that was recalled since it was proposed', async () => {
    const { request, id } = await propose('CORE-9');
    const [{ digest }] = (await waiting()).waiting.filter((one) => one.id === id) as [{ digest: string }];
    const recall = { kind: 'recall', fields: { messageId: request, ground: 'sent-in-error' } } as const;
    await receiveMessage(edge, UKR, { ...recall, caseRef: 'CORE-9' });
    const released = await edge.post('/api/messages/release', second, { id, digest });
    assert.deepEqual(code(released), ['message.request-recalled', 'id']);
    assert.ok((await waiting()).waiting.some((one) => one.id === id));
  });

  it('neither sends nor proposes a reply to what was recalled, whatever its kind, and the clock of the request ends', async () => {
    const asked = { requestingBody: 'a', actionAsked: 'a', aim: 'a', reason: 'a', legalActs: 'a', facts: 'a' };
    const due = async (caseRef: string) =>
      answered<{ cases: { caseRef: string; due?: string }[] }>(await edge.get('/api/cases', author)).cases.find(
        (one) => one.caseRef === caseRef,
      )?.due;
    for (const [kind, caseRef, fields] of [
      ['core-data-request', 'CORE-10', CORE_DATA],
      ['information-request', 'PLAIN-10', asked],
    ] as const) {
      const id = await bring(kind, caseRef, fields);
      assert.notEqual(await due(caseRef), undefined);
      const recall = { kind: 'recall', fields: { messageId: id, ground: 'sent-in-error' }, caseRef } as const;
      await receiveMessage(edge, UKR, recall);
      const before = (await edge.entries()).length;
      for (const said of [
        { kind: 'information', fields: ANSWER },
        { kind: 'clarification', fields: { act: 'asks', text: 'Which?' } },
      ]) {
        const reply = await edge.post('/api/messages/reply', author, { id, ...said });
        assert.deepEqual([reply.status, ...code(reply)], [409, 'message.request-recalled', 'id']);
      }
      assert.equal((await edge.entries()).length, before);
      assert.equal(await due(caseRef), undefined);
      const close = { caseRef, outcome: 'answered' };
      assert.equal((await edge.post('/api/cases/close', author, close)).status, 200);
    }
  });

  it('nor a reply to a later message in the thread of a request that was recalled, unless a later request stands', async () => {
    const asked = { requestingBody: 'a', actionAsked: 'a', aim: 'a', reason: 'a', legalActs: 'a', facts: 'a' };
    const caseRef = 'PLAIN-11';
    const say = (id: string, kind: string, fields: object) =>
      edge.post('/api/messages/reply', author, { id, kind, fields });
    const said = async (id: string, kind: string, fields: object) =>
      answered<{ id: string }>(await say(id, kind, fields)).id;
    const asksBack = { act: 'asks', text: 'Which?' };
    const comes = (kind: Message['kind'], inReplyTo: string, fields: Message['fields']) =>
      receiveMessage(edge, UKR, { kind, caseRef, inReplyTo, fields });
    const request = await bring('information-request', caseRef, asked);
    const told = await comes('clarification', await said(request, 'clarification', asksBack), {
      act: 'answers',
      text: 'This.',
    });
    const part = { coverage: 'partial', text: 'a', rest: 'the rest' };
    const later = await comes('information-request', await said(told, 'information', part), asked);
    const recall = { kind: 'recall', fields: { messageId: request, ground: 'sent-in-error' }, caseRef } as const;
    await receiveMessage(edge, UKR, recall);
    const before = (await edge.entries()).length;
    for (const [kind, fields] of [
      ['information', ANSWER],
      ['clarification', asksBack],
    ] as const) {
      assert.deepEqual(code(await say(told, kind, fields)), ['message.request-recalled', 'id']);
    }
    assert.equal((await edge.entries()).length, before);
    await said(later, 'information', ANSWER);
  });

  it('lets everything else out at once: other cases, other kinds, questions back', async () => {
    const asked = { requestingBody: 'a', actionAsked: 'a', aim: 'a', reason: 'a', legalActs: 'a', facts: 'a' };
    const id = await bring('information-request', 'PLAIN-1', asked);
    const reply = await edge.post('/api/messages/reply', author, { id, kind: 'information', fields: ANSWER });
    assert.equal(answered<{ status: string }>(reply).status, 'stored');
    const request = await bring('core-data-request', 'CORE-2', CORE_DATA);
    const refusal = { id: request, kind: 'refusal', fields: { ground: 'not-held', extent: 'wholly' } };
    assert.equal(
      answered<{ status: string }>(await edge.post('/api/messages/reply', author, refusal)).status,
      'stored',
    );
    const free = {
      to: [{ state: 'UKR' }],
      kind: 'free-message',
      caseRef: 'core-2',
      fields: { subject: 'a', text: 'b' },
    };
    assert.equal(answered<{ status: string }>(await edge.post('/api/messages/send', author, free)).status, 'stored');
  });

  it('holds what is sent into such a case without being a reply, whatever the case of its letters', async () => {
    const { id } = await propose('CORE-3');
    const sent = {
      to: [{ state: 'UKR' }],
      kind: 'supplementary-information',
      caseRef: 'core-3',
      fields: { subject: 'a', text: 'b' },
    };
    const status = answered<{ status: string }>(await edge.post('/api/messages/send', author, sent)).status;
    assert.equal(status, 'waiting-for-release');
    assert.deepEqual(
      (await waiting(author)).waiting.filter((one) => one.id === id).map(({ own }) => own),
      [true],
    );
  });

  it('does not release for whom a purpose was refused after it was proposed', async () => {
    await bring('core-data-request', 'CORE-8', CORE_DATA);
    const persons = [{ name: 'Testadze Giorgi', birthDate: '1980-01-02' }];
    const fields = { subject: 'a', text: 'b', persons };
    const sent = { to: [{ state: 'UKR' }], kind: 'supplementary-information', caseRef: 'CORE-8', fields };
    const { id } = answered<{ id: string }>(await edge.post('/api/messages/send', author, sent));
    const notice = {
      purpose: 'warn',
      subject: 'a',
      actionAsked: 'a',
      legalActs: 'a',
      text: 'a',
      persons,
      reviewOn: '2099-01-05',
      validUntil: '2099-06-05',
    };
    const drafted = await edge.post('/api/notices/draft', author, { reach: 'notice', caseRef: 'N-1', fields: notice });
    const { number, digest: looked } = drafted.json as { number: string; digest: string };
    const refusal = { number, digest: looked, decision: 'refuse', ground: 'human-rights' };
    answered(await edge.post('/api/notices/review', second, refusal));
    const { digest } = await look(id);
    assert.deepEqual(code(await edge.post('/api/messages/release', second, { id, digest })), [
      'notice.refused-purpose',
      'refused',
    ]);
    const { event, body } = (await edge.entries()).at(-1)!;
    assert.deepEqual([event, body.user, body.item], ['notice.refusal-met', 'operator', 'CORE-8']);
  });

  it('does not let the number of what was refused out in the text of a free message', async () => {
    const objects = [{ objectType: 'vehicle', number: 'AA 4711 BB' }];
    const days = { reviewOn: '2099-01-05', validUntil: '2099-06-05' };
    const words = { subject: 'a', actionAsked: 'a', legalActs: 'a', text: 'a' };
    const notice = { purpose: 'modus-operandi', modusOperandi: 'a', ...words, ...days, objects };
    const drafted = await edge.post('/api/notices/draft', author, { reach: 'notice', caseRef: 'N-2', fields: notice });
    const { number, digest } = answered<{ number: string; digest: string }>(drafted);
    const refusal = { number, digest, decision: 'refuse', ground: 'human-rights' };
    answered(await edge.post('/api/notices/review', second, refusal));
    const say = (text: string) => {
      const said = { to: [{ state: 'UKR' }], kind: 'free-message', caseRef: 'FREE-1', fields: { subject: 'a', text } };
      return edge.post('/api/messages/send', author, said);
    };
    assert.deepEqual(code(await say('Look for aa4711bb at the bridge.')), ['notice.refused-purpose', 'refused']);
    assert.equal(answered<{ status: string }>(await say('Look for AA4712BB.')).status, 'stored');
  });

  it('is refused with a ground that its author reads, and withdrawn by its author alone', async () => {
    const [{ id }, { id: mine }] = [await propose('CORE-4'), await propose('CORE-5')];
    const refuse = (by: SignedIn, which: string, ground: string, words?: string) =>
      edge.post('/api/messages/refuse-release', by, { id: which, ground, ...(words === undefined ? {} : { words }) });
    assert.deepEqual(code(await refuse(second, id, 'withdrawn')), ['input.invalid', 'ground']);
    assert.deepEqual(code(await refuse(author, mine, 'not-needed')), ['input.invalid', 'ground']);
    answered(await refuse(second, id, 'wrong-recipient', 'secret reasons'));
    answered(await refuse(author, mine, 'withdrawn'));
    assert.deepEqual(code(await refuse(second, id, 'not-needed')), ['message.not-waiting', 'id']);
    const { digest } = await look(id);
    assert.deepEqual(code(await edge.post('/api/messages/release', second, { id, digest })), [
      'message.not-waiting',
      'id',
    ]);
    const { refused } = await waiting(author);
    const told = refused.find((one) => one.id === id)!.refused as Record<string, string>;
    assert.deepEqual([told.by, told.ground, told.words], ['second', 'wrong-recipient', 'secret reasons']);
    assert.deepEqual((await waiting(second)).refused, []);
    const entry = (await edge.entries()).find(({ event }) => event === 'message.release-refused')!;
    assert.deepEqual([entry.body.ground, JSON.stringify(entry.body).includes('secret')], ['wrong-recipient', false]);
  });

  it('tells its author at once what is wrong with a draft, and keeps nothing', async () => {
    const before = (await waiting()).waiting.length;
    const id = await bring('core-data-request', 'CORE-6', CORE_DATA);
    const partial = { id, kind: 'information', fields: { coverage: 'partial', text: 'a' } };
    assert.deepEqual(code(await edge.post('/api/messages/reply', author, partial)), ['input.invalid', 'fields.rest']);
    const sent = { to: [{ state: 'MDA' }], kind: 'information', caseRef: 'CORE-6', fields: ANSWER };
    assert.deepEqual(code(await edge.post('/api/messages/send', author, sent)), ['message.recipient', 'to']);
    assert.equal((await waiting()).waiting.length, before);
  });

  it('shows a file beside the message by name, length and hash, since it is sent too', async () => {
    const id = uuidV7(Date.now(), systemRandom(10));
    const said = {
      kind: 'information',
      to: [{ state: UKR }],
      caseRef: 'CORE-7',
      urgency: 'routine',
      handling: { code: 'H0' },
    } as const;
    const hash = new Uint8Array(32).fill(7);
    const file = { id: 1, name: 'film.mp4', mediaType: 'video/mp4', bytes: 9_000_000, sha256: hash };
    const large = { ...file, envelope: id, sealedBytes: 9_000_100, header: hash, root: hash };
    const draft = encodeCbor({ ...said, fields: ANSWER, attachments: [], largeAttachments: [large] });
    const args = { id, summary: said, draft, digest: hash, by: 'operator' };
    await edge.store.write({ event: 'message.proposed', body: {} }, { name: 'hold-message', args });
    assert.deepEqual((await look(id)).largeAttachments, [{ ...file, sha256: '07'.repeat(32) }]);
  });
});
