// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  afterReading,
  isOverdue,
  isUnread,
  type MessageRow,
  othersOf,
  rowAt,
  shownRows,
  threadOf,
} from './desk-state.ts';

const row = (id: string, more: Partial<MessageRow> = {}): MessageRow => ({
  id,
  no: 1,
  isArchived: false,
  isOwn: false,
  isRecalled: false,
  from: 'UKR',
  to: ['GEO'],
  kind: 'free-message',
  caseRef: 'CASE-1',
  assignee: '',
  caseAssignee: '',
  status: 'received',
  deliveries: [],
  isUrgent: false,
  at: 1,
  ...more,
});
const ids = (rows: readonly MessageRow[]) => rows.map(({ id }) => id).join(' ');

test('unread is what came and nobody opened', () => {
  assert.equal(isUnread(row('a')), true);
  assert.equal(isUnread(row('a', { status: 'opened' })), false);
  assert.equal(isUnread(row('a', { isOwn: true })), false);
});

test('an answer is overdue once its time has passed, also when a part of it was given', () => {
  const due = row('a', { dueAt: 100 });
  assert.equal(isOverdue(due, 100), false);
  assert.equal(isOverdue(due, 101), true);
  assert.equal(isOverdue({ ...due, status: 'answered' }, 101), true);
  assert.equal(isOverdue(row('a'), 101), false);
});

test('a filter and typed words leave what fits both; under due the first to end stands first', () => {
  const rows = [
    row('a', { dueAt: 300 }),
    row('b', { isOwn: true, from: 'GEO', to: ['MDA'] }),
    row('c', { dueAt: 200, caseRef: 'Ferry-7' }),
    row('d', { status: 'answered' }),
  ];
  assert.equal(ids(shownRows(rows, 'all', '', 'me')), 'a b c d');
  assert.equal(ids(shownRows(rows, 'due', '', 'me')), 'c a');
  assert.equal(ids(shownRows(rows, 'sent', '', 'me')), 'b');
  assert.equal(ids(shownRows(rows, 'unread', '', 'me')), 'a c');
  assert.equal(ids(shownRows(rows, 'all', ' fERRY ', 'me')), 'c');
  assert.equal(ids(shownRows(rows, 'all', 'mda', 'me')), 'b');
});

test('a case is told from its beginning', () => {
  const rows = [row('c', { at: 3 }), row('x', { caseRef: 'OTHER', at: 2 }), row('a', { at: 1 })];
  assert.equal(ids(threadOf(rows, 'CASE-1')), 'a c');
});

test('a step stops at both ends, and begins at the first', () => {
  const rows = [row('a'), row('b'), row('c')];
  assert.equal(rowAt(rows, undefined, 1)?.id, 'a');
  assert.equal(rowAt(rows, 'a', 1)?.id, 'b');
  assert.equal(rowAt(rows, 'c', 1)?.id, 'c');
  assert.equal(rowAt(rows, 'a', -1)?.id, 'a');
  assert.equal(rowAt([], 'a', 1), undefined);
});

test('the others are whom it came from, or whom it went to', () => {
  assert.deepEqual(othersOf(row('a')), ['UKR']);
  assert.deepEqual(othersOf(row('a', { isOwn: true, to: ['UKR', 'MDA'] })), ['UKR', 'MDA']);
});

test('what is mine is assigned to me, or its case while the message is nobody’s', () => {
  const rows = [
    row('a', { assignee: 'me', caseAssignee: 'other' }),
    row('b', { assignee: 'other', caseAssignee: 'me' }),
    row('c', { caseAssignee: 'me' }),
    row('d'),
    row('e', { isOwn: true }),
  ];
  assert.equal(ids(shownRows(rows, 'mine', '', 'me')), 'a c');
  assert.equal(ids(shownRows(rows, 'unassigned', '', 'me')), 'd');
});

test('what is missing on a first page that is read again was archived; what is older than the page was not looked at', () => {
  const known = [row('c', { no: 3 }), row('b', { no: 2 }), row('a', { no: 1 })];
  const archived = (isAll: boolean) =>
    ids(
      afterReading(known, [row('c', { no: 3 }), row('aa', { no: 1.5 })], isAll).filter(({ isArchived }) => isArchived),
    );
  assert.equal(archived(false), 'b');
  assert.equal(archived(true), 'b a');
  assert.equal(ids(afterReading([row('a')], [], true).filter(({ isArchived }) => isArchived)), 'a');
});
