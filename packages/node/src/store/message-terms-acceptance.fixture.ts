// SPDX-License-Identifier: Apache-2.0
// What every store must do with the terms by which messages are found; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import type { TestSources } from './acceptance.fixture.ts';
import { messageToSend } from './kept-message.fixture.ts';
import { findMessages, type MessagePattern, messageTerm, packTerms, termGaps, termMark } from './message-terms.ts';
import type { MessageToIndex } from './staging/index-messages.ts';
import type { Store } from './store.ts';

const UKR = 'UKR' as StateCode;
const HOUR = 3_600_000;
const MESSAGES = 300;

interface Indexed extends MessageToIndex {
  readonly isRequest: boolean;
}

export function describeMessageTerms(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  const indexed: Indexed[] = [];
  const term = (text: string) => messageTerm(fixture().store.reader, `acceptance ${text}`);
  const find = (pattern: MessagePattern, before = Number.MAX_SAFE_INTEGER, limit = 1_000) =>
    findMessages(fixture().store.reader, pattern, { before, limit, rest: async () => undefined });
  const numbers = (which: (message: Indexed) => boolean) =>
    indexed
      .filter(which)
      .map(({ no }) => no)
      .reverse();

  test('messages are indexed once, with the mark that says so', async () => {
    const { store, sources } = fixture();
    const from = await termMark(store.reader);
    for (let place = 0; place < MESSAGES; place += 1) {
      // Back by an hour now and then, as clocks are.
      sources.nowMs += place % 7 === 6 ? -HOUR : HOUR;
      const isRequest = place % 10 === 0;
      const args = messageToSend(idAt(place), sources.nowMs, UKR);
      const clocks = isRequest ? { starts: 'information-request' as const } : {};
      const { index: no } = await store.write(
        { event: 'message.stored', body: {} },
        { name: 'send-message', args: { ...args, clocks } },
      );
      const terms = [2, 3, 5, 7].filter((factor) => place % factor === 0).map((factor) => term(`${factor}`));
      indexed.push({ no, at: sources.nowMs, terms: [term('all'), ...terms], isCut: place === 1, isRequest });
    }
    const { waiting, cut } = await termGaps(store.reader, 100);
    assert.equal(waiting, 100);
    const to = indexed.at(-1)!.no + 1;
    const args = { from, to, messages: indexed };
    assert.equal(await store.stage({ name: 'index-messages', args }), to);
    assert.equal(await store.stage({ name: 'index-messages', args }), to, 'a second time nothing is written');
    assert.deepEqual(await termGaps(store.reader, 100), { waiting: 0, cut: cut + 1 });
  });

  test('all conditions hold for what is found, and everything is found for which they hold', async () => {
    const { sources } = fixture();
    const has = (text: string) => {
      const wanted = term(text);
      return ({ terms }: Indexed) => terms.includes(wanted);
    };
    const groups = (...texts: string[][]) => texts.map((group) => group.map(term));
    assert.deepEqual(
      (await find({ groups: groups(['all']) })).numbers,
      numbers(() => true),
    );
    assert.deepEqual(
      (await find({ groups: groups(['all'], ['2', '3'], ['5']) })).numbers,
      numbers((one) => (has('2')(one) || has('3')(one)) && has('5')(one)),
    );
    assert.deepEqual((await find({ groups: groups(['all'], ['nobody']) })).numbers, []);
    const span = { from: indexed[50]!.at, before: indexed[200]!.at };
    assert.deepEqual(
      (await find({ groups: groups(['3']), span })).numbers,
      numbers((one) => has('3')(one) && one.at >= span.from && one.at < span.before),
    );
    assert.deepEqual(await find({ groups: groups(['3']), span: { from: 0, before: 1 } }), { numbers: [], from: 0 });
    // None has arrived, so none of their clocks runs.
    const now = sources.nowMs + 1_000 * HOUR;
    const clocked = async (standing: 'overdue' | 'waiting' | 'answered') =>
      (await find({ groups: groups(['all']), clock: { standing, now } })).numbers;
    assert.deepEqual(
      await clocked('waiting'),
      numbers(({ isRequest }) => isRequest),
    );
    assert.deepEqual([await clocked('overdue'), await clocked('answered')], [[], []]);
  });

  test('pages join without a gap and without one message twice', async () => {
    const pattern = { groups: [[term('all')], [term('2')]] };
    const seen: number[] = [];
    let before = Number.MAX_SAFE_INTEGER;
    do {
      const { numbers: page, from } = await find(pattern, before, 7);
      assert.ok(page.length <= 7);
      seen.push(...page);
      before = from;
    } while (before !== 0);
    assert.deepEqual(seen, (await find(pattern)).numbers);
  });

  test('the terms of a message go with its content', async () => {
    const { store } = fixture();
    const { no, terms } = indexed[30]!;
    await store.write({ event: 'message.deleted', body: {} }, { name: 'end-message', args: { no } });
    assert.ok(terms.length > 3);
    assert.deepEqual(await store.reader.all('select term from message_term where message_no = ?', [no]), []);
    const { numbers: left } = await find({ groups: [[term('all')]] });
    assert.deepEqual(
      left,
      numbers((one) => one.no !== no),
    );
  });

  test('a term is a number of 52 bits, kept exactly', () => {
    const terms = Array.from({ length: 64 }, (_, place) => term(`exact ${place}`));
    assert.ok(terms.every((one) => Number.isSafeInteger(one) && one < 2 ** 52));
    const view = new DataView(packTerms(terms).buffer);
    assert.deepEqual(
      terms.map((_, place) => view.getFloat64(8 * place)),
      terms,
    );
  });
}

function idAt(place: number): Uint8Array {
  return uuidToBytes(`0191f0c1-7a3b-7c4d-8e5f-${place.toString(16).padStart(12, '0')}`);
}
