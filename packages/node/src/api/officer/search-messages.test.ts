// SPDX-License-Identifier: Apache-2.0
// Searching the bureau's own traffic on the real server: what is found by what, that nothing lies in clear, and that what ends is not found.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { indexMessages } from '../../archive/index-messages.ts';
import { searchMessages } from '../../archive/search-messages.ts';
import { STORE_FILE } from '../../data-directory.ts';
import type { Reader, SqlValue } from '../../store/sql.ts';
import type { Answered } from './http-exchange.fixture.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const [UKR, MDA] = ['UKR', 'MDA'] as StateCode[] as [StateCode, StateCode];
const BOUND = { timeout: 60_000 };
const HOUR = 3_600_000;
const REQUEST = {
  requestingBody: 'Національна поліція',
  actionAsked: 'Check',
  aim: 'a',
  reason: 'b',
  legalActs: 'c',
  facts: 'Автомобіль AA 1234 BB у Батумі',
};
const GRIGORI = { name: 'ШЕВЧЕНКО Григорій', birthDate: '1974-08-12', document: 'FB 123456' };

interface Found {
  readonly messages: readonly { readonly id: string }[];
  readonly next?: number;
  readonly notSearched: { readonly waiting: number; readonly cut: number };
  readonly compared: number;
}

