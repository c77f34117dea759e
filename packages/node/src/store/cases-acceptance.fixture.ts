// SPDX-License-Identifier: Apache-2.0
// What every store must do with cases and templates; part of `acceptance.fixture.ts`. What a message does to its case stands there too.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemRandom } from '../clock.ts';
import type { TestSources } from './acceptance.fixture.ts';
import { CASE_LINKS_MAX, findCaseFile, isStirred } from './case-files.ts';
import { assigneesOf, countsOf, headOf, linksOf, listCaseFiles, notesOf, tasksOf } from './cases.ts';
import { messageRow } from './messages.ts';
import type { Act, ActName, Store } from './store.ts';
import { listTemplates, TEMPLATES_MAX } from './templates.ts';

const UKR = 'UKR' as StateCode;
const HANDLING = { code: 'H0' } as const;

export function describeCases(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  const act = <N extends ActName>(name: N, args: Act<N>['args']) =>
    fixture().store.write({ event: 'case.opened', body: {} }, { name, args } as Act<N>);
  const receive = async (caseRef: string, kind: 'information-request' | 'opened' = 'information-request') => {
    const { store, sources } = fixture();
    nextSequence += 1;
    const id = uuidToBytes(uuidV7(sources.nowMs, systemRandom(10)));
    const bytes = new Uint8Array(32);
    const { index } = await store.write(
      { event: 'message.received', body: {} },
      {
        name: 'receive-message',
        args: {
          kept: {
            direction: 'in',
            id,
            state: UKR,
            sequence: nextSequence,
            receipt: bytes,
            status: 'received',
            message: {
              version: 1,
              id: uuidFromBytes(id),
              kind,
              from: { state: UKR },
              to: [{ state: 'GEO' as StateCode }],
              caseRef,
              urgency: 'routine',
              sentAt: sources.nowMs,
              author: 'author',
              handling: HANDLING,
            },
            expiresAt: sources.nowMs + 1_000,
            exercise: false,
            signer: { keyId: bytes, ed25519: bytes, mldsa65: bytes },
            envelope: bytes,
            envelopeHash: bytes,
            messageKey: bytes,
          },
          clocks: kind === 'opened' ? {} : { starts: 'information-request' },
        },
      },
    );
    return { no: index, id: uuidFromBytes(id) };
  };
  let nextSequence = 1_000_000;
  const fileOf = async (caseRef: string) => (await findCaseFile(fixture().store.reader, caseRef))!;
  const listed = async (which: 'open' | 'mine' | 'unassigned' | 'waiting' | 'closed', user = 'worker') => {
    const { reader } = fixture().store;
    const files = await listCaseFiles(reader, { which, user, before: Number.MAX_SAFE_INTEGER, limit: 200 });
    const heads = await Promise.all(files.map((file) => headOf(reader, file)));
    return heads.flatMap(({ caseRef }) => (caseRef?.startsWith('CASES-') ? [caseRef] : []));
  };

  test('a case begins with its first message, whatever the case of its letters, and nodes among themselves begin none', async () => {
    const { reader } = fixture().store;
    const { no } = await receive('Cases-1/one');
    await receive('CASES-1/ONE');
    const file = await fileOf('cases-1/one');
    assert.deepEqual(
      [file.standing, file.lastInNo! > no, await headOf(reader, file)],
      ['open', true, { caseRef: 'CASES-1/ONE' }],
    );
    const { messages, unopened, openTasks, dueAt } = await countsOf(reader, file.token);
    assert.deepEqual([messages, unopened, openTasks, dueAt !== null], [2, 2, 0, true]);
    await receive('CASES-1/OTHER', 'opened');
    assert.equal(await findCaseFile(reader, 'CASES-1/OTHER'), undefined);
    await assert.rejects(act('assign-case', { caseRef: 'CASES-1/OTHER', assignee: null }), { code: 'case.not-found' });
  });

  test('title, tasks, notes and links come back, and lie sealed', async () => {
    const { store, sources } = fixture();
    const caseRef = 'CASES-2';
    await act('open-case', { caseRef, title: 'a secret title' });
    await act('open-case', { caseRef: 'CASES-2b', title: 'a secret neighbour' });
    const { token } = await fileOf(caseRef);
    await act('add-case-note', { caseRef, text: 'a secret note', by: 'worker' });
    const due = sources.nowMs + 1_000;
    const { index: task } = await act('add-case-task', {
      caseRef,
      text: 'a secret task',
      assignee: null,
      dueAt: due,
      by: 'worker',
    });
    await act('link-cases', { caseRef, other: 'cases-2B', reason: 'same-person', words: 'secret words', by: 'worker' });
    assert.deepEqual(await headOf(store.reader, await fileOf(caseRef)), { caseRef, title: 'a secret title' });
    assert.deepEqual(
      (await notesOf(store.reader, token, { limit: 9 })).map(({ text, addedBy }) => [text, addedBy]),
      [['a secret note', 'worker']],
    );
    const [first] = await notesOf(store.reader, token, { limit: 1 });
    assert.deepEqual(await notesOf(store.reader, token, { limit: 9, before: first!.note }), []);
    assert.equal((await notesOf(store.reader, token, { limit: 9, before: first!.note + 1 })).length, 1);
    assert.deepEqual(
      (await tasksOf(store.reader, token)).map(({ text, dueAt, doneAt }) => [text, dueAt, doneAt]),
      [['a secret task', due, null]],
    );
    const [link] = await linksOf(store.reader, token);
    assert.deepEqual([link!.other, link!.reason, link!.words], ['cases-2B', 'same-person', 'secret words']);
    assert.equal((await linksOf(store.reader, (await fileOf('CASES-2B')).token))[0]!.other, caseRef);

    await act('change-case-task', { caseRef, task, done: true, by: 'other' });
    assert.equal((await tasksOf(store.reader, token))[0]!.doneBy, 'other');
    await act('change-case-task', { caseRef, task, done: false, assignee: 'worker', dueAt: null, by: 'other' });
    const [changed] = await tasksOf(store.reader, token);
    assert.deepEqual([changed!.doneAt, changed!.assignedTo, changed!.dueAt], [null, 'worker', null]);
    await assert.rejects(act('change-case-task', { caseRef: 'CASES-2b', task, done: true, by: 'other' }), {
      code: 'case.no-task',
    });
    for (const table of ['case_note', 'case_task', 'case_link']) {
      const rows = await store.reader.all<{ content: Uint8Array }>(`select content from ${table}`);
      assert.ok(rows.length > 0 && rows.every(({ content }) => !Buffer.from(content).includes('secret')), table);
    }
    const heads = await store.reader.all<{ head: Uint8Array }>('select head from case_file where head is not null');
    assert.ok(heads.every(({ head }) => !Buffer.from(head).includes('secret')));
  });

  test('a link is one, whoever makes it, and is taken away from both sides; a case is not linked with itself', async () => {
    const { reader } = fixture().store;
    for (const caseRef of ['CASES-3a', 'CASES-3b']) await act('open-case', { caseRef, title: 'title' });
    const [one, other] = [await fileOf('CASES-3a'), await fileOf('CASES-3b')];
    await act('link-cases', { caseRef: 'CASES-3a', other: 'CASES-3b', reason: 'other', by: 'worker' });
    await act('link-cases', { caseRef: 'CASES-3b', other: 'CASES-3a', reason: 'duplicate', by: 'worker' });
    assert.deepEqual(
      (await linksOf(reader, one.token)).map(({ reason }) => reason),
      ['duplicate'],
    );
    await act('unlink-cases', { caseRef: 'CASES-3a', other: 'CASES-3b' });
    assert.deepEqual(await linksOf(reader, other.token), []);
    const link = (to: string) => act('link-cases', { caseRef: 'CASES-3a', other: to, reason: 'other', by: 'worker' });
    await assert.rejects(link('cases-3A'), { code: 'input.invalid', field: 'other' });
    await assert.rejects(link('CASES-NONE'), { code: 'case.not-found', field: 'other' });
    const others = Array.from({ length: CASE_LINKS_MAX }, (_, n) => `CASES-3-${n}`);
    await Promise.all(others.map((other) => act('open-case', { caseRef: other, title: 'title' })));
    await Promise.all(others.map(link));
    await assert.rejects(link('CASES-3b'), { code: 'case.full' });
    // A case is full of links whichever of the two they were made in.
    const back = { caseRef: 'CASES-3b', other: 'CASES-3a', reason: 'other', by: 'worker' } as const;
    await assert.rejects(act('link-cases', back), { code: 'case.full', field: 'other' });
  });

  test('a case is not closed while something is left, is listed again when a message comes, and closed once more', async () => {
    const caseRef = 'CASES-4';
    await act('open-case', { caseRef, title: 'title' });
    const { index: task } = await act('add-case-task', {
      caseRef,
      text: 'task',
      assignee: null,
      dueAt: null,
      by: 'worker',
    });
    const close = (leavesOpen = false) =>
      act('set-case-standing', { caseRef, standing: 'closed', outcome: 'answered', leavesOpen });
    await assert.rejects(close(), {
      code: 'case.unfinished',
      rule: 'open tasks: 1; requests to be answered here: 0; messages that wait for release: 0',
    });
    await act('change-case-task', { caseRef, task, done: true, by: 'worker' });
    await act('set-case-standing', { caseRef, standing: 'waiting' });
    assert.ok((await listed('waiting')).includes(caseRef));
    await close();
    await assert.rejects(close(), { code: 'case.standing' });
    await assert.rejects(act('set-case-standing', { caseRef, standing: 'waiting' }), { code: 'case.standing' });
    await assert.rejects(act('add-case-task', { caseRef, text: 'task', assignee: null, dueAt: null, by: 'worker' }), {
      code: 'case.standing',
    });
    assert.deepEqual(
      [(await listed('open')).includes(caseRef), (await listed('closed')).includes(caseRef)],
      [false, true],
    );

    await receive(caseRef);
    assert.equal(isStirred(await fileOf(caseRef)), true);
    assert.deepEqual(
      [(await listed('open')).includes(caseRef), (await listed('closed')).includes(caseRef)],
      [true, false],
    );
    await assert.rejects(close(), { code: 'case.unfinished' });
    await close(true);
    assert.equal(isStirred(await fileOf(caseRef)), false);
    await act('set-case-standing', { caseRef, standing: 'open' });
    const { standing, outcome, closedAt } = await fileOf(caseRef);
    assert.deepEqual([standing, outcome, closedAt], ['open', null, null]);
  });

  test('cases and messages are somebody’s or nobody’s; those of a closed account are nobody’s', async () => {
    const { store } = fixture();
    const caseRef = 'CASES-5';
    await store.write(
      { event: 'user.added', body: {} },
      { name: 'add-user', args: { user: 'leaver', role: 'operator', passwordHash: 'x' } },
    );
    const { no, id } = await receive(caseRef);
    assert.ok((await listed('unassigned')).includes(caseRef));
    await act('assign-case', { caseRef, assignee: 'leaver' });
    await act('assign-message', { id, assignee: 'worker', by: 'leaver' });
    assert.deepEqual(
      [(await listed('unassigned')).includes(caseRef), (await listed('mine', 'leaver')).includes(caseRef)],
      [false, true],
    );
    assert.deepEqual(await assigneesOf(store.reader, no), { assignee: 'worker', caseAssignee: 'leaver' });
    await store.write({ event: 'user.disabled', body: {} }, { name: 'disable-user', args: { user: 'leaver' } });
    assert.ok((await listed('unassigned')).includes(caseRef));
    await act('assign-message', { id, assignee: null, by: 'worker' });
    assert.equal((await assigneesOf(store.reader, (await messageRow(store.reader, id)).no)).assignee, null);
  });

  test('templates are kept sealed, changed and dropped, up to their number', async () => {
    const { store } = fixture();
    const content = (name: string) => ({ name, fields: '{"text":"secret words"}' });
    const keep = (name: string, template?: number) =>
      act('keep-template', {
        kind: 'free-message',
        content: content(name),
        by: 'worker',
        ...(template === undefined ? {} : { template }),
      });
    const { result: first } = await keep('one');
    await keep('changed', first);
    assert.deepEqual(
      (await listTemplates(store.reader)).map(({ template, name }) => [template, name]),
      [[first, 'changed']],
    );
    const rows = await store.reader.all<{ content: Uint8Array }>('select content from message_template');
    assert.ok(rows.every(({ content: cell }) => !Buffer.from(cell).includes('secret')));
    await assert.rejects(keep('none', first + 1_000_000), { code: 'template.not-found' });
    await Promise.all(Array.from({ length: TEMPLATES_MAX - 1 }, (_, n) => keep(`template ${n}`)));
    await assert.rejects(keep('more'), { code: 'template.too-many' });
    await act('drop-template', { template: first });
    await act('drop-template', { template: first });
    assert.equal((await listTemplates(store.reader)).length, TEMPLATES_MAX - 1);
  });
}
