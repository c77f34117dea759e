// SPDX-License-Identifier: Apache-2.0
// How long messages are kept, by a clock that the test sets: out of the inbox and still found; then erased, found by nothing, and told.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { indexMessages } from '../../archive/index-messages.ts';
import { retireAndArchive } from '../../archive/keep-messages.ts';
import { KEEP_DAYS_DEFAULT, MESSAGE_KEEPING_DEFAULT } from '../../message-categories.ts';
import { untoldEndings } from '../../store/message-holders.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const UKR = 'UKR' as StateCode;
const BOUND = { timeout: 60_000 };
const DAY = 86_400_000;
const REQUEST = { requestingBody: 'a', actionAsked: 'b', aim: 'c', reason: 'd', legalActs: 'e', facts: 'Lisichka' };

describe('keeping messages', BOUND, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  let isConfirmed = true;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1 } });
    operator = await edge.signIn('operator');
  });
  after(() => edge.close());

  const keepDays = { ...KEEP_DAYS_DEFAULT, correspondence: 200 };
  const look = () => {
    const { store } = edge;
    const { now } = edge.edge.door.clock;
    return retireAndArchive({ ...MESSAGE_KEEPING_DEFAULT, store, keepDays, now, isConfirmed: () => isConfirmed });
  };
  /** A session ends meanwhile. */
  const pass = async (days: number) => {
    edge.forward(days * DAY);
    operator = await edge.signIn('operator');
    await look();
  };
  const ids = async (answer: Promise<{ json: unknown; text: string }>) => {
    const { json, text } = await answer;
    const { messages } = json as { messages?: { id: string }[] };
    assert.ok(messages !== undefined, text);
    return messages.map(({ id }) => id);
  };
  const listed = () => ids(edge.get('/api/messages', operator));
  const found = (conditions: object) => ids(edge.post('/api/messages/search', operator, conditions));
  const events = async (event: string) => (await edge.entries()).filter((entry) => entry.event === event);
  const kept = new Map<string, string>();

  it('archives what nobody waits on, and finds it', async () => {
    const say = (subject: string) =>
      receiveMessage(edge, UKR, { kind: 'free-message', fields: { subject, text: 'y' } });
    for (const name of ['opened', 'unopened']) kept.set(name, await say(name));
    kept.set('request', await receiveMessage(edge, UKR, { kind: 'information-request', fields: REQUEST }));
    for (const name of ['opened', 'request']) await edge.post('/api/messages/open', operator, { id: kept.get(name)! });
    const said = {
      to: [{ state: 'UKR' }],
      kind: 'free-message',
      caseRef: 'GEO-1',
      fields: { subject: 'own', text: 'y' },
    };
    const { json } = await edge.post('/api/messages/send', operator, said);
    kept.set('own', (json as { id: string }).id);
    await indexMessages({ store: edge.store, clock: edge.edge.door.clock }, () => false);
    await pass(90);
    assert.equal((await listed()).length, 4, 'not before the whole day has passed');
    await pass(1);
    const names = [...kept].filter(([name]) => name !== 'opened').map(([, id]) => id);
    assert.deepEqual((await listed()).sort(), names.sort());
    assert.deepEqual(await found({ words: 'opened' }), [kept.get('opened')]);
    const [entry] = await events('message.archived');
    assert.equal(entry!.body.messages, 1);
    await look();
    assert.equal((await events('message.archived')).length, 1);
  });

  it('takes a message out of the inbox by hand, puts it back, and leaves there what somebody waits on', async () => {
    const archive = (id: string, isArchived = true) => edge.post('/api/messages/archive', operator, { id, isArchived });
    const fault = ({ json }: { json: unknown }) => {
      const { code, rule } = (json as { error: { code: string; rule?: string } }).error;
      return [code, rule];
    };
    for (const [name, rule] of [
      ['request', 'open-clock'],
      ['own', 'under-way'],
      ['unopened', 'unopened'],
    ] as const)
      assert.deepEqual(fault(await archive(kept.get(name)!)), ['message.unfinished', rule]);
    assert.deepEqual(fault(await archive('01890000-0000-7000-8000-000000000000')), ['message.not-found', undefined]);
    const id = kept.get('opened')!;
    const returned = await archive(id, false);
    assert.equal(returned.status, 200, returned.text);
    assert.equal((returned.json as { archivedAt?: string }).archivedAt, undefined);
    assert.ok((await listed()).includes(id));
    const archived = (await archive(id)).json as { archivedAt?: string };
    assert.ok(Date.parse(archived.archivedAt!) <= edge.edge.door.clock.now());
    assert.ok(!(await listed()).includes(id));
    for (const event of ['message.returned', 'message.archived']) {
      const { user, messageId } = (await events(event)).at(-1)!.body;
      assert.deepEqual([user, messageId], ['operator', id]);
    }
  });

  it('erases a category at its end, with an entry, and has the sender told of what came', async () => {
    isConfirmed = false;
    await pass(111);
    assert.equal((await events('message.retired')).length, 0, 'not by a clock that nobody confirms');
    isConfirmed = true;
    await look();
    const [entry, ...others] = await events('message.retired');
    const { category, kind, messages } = entry!.body as { category: string; kind: string; messages: string[] };
    assert.deepEqual([category, kind, others], ['correspondence', 'free-message', []]);
    assert.deepEqual(messages.sort(), ['opened', 'unopened', 'own'].map((name) => kept.get(name)!).sort());
    const untold = await untoldEndings(edge.store.reader, -1, 64);
    assert.deepEqual(
      untold.map(({ id, cause }) => [id, cause]),
      ['opened', 'unopened'].map((name) => [kept.get(name), 'period-ended']),
    );
  });

  it('leaves nothing of it but that there was a message', async () => {
    for (const conditions of [{ words: 'opened' }, { caseRef: 'GEO-1' }, { kind: 'free-message' }])
      assert.deepEqual(await found(conditions), [], JSON.stringify(conditions));
    assert.deepEqual(await found({ words: 'lisichka' }), [kept.get('request')]);
    const rows = await edge.store.reader.all(
      `select m.message_no from message m left join message_envelope e on e.message_no = m.message_no
        where m.kind = 'free-message' and (e.message_no is not null or length(m.summary) > 0 or length(m.content_key) > 0
          or m.case_token <> '' or exists (select 1 from message_term t where t.message_no = m.message_no))`,
    );
    assert.deepEqual(rows, []);
    const id = kept.get('opened')!;
    const shown = (await edge.get(`/api/messages/show?id=${id}`, operator)).json as Record<string, unknown>;
    assert.deepEqual([shown.kind, shown.caseRef, shown.deleted], ['free-message', undefined, 'period-ended']);
    const { json } = await edge.post('/api/messages/open', operator, { id });
    assert.equal((json as { error: { code: string } }).error.code, 'message.deleted');
  });

  it('keeps the other categories for three years', async () => {
    await pass(1_096 - 202);
    assert.deepEqual(await found({ words: 'lisichka' }), [kept.get('request')]);
    await pass(1);
    assert.deepEqual(await found({ words: 'lisichka' }), []);
    const kinds = (await events('message.retired')).map(({ body }) => body.kind);
    assert.deepEqual(kinds, ['free-message', 'information-request', 'opened']);
  });
});
