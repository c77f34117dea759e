// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '../access/session.ts';
import { beginWith, purposeAfter } from './draft.ts';

const session = { user: 'officer-1', purposes: ['border-check', 'road-check'] } as unknown as Session;
const draft = { user: 'officer-1', input: 'AB1', secondKey: 'FB1', purpose: 'road-check', caseRef: 'GE-1' };

test('what was typed survives for the same person', () => {
  assert.equal(beginWith(draft, session), draft);
});

test('another person never sees what the first had typed', () => {
  const begun = beginWith(draft, { ...session, user: 'officer-2' });
  assert.deepEqual(begun, { user: 'officer-2', input: '', secondKey: '', purpose: 'border-check', caseRef: '' });
});

test('the purpose key walks through the purposes and back', () => {
  assert.equal(purposeAfter('border-check', session.purposes), 'road-check');
  assert.equal(purposeAfter('road-check', session.purposes), 'border-check');
  assert.equal(purposeAfter('', []), '');
});
