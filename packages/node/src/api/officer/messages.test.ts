// SPDX-License-Identifier: Apache-2.0
// The desk's methods on the real server: what is sent is kept, what came is opened once for its sender, and nothing unread leaves.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { toBase64, toHex, utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { ATTACHMENTS_BYTES_MAX, type Message } from '@iims/wire/message';
import type { Answered } from './http-exchange.fixture.ts';
import { GEO, openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const UKR = 'UKR' as StateCode;
const FREE = { to: [{ state: 'UKR' }], kind: 'free-message', caseRef: 'GEO-1', fields: { subject: 'a', text: 'b' } };
const BOUND = { timeout: 60_000 };

describe('messages at the officer’s edge', BOUND, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1, MDA: 1 } });
    operator = await edge.signIn('operator');
  });
  after(() => edge.close());

  const send = (changes: object = {}) => edge.post('/api/messages/send', operator, { ...FREE, ...changes });
  const idOf = ({ status, json, text }: Answered) => {
    assert.equal(status, 200, text);
    return (json as { id: string }).id;
  };
  const shown = async (id: string) =>
    (await edge.get(`/api/messages/show?id=${id}`, operator)).json as Record<string, unknown>;
  const lastEntry = async () => (await edge.entries()).at(-1)!;
  const refused = async (answer: Promise<Answered>, code: string, field?: string) => {
    const { json } = await answer;
    const { error } = json as { error: { code: string; field?: string } };
    assert.deepEqual([error.code, error.field], [code, field]);
  };

  it('keeps a message with one delivery for each State, and shows it without its content', async () => {
    const to = [{ state: 'UKR', authority: 'border-guard', desk: 'drugs' }, { state: 'UKR' }, { state: 'MDA' }];
    const id = idOf(await send({ to, urgency: 'urgent', handling: { code: 'H2' } }));
    assert.equal((await lastEntry()).event, 'message.stored');
    const { from, kind, status, deliveries, caseRef, author, urgency, ...rest } = await shown(id);
    assert.deepEqual(
      { from, kind, status, caseRef, author, urgency },
      {
        from: { state: GEO, authority: 'Border Guard' },
        kind: 'free-message',
        status: 'stored',
        caseRef: 'GEO-1',
        author: '0123456789abcdef',
        urgency: 'urgent',
      },
    );
    assert.deepEqual(deliveries, [
      { to: 'MDA', status: 'stored', sequence: 1 },
      { to: 'UKR', status: 'stored', sequence: 1 },
    ]);
    assert.deepEqual(rest.to, to);
    assert.ok(!('fields' in rest) && !JSON.stringify(rest).includes('"b"'));
    const entry = await lastEntry();
    assert.deepEqual([entry.event, entry.body.messageId], ['message.listed', id]);
  });

  it('puts a group into its members when it sends, and knows which groups there are', async () => {
    const id = idOf(await send({ to: [{ group: 'pair' }, { state: 'UKR' }] }));
    assert.deepEqual((await shown(id)).to, [{ state: 'UKR' }, { state: 'MDA', desk: 'drugs' }]);
    await refused(send({ to: [{ group: 'empty' }] }), 'message.no-recipient', 'to');
    await refused(send({ to: [{ group: 'none' }] }), 'message.group', 'to');
    const { groups } = (await edge.get('/api/groups', operator)).json as { groups: { name: string }[] };
    assert.deepEqual(
      groups.map(({ name }) => name),
      ['all', 'pair', 'empty'],
    );
  });

  it('opens its own message for itself, as an entry, and tells nobody', async () => {
    const id = idOf(await send());
    const { json } = await edge.post('/api/messages/open', operator, { id });
    const { fields, handling, attachments } = json as Record<string, unknown>;
    assert.deepEqual(
      { fields, handling, attachments },
      { fields: FREE.fields, handling: { code: 'H0' }, attachments: [] },
    );
    const entry = await lastEntry();
    assert.deepEqual([entry.event, entry.body.by], ['message.opened', 'operator']);
  });

  it('pages through both directions, and leaves out what nodes tell each other', async () => {
    const sent = [idOf(await send()), idOf(await send()), await receive('free-message', { subject: 'x', text: 'y' })];
    await edge.post('/api/messages/open', operator, { id: sent[2]! });
    const seen: string[] = [];
    for (let before = ''; ; ) {
      const { json } = await edge.get(`/api/messages?limit=2${before}`, operator);
      const page = json as { messages: { id: string; kind: string }[]; next?: number };
      assert.ok(page.messages.length <= 2 && page.messages.every(({ kind }) => kind !== 'opened'));
      seen.push(...page.messages.map(({ id }) => id));
      if (page.next === undefined) break;
      before = `&before=${page.next}`;
    }
    assert.deepEqual(seen.slice(0, 3), sent.toReversed());
    assert.equal(new Set(seen).size, seen.length);
  });

  it('tells whether anything stands otherwise, without an entry', async () => {
    const news = async () => ((await edge.get('/api/messages/news', operator)).json as { mark: string }).mark;
    const before = await news();
    const id = await receive('free-message', { subject: 'x', text: 'y' });
    const entries = (await edge.entries()).length;
    const after = await news();
    assert.notEqual(after, before);
    assert.equal(await news(), after);
    assert.equal((await edge.entries()).length, entries);
    await edge.post('/api/messages/open', operator, { id });
    assert.notEqual(await news(), after);
  });

  it('tells the sender once that a message was opened', async () => {
    const id = await receive('free-message', { subject: 'x', text: 'y' });
    for (let times = 0; times < 2; times += 1) await edge.post('/api/messages/open', operator, { id });
    const told = (await edge.entries()).filter(({ body }) => body.kind === 'opened' && body.by === 'node');
    const opened = (await edge.entries()).filter(
      ({ event, body }) => event === 'message.opened' && body.messageId === id,
    );
    assert.equal(opened.length, 2);
    assert.equal(told.filter(({ index }) => index > opened[0]!.index).length, 1);
    assert.equal((await shown(id)).status, 'opened');
  });

  it('answers with the first kind that may, to the sender and in the case', async () => {
    const id = await receive('hit-confirmation', {
      type: 'plate',
      requestNumber: 1,
      ownCaseNumber: 'UKR-7',
      alertId: 'GEO-VEH-1',
    });
    const fields = { answer: 'will-confirm-at', alertId: 'GEO-VEH-1', confirmAt: Date.now() + 600_000 };
    const reply = await shown(idOf(await edge.post('/api/messages/reply', operator, { id, fields })));
    assert.deepEqual(
      [reply.kind, reply.inReplyTo, reply.caseRef, reply.to],
      ['hit-confirmation-answer', id, 'UKR-CASE', [{ state: UKR, authority: 'Border Guard' }]],
    );
    assert.equal((await shown(id)).status, 'received', 'a promise is no answer');
    await edge.post('/api/messages/reply', operator, { id, fields: { answer: 'confirmed', alertId: 'GEO-VEH-1' } });
    assert.equal((await shown(id)).status, 'answered');
  });

  it('leaves what it asks back unanswered', async () => {
    const id = await receive('hit-confirmation', {
      type: 'plate',
      requestNumber: 1,
      ownCaseNumber: 'UKR-8',
      alertId: 'GEO-VEH-1',
    });
    const fields = { act: 'asks', text: 'Which plate?' };
    idOf(await edge.post('/api/messages/reply', operator, { id, kind: 'clarification', fields }));
    assert.equal((await shown(id)).status, 'received');
  });

  it('refuses a reply of a kind that may not answer, to an own message, and to none', async () => {
    const id = await receive('free-message', { subject: 'x', text: 'y' });
    const reply = (changes: object) => edge.post('/api/messages/reply', operator, { fields: {}, ...changes });
    await refused(reply({ id, kind: 'hit-report' }), 'message.reply-kind', 'kind');
    await refused(reply({ id: idOf(await send()) }), 'message.reply-kind', 'id');
    await refused(reply({ id: '01890000-0000-7000-8000-000000000000' }), 'message.not-found', 'id');
    await refused(reply({ id }), 'input.invalid', 'fields.subject');
  });

  it('names the field that is wrong, and never its content', async () => {
    await refused(send({ fields: { subject: 'a', text: 'b', sudject: 'c' } }), 'input.invalid', 'fields.sudject');
    await refused(send({ fields: { subject: 'a' } }), 'input.invalid', 'fields.text');
    await refused(send({ fields: undefined }), 'input.invalid', 'fields');
    await refused(send({ kind: 'opened', fields: {} }), 'input.invalid', 'kind');
    await refused(send({ kind: 'telegram' }), 'input.invalid', 'kind');
    await refused(send({ to: [] }), 'input.invalid', 'to');
    await refused(send({ to: [{ state: 'GEO' }] }), 'message.recipient', 'to');
    await refused(send({ to: [{ state: 'AZE' }] }), 'message.recipient', 'to');
    await refused(send({ caseRef: '' }), 'query.case-reference', 'caseRef');
    await refused(send({ handling: { code: 'H3' } }), 'input.invalid', 'handling.condition');
    await refused(send({ priority: 'high' }), 'input.invalid', 'request');
  });

  describe('with attachments', () => {
    const file = (content: Uint8Array, changes: object = {}) => ({
      name: '"><img src=x onerror=alert(1)>.html',
      mediaType: 'text/html',
      sha256: createHash('sha256').update(content).digest('hex'),
      content: toBase64(content),
      ...changes,
    });

    it('gives them back as they were, under a name that is only text', async () => {
      const content = utf8('<script>alert(1)</script>');
      const id = idOf(await send({ attachments: [file(content)] }));
      const { json } = await edge.post('/api/messages/open', operator, { id });
      const { attachments } = json as { attachments: object[] };
      assert.deepEqual(attachments, [{ id: 1, bytes: content.length, ...file(content) }]);
    });

    it('refuses one that is not what its hash says, one with a path for a name, and too many bytes', async () => {
      const content = utf8('x');
      const wrong = toHex(new Uint8Array(32));
      await refused(send({ attachments: [file(content, { sha256: wrong })] }), 'input.invalid', 'attachments.0.sha256');
      await refused(send({ attachments: [file(content, { sha256: 'zz' })] }), 'input.invalid', 'attachments.0.sha256');
      await refused(send({ attachments: [file(content, { content: '*' })] }), 'input.invalid', 'attachments.0.content');
      await refused(send({ attachments: [file(content, { name: '../x' })] }), 'input.invalid', 'attachments.0.name');
      await refused(
        send({ attachments: [file(new Uint8Array(ATTACHMENTS_BYTES_MAX)), file(content)] }),
        'input.invalid',
        'attachments',
      );
      await refused(send({ attachments: Array(17).fill(file(content)) }), 'input.invalid', 'attachments');
    });
  });

  it('has no receipt of a message that nobody received', async () => {
    const id = idOf(await send());
    await refused(edge.get(`/api/messages/receipt?id=${id}`, operator), 'receipt.not-found', 'id');
  });

  /** A message of Ukraine's. */
  const receive = (kind: Message['kind'], fields: Message['fields']) => receiveMessage(edge, UKR, { kind, fields });
});
