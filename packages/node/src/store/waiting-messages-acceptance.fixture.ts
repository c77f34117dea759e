// SPDX-License-Identifier: Apache-2.0
// What every store must do with messages that wait for a second person; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StateCode, uuidV7 } from '@iims/wire/identifiers';
import { systemRandom } from '../clock.ts';
import type { TestSources } from './acceptance.fixture.ts';
import type { Act, Store } from './store.ts';
import {
  findProposal,
  HELD_PROPOSALS_MAX,
  listRefusedProposals,
  listWaitingMessages,
  newsOfWaiting,
  proposedDraft,
  REFUSED_PROPOSALS_MAX,
  WAITING_MESSAGES_MAX,
} from './waiting-messages.ts';

const DRAFT = new TextEncoder().encode('a secret draft');
const HELD = 'WAITING-HELD';
const SUMMARY = {
  kind: 'information',
  to: [{ state: 'UKR' as StateCode }],
  caseRef: 'WAITING-1' as string,
  urgency: 'routine',
  handling: { code: 'H0' },
} as const;

export function describeWaitingMessages(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  const hold = async (by = 'author', caseRef = SUMMARY.caseRef) => {
    const { store, sources } = fixture();
    const id = uuidV7(sources.nowMs, systemRandom(10));
    const args = { id, summary: { ...SUMMARY, caseRef }, draft: DRAFT, digest: new Uint8Array(32), by };
    await store.write({ event: 'message.proposed', body: {} }, { name: 'hold-message', args });
    return id;
  };
  const refuse = (id: string, ground: 'not-needed' | 'withdrawn' = 'not-needed') => {
    const args = { id, by: ground === 'withdrawn' ? 'author' : 'second', ground, words: 'secret words' } as const;
    return fixture().store.write({ event: 'message.release-refused', body: {} }, { name: 'refuse-release', args });
  };

  test('what waits lies sealed and comes back as it was proposed; what is refused stays for its author', async () => {
    const { reader } = fixture().store;
    const news = await newsOfWaiting(reader);
    const [one, other] = [await hold(), await hold()];
    assert.notEqual(await newsOfWaiting(reader), news);
    const listed = (await listWaitingMessages(reader)).map(({ id, summary, proposedBy }) => [id, summary, proposedBy]);
    assert.deepEqual(
      listed.slice(-2),
      [one, other].map((id) => [id, SUMMARY, 'author']),
    );
    assert.deepEqual(await proposedDraft(reader, one), DRAFT);
    await refuse(one);
    await assert.rejects(refuse(one), { code: 'message.not-waiting' });
    await refuse(other, 'withdrawn');
    const [, first] = await listRefusedProposals(reader, 'author');
    assert.deepEqual([first!.id, first!.refused?.ground, first!.refused?.words], [one, 'not-needed', 'secret words']);
    assert.deepEqual(await listRefusedProposals(reader, 'second'), []);
    const rows = await reader.all<Record<string, Uint8Array>>('select summary, content, words from waiting_message');
    assert.ok(
      rows.flatMap(Object.values).every((cell) => !/secret|WAITING-1/.test(Buffer.from(cell).toString('latin1'))),
    );
  });

  test('the latest refused ones are kept, and one more than may wait is refused', async () => {
    const { store, sources } = fixture();
    const { reader } = store;
    const [oldest, refusedLast] = [await hold(), await hold()];
    await refuse(oldest);
    const ids = await Promise.all(Array.from({ length: REFUSED_PROPOSALS_MAX }, () => hold()));
    await Promise.all(ids.map((id) => refuse(id)));
    assert.equal((await listRefusedProposals(reader, 'author')).length, REFUSED_PROPOSALS_MAX);
    await assert.rejects(findProposal(reader, oldest), { code: 'message.not-waiting' });
    // It waited longer than all of them, and its author has not read why.
    sources.nowMs += 1;
    await refuse(refusedLast);
    assert.equal((await listRefusedProposals(reader, 'author'))[0]!.id, refusedLast);
    const left = WAITING_MESSAGES_MAX - (await listWaitingMessages(reader)).length;
    const [first] = await Promise.all(Array.from({ length: left }, () => hold()));
    await assert.rejects(hold(), { code: 'message.waiting-full' });
    await refuse(first!);
    await refuse(await hold());
  });

  test('what was refused in a case on hold is kept beside the latest, up to a bound that stops the next, and goes when the hold is lifted', async () => {
    const { store } = fixture();
    const { reader } = store;
    const write = (
      event: 'case.opened' | 'case.held' | 'case.hold-lifted',
      act: Act<'open-case'> | Act<'hold-case'> | Act<'lift-hold'>,
    ) => store.write({ event, body: {} }, act);
    await write('case.opened', { name: 'open-case', args: { caseRef: HELD, title: 'a title' } });
    await write('case.held', { name: 'hold-case', args: { caseRef: HELD, reason: 'a court', by: 'first' } });
    for (const { id } of await listWaitingMessages(reader)) await refuse(id);
    const held: string[] = [];
    for (let place = 0; place < HELD_PROPOSALS_MAX; place += 1) {
      const id = await hold('author', HELD);
      await refuse(id);
      held.push(id);
    }
    await assert.rejects(hold('author', HELD), { code: 'message.waiting-full', field: 'caseRef' });
    const others = await Promise.all(Array.from({ length: REFUSED_PROPOSALS_MAX + 1 }, () => hold()));
    await Promise.all(others.map((id) => refuse(id)));
    assert.equal((await findProposal(reader, held[0]!)).standing, 'refused');
    await assert.rejects(findProposal(reader, others[0]!), { code: 'message.not-waiting' });
    await write('case.hold-lifted', { name: 'lift-hold', args: { caseRef: HELD, by: 'second' } });
    await refuse(await hold());
    await assert.rejects(findProposal(reader, held[0]!), { code: 'message.not-waiting' });
  });
}