describe('searching messages', BOUND, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1, MDA: 1 } });
    operator = await edge.signIn('operator');
  });
  after(() => edge.close());

  /** A session ends meanwhile. */
  const pass = async (ms: number) => {
    edge.forward(ms);
    operator = await edge.signIn('operator');
  };
  const index = () => indexMessages({ store: edge.store, clock: edge.edge.door.clock }, () => false);
  const search = async (conditions: object): Promise<Found> => {
    const { status, json, text } = await edge.post('/api/messages/search', operator, conditions);
    assert.equal(status, 200, text);
    return json as Found;
  };
  const found = async (conditions: object) => (await search(conditions)).messages.map(({ id }) => id);
  const termRows = async () =>
    (await edge.store.reader.all<{ rows: number }>('select count(*) as rows from message_term'))[0]!.rows;
  const sent = ({ status, json, text }: Answered) => {
    assert.equal(status, 200, text);
    return (json as { id: string }).id;
  };
  const refused = ({ json }: Answered) => {
    const { code, field } = (json as { error: { code: string; field?: string } }).error;
    return [code, field];
  };

  it('finds words, persons and numbers in whatever script they were written', async () => {
    const fields = { ...REQUEST, persons: [GRIGORI] };
    const id = await receiveMessage(edge, UKR, { kind: 'information-request', caseRef: 'UKR-77', fields });
    assert.deepEqual((await search({ words: 'Батумі' })).notSearched, { waiting: 1, cut: 0 });
    await index();
    for (const conditions of [
      { words: 'Батумі' },
      { words: 'batumi avtomobil' },
      { words: 'UKR-77' },
      { words: 'шевченко грИгорій' },
      { words: 'Hryhorii' },
      { person: { name: 'Grigori Shevchenko', birthDate: '1974-08-12' } },
      { person: { name: 'Hryhorii', birthDate: '1974' } },
      { person: { name: 'Шевченко' } },
      { number: 'АА1234ВВ' },
      { number: 'FB123456' },
      { words: 'fb-123456' },
      { state: 'UKR', kind: 'information-request', direction: 'in', caseRef: 'ukr-77', clock: 'waiting' },
    ])
      assert.deepEqual(await found(conditions), [id], JSON.stringify(conditions));
    for (const conditions of [
      { words: 'Батумі Тбілісі' },
      { words: 'Бат' },
      { person: { name: 'Shevchenko', birthDate: '1974-08-13' } },
      { person: { name: 'Batumi' } },
      { number: 'FB123457' },
      { words: 'Батумі', state: 'MDA' },
      { words: 'Батумі', direction: 'out' },
      { words: 'Батумі', clock: 'overdue' },
      { clock: 'answered' },
    ])
      assert.deepEqual(await found(conditions), [], JSON.stringify(conditions));
  });

  it('finds by the day in UTC, by a clock that has run out, and by an answer', async () => {
    const [day] = new Date(edge.edge.door.clock.now()).toISOString().split('T') as [string];
    assert.equal((await found({ words: 'batumi', from: day, to: day })).length, 1);
    assert.deepEqual(await found({ words: 'batumi', to: '2026-01-01' }), []);
    await pass(9 * HOUR);
    const [asked] = await found({ clock: 'overdue' });
    assert.ok(asked !== undefined);
    const said = { coverage: 'nothing-held', text: 'Nothing is known.' };
    const reply = sent(
      await edge.post('/api/messages/reply', operator, { id: asked, kind: 'information', fields: said }),
    );
    await index();
    assert.deepEqual(await found({ clock: 'overdue' }), []);
    assert.deepEqual(await found({ clock: 'answered' }), [asked]);
    assert.deepEqual(await found({ state: 'UKR', words: 'nothing known', direction: 'out' }), [reply]);
  });

  it('pages through what it finds, the latest first', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      const fields = { subject: `Kanal ${at}`, text: at % 2 === 0 ? 'podpolkovnik' : 'polkovnik' };
      ids.unshift(await receiveMessage(edge, MDA, { kind: 'free-message', fields }));
    }
    await index();
    const seen: string[] = [];
    let next: number | undefined;
    do {
      const page = await search({ words: 'kanal', limit: 2, ...(next === undefined ? {} : { before: next }) });
      assert.ok(page.messages.length <= 2);
      seen.push(...page.messages.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    assert.deepEqual(seen, ids);
    assert.equal((await found({ words: 'kanal podpolkovnik' })).length, 3);
  });

  it('finds phrases in their order, and words by how they begin, in any script and once archived', async () => {
    const said = (text: string) => ({ kind: 'free-message', fields: { subject: 'Kordon', text } }) as const;
    const beside = await receiveMessage(edge, MDA, said('Чорний Фургон біля переїзду 12, потім Тирасполь'));
    const apart = await receiveMessage(edge, MDA, said('Фургон чорний. Chornyi avtomobil, furgon; Tirasa'));
    await index();
    await edge.store.write(
      { event: 'message.archived', body: {} },
      {
        name: 'archive-messages',
        args: {
          numbers: (await edge.store.reader.all<{ no: number }>('select message_no as no from message')).map(
            ({ no }) => no,
          ),
        },
      },
    );
    const both = [apart, beside];
    for (const [words, ids, compared] of [
      ['чорний фургон', both, 0],
      ['"чорний фургон"', [beside], 2],
      ['"chornyj furgon"', [beside], 2],
      ['„переїзду 12“ kordon', [beside], 1],
      ['«переїзду 13»', [], 1],
      ['"фургон"', both, 0],
      ['Tir*', both, 0],
      ['тирас*', both, 0],
      ['Tira*', both, 2],
      ['tiraspol*', [beside], 2],
      ['тираспіль*', [], 2],
      ['"avtomobil fur*"', [apart], 1],
    ] as const) {
      const { messages, compared: opened } = await search({ words });
      assert.deepEqual([messages.map(({ id }) => id), opened], [ids, compared], words);
    }
    const { body } = (await edge.entries()).at(-1)!;
    assert.equal(body.compared, 1);
    const seen: string[] = [];
    let next: number | undefined;
    do {
      const page = await search({ words: 'Tira*', limit: 1, ...(next === undefined ? {} : { before: next }) });
      seen.push(...page.messages.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    assert.deepEqual(seen, both);
    const now = edge.edge.door.clock.now();
    const bounded = { now, limit: 9, comparedMax: 1 };
    const {
      messages,
      next: rest,
      compared,
    } = await searchMessages(edge.store.reader, { words: '"чорний фургон"' }, bounded);
    assert.deepEqual([messages, compared], [[], 1], 'a page ends with the last message that one call may open');
    const fewCharacters = { now, limit: 9, charactersMax: 1 };
    const short = await searchMessages(edge.store.reader, { words: '"чорний фургон"' }, fewCharacters);
    assert.deepEqual([short.next, short.compared], [rest, 1], 'nor goes on behind so much text');
    const onwards = await searchMessages(
      edge.store.reader,
      { words: '"чорний фургон"' },
      { ...bounded, before: rest! },
    );
    assert.deepEqual(
      onwards.messages.map(({ id }) => id),
      [beside],
    );
    for (const words of ['ti*', 'x12*', '"а"', 'AB-12*', '*'])
      assert.deepEqual(
        refused(await edge.post('/api/messages/search', operator, { words })),
        ['input.invalid', 'words'],
        words,
      );
  });

  it('finds nothing that nodes tell each other', async () => {
    const [id] = await found({ words: 'batumi' });
    await edge.post('/api/messages/open', operator, { id });
    await index();
    const kinds = await edge.store.reader.all("select message_no from message where kind = 'opened'");
    assert.equal(kinds.length, 1);
    const { messages } = await search({});
    const rows = await edge.store.reader.all("select message_no from message where kind <> 'opened'");
    assert.equal(messages.length, rows.length);
  });

  it('writes by what somebody searched, and never what for', async () => {
    await search({ words: 'batumi', state: 'UKR' });
    const { event, body } = (await edge.entries()).at(-1)!;
    assert.deepEqual(
      [event, body],
      ['message.searched', { user: 'operator', by: ['state', 'words'], found: 1, compared: 0, event, at: body.at }],
    );
  });

  it('keeps nothing in clear', async () => {
    const file = readFileSync(join(edge.directory, STORE_FILE), 'latin1');
    const log = readFileSync(join(edge.directory, `${STORE_FILE}-wal`), 'latin1');
    for (const word of ['podpolkovnik', 'batumi', 'Kanal', 'UKR-77', 'FB123456'])
      assert.ok(!file.includes(word) && !log.includes(word), word);
  });

  it('finds nothing of what is recalled or has expired, and keeps no hash of it', async () => {
    const before = await termRows();
    const expiresOn = new Date(edge.edge.door.clock.now()).toISOString().slice(0, 10);
    const handling = { code: 'H1', expiresOn } as const;
    const said = { subject: 'Secret', text: 'hexachlorocyclohexane' };
    const recalled = await receiveMessage(edge, UKR, { kind: 'free-message', fields: said });
    const expiring = await receiveMessage(edge, UKR, { kind: 'free-message', fields: said, handling });
    await index();
    assert.deepEqual(await found({ words: 'hexachlorocyclohexane' }), [expiring, recalled]);
    await receiveMessage(edge, UKR, { kind: 'recall', fields: { messageId: recalled, ground: 'wrong-content' } });
    await index();
    assert.deepEqual(await found({ words: 'hexachlorocyclohexane' }), [expiring]);
    await pass(24 * HOUR);
    assert.deepEqual(await found({ words: 'hexachlorocyclohexane' }), [], 'not shown once its last day has passed');
    const [row] = await edge.store.reader.all<{ no: number }>('select message_no as no from message_expiry');
    await edge.store.write(
      { event: 'message.deleted', body: { messageId: expiring, state: UKR, cause: 'expired' } },
      { name: 'end-message', args: { no: row!.no } },
    );
    // The recall itself is a message, with terms of its own.
    const left = await edge.store.reader.all<{ no: number }>(
      'select distinct message_no as no from message_term order by message_no desc limit 1',
    );
    const [last] = await edge.store.reader.all<{ rows: number }>(
      'select count(*) as rows from message_term where message_no = ?',
      [left[0]!.no],
    );
    assert.equal((await termRows()) - last!.rows, before);
  });

  it('does not index again what ended before it was looked at, and goes on where it was', async () => {
    const said = { subject: 'Early', text: 'dichlorodiphenyl' };
    const id = await receiveMessage(edge, UKR, { kind: 'free-message', fields: said });
    await receiveMessage(edge, UKR, { kind: 'recall', fields: { messageId: id, ground: 'wrong-content' } });
    let looks = 0;
    await indexMessages({ store: edge.store, clock: edge.edge.door.clock }, () => ++looks > 3);
    await index();
    assert.deepEqual(await found({ words: 'dichlorodiphenyl' }), []);
    assert.equal((await search({})).notSearched.waiting, 0);
    const rows = await termRows();
    await index();
    assert.equal(await termRows(), rows);
  });

  it('refuses what nothing can be found by, and who may not read messages', async () => {
    const of = (conditions: object) => edge.post('/api/messages/search', operator, conditions);
    assert.deepEqual(refused(await of({ words: 'a' })), ['input.invalid', 'words']);
    assert.deepEqual(refused(await of({ words: 'batumi 12' })), ['input.invalid', 'words']);
    assert.deepEqual(refused(await of({ number: '--' })), ['input.invalid', 'number']);
    assert.deepEqual(refused(await of({ person: { name: '1' } })), ['input.invalid', 'person']);
    assert.deepEqual(refused(await of({ kind: 'opened' })), ['input.invalid', 'kind']);
    assert.deepEqual(refused(await of({ from: '2026-02-02', to: '2026-02-01' })), ['input.invalid', 'to']);
    for (const role of ['officer', 'auditor', 'administrator'])
      assert.deepEqual(refused(await edge.post('/api/messages/search', await edge.signIn(role), { words: 'batumi' })), [
        'access.denied',
        'role',
      ]);
  });

  it('erases what was found with the key of its month', async () => {
    const months = new Date(edge.edge.door.clock.now());
    const before = new Date(Date.UTC(months.getUTCFullYear(), months.getUTCMonth() + 2)).toISOString().slice(0, 7);
    await pass(70 * 24 * HOUR);
    await edge.store.write(
      { event: 'retention.erased', body: { dataClass: 'content', before } },
      { name: 'erase-data-keys', args: { dataClass: 'content', before } },
    );
    assert.deepEqual(await found({ words: 'kanal' }), [], 'not found, though its terms are still there');
    await index();
    assert.equal(await termRows(), 0);
    assert.equal((await edge.store.reader.all('select * from indexed_message')).length, 0);
  });

  it('looks through what is indexed once behind each erasure, in stretches, and never at every look', async () => {
    const said = { kind: 'free-message', fields: { subject: 'Later', text: 'kanal' } } as const;
    for (let count = 0; count < 3; count += 1) await receiveMessage(edge, UKR, said);
    await index();
    const looks: (readonly [numbersFrom: unknown, rows: number])[] = [];
    const counting = Object.create(edge.store.reader) as Reader;
    Object.assign(counting, {
      all: async (text: string, values: readonly SqlValue[]) => {
        const rows = await edge.store.reader.all(text, values);
        if (text.includes('indexed_message')) looks.push([values?.at(-2), rows.length]);
        return rows;
      },
    });
    const look = () =>
      indexMessages({ store: { ...edge.store, reader: counting }, clock: edge.edge.door.clock }, () => false);
    await look();
    assert.deepEqual(looks, [], 'nothing was erased since');
    const month = new Date(edge.edge.door.clock.now()).toISOString().slice(0, 7);
    await pass(40 * 24 * HOUR);
    const before = new Date(edge.edge.door.clock.now()).toISOString().slice(0, 7);
    assert.ok(month < before);
    await edge.store.write(
      { event: 'retention.erased', body: { dataClass: 'content', before } },
      { name: 'erase-data-keys', args: { dataClass: 'content', before } },
    );
    await look();
    assert.deepEqual(looks, [[0, 3]]);
    assert.equal((await edge.store.reader.all('select * from indexed_message')).length, 0);
    await look();
    assert.equal(looks.length, 1, 'and once');
  });
});
