// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handlingSchema } from '@iims/wire/handling';
import type { MessageRow } from './desk-state.ts';
import {
  faultIn,
  freshDraft,
  handlingOf,
  headText,
  isWorthKeeping,
  keptText,
  ofKind,
  readHead,
  readKept,
  replyDraft,
  saysTheSame,
} from './write-draft.ts';

const request: MessageRow = {
  id: 'a',
  no: 1,
  isArchived: false,
  isOwn: false,
  isRecalled: false,
  from: 'UKR',
  to: ['GEO'],
  kind: 'hit-confirmation',
  caseRef: 'CASE-1',
  assignee: '',
  caseAssignee: '',
  status: 'opened',
  deliveries: [],
  isUrgent: true,
  at: 1,
};

test('a reply goes to who asked, in the same case and haste, as the first kind that may answer', () => {
  const { to, kind, caseRef, isUrgent, inReplyTo } = replyDraft('d', request)!;
  assert.deepEqual(
    { to, kind, caseRef, isUrgent, inReplyTo },
    { to: ['UKR'], kind: 'hit-confirmation-answer', caseRef: 'CASE-1', isUrgent: true, inReplyTo: 'a' },
  );
  assert.equal(replyDraft('d', { ...request, isOwn: true }), undefined);
  assert.equal(replyDraft('d', { ...request, isRecalled: true }), undefined, 'its sender wants no answer');
});

test('the first thing that is missing is named, from whom to what', () => {
  const draft = freshDraft('d');
  assert.equal(faultIn(draft), 'to');
  const to = { ...draft, to: ['UKR'] };
  assert.equal(faultIn(to), 'caseRef');
  const inCase = { ...to, caseRef: 'CASE-1' };
  assert.equal(faultIn({ ...inCase, handling: { code: 'H3' } }), 'handling.condition');
  assert.equal(faultIn(inCase), 'fields.subject');
  assert.equal(faultIn({ ...inCase, fields: { subject: 'A', text: 'B' } }), '');
});

test('another kind keeps the fields that it has too', () => {
  const draft = { ...freshDraft('d'), fields: { subject: 'A', text: 'B' } };
  assert.deepEqual(ofKind(draft, 'information').fields, { text: 'B' });
});

test('handling is said as the wire takes it', () => {
  const typed = { code: 'H3', condition: ' ask first ', tlp: 'TLP:AMBER', pap: '', scheme: '3x5x2', source: '1' };
  const handling = handlingOf({ ...typed, information: 'B', sharing: 'C' });
  assert.deepEqual(handling, {
    code: 'H3',
    condition: 'ask first',
    tlp: 'TLP:AMBER',
    grading: { scheme: '3x5x2', source: '1', information: 'B', sharing: 'C' },
  });
  assert.equal(handlingSchema.safeParse(handling).success, true);
  assert.deepEqual(handlingOf({ code: 'H0', condition: 'left over' }), { code: 'H0' });
});

test('a draft comes back as it was kept; what another release wrote is left alone', () => {
  const draft = { ...freshDraft('d'), fields: { subject: 'A' }, inReplyTo: 'a' };
  assert.deepEqual(readKept('d', keptText(draft)), draft);
  assert.equal(readKept('d', '{"kind":"telex"}'), undefined);
  assert.equal(readKept('d', 'no json'), undefined);
  assert.equal(isWorthKeeping(freshDraft('d')), false);
  assert.equal(isWorthKeeping(draft), true);
  assert.equal(isWorthKeeping(replyDraft('d', request)!), false);
});

test('a draft says the same as long as nobody changes what it says, to whom, and with which files', () => {
  const large = [{ id: 'a', name: 'disk.e01', byteCount: 9 }];
  const draft = { ...freshDraft('d'), to: ['UKR'], fields: { subject: 'a' }, large };
  const brought = large.map((one) => ({ ...one, upload: { uploadId: 'u', to: '["UKR"]', isWhole: true } }));
  assert.ok(saysTheSame(draft, { ...draft, large: brought }));
  for (const change of [{ to: [] }, { fields: { subject: 'b' } }, { large: [] }, { isUrgent: true }]) {
    assert.ok(!saysTheSame(draft, { ...draft, ...change }), JSON.stringify(change));
  }
});

test('a list shows of a draft what its head says, and nothing of what is none', () => {
  const draft = { ...freshDraft('d'), to: ['UKR'], groups: ['ring'], caseRef: 'C-1', fields: { subject: 'secret' } };
  const { kind, to, groups, caseRef } = draft;
  assert.deepEqual(readHead(headText(draft)), { kind, to, groups, caseRef });
  assert.doesNotMatch(headText(draft), /secret/);
  for (const none of ['', '{}', 'null', '{"kind":"no-kind","to":[],"groups":[]}']) {
    assert.equal(readHead(none), undefined, none);
  }
});
