// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hit } from '@iims/wire/verdict';
import type { QueryView } from './query-state.ts';
import { canBeAskedWith, secondKeyWanted } from './second-key-wanted.ts';

const hit = (change: Partial<Hit> = {}) =>
  ({ band: 'compare', subjectKind: 'person', why: ['name-alike'], ...change }) as Hit;
const answered = (input: string, hits: readonly Hit[], word = 'compare') =>
  ({
    phase: 'answered',
    input,
    shown: { word },
    answers: [{ state: 'UKR', outcome: 'hit', hits }],
  }) as unknown as QueryView;

test('a compare on a person asks for the date where it is not whole, and for a document where it is', () => {
  assert.equal(secondKeyWanted(answered('BOICHENKO, OLEKSII', [hit()])), 'birth-date');
  assert.equal(secondKeyWanted(answered('BOICHENKO, OLEKSII 1974', [hit()])), 'birth-date');
  assert.equal(secondKeyWanted(answered('BOICHENKO, OLEKSII 1974-03-05', [hit()])), 'document');
});

test('nothing is asked for where no second key settles it', () => {
  const input = 'BOICHENKO, OLEKSII 1974-03-05';
  for (const code of ['weak-alias', 'misused-identity', 'not-revalidated']) {
    assert.equal(secondKeyWanted(answered(input, [hit({ why: [code] })])), undefined, code);
  }
  assert.equal(secondKeyWanted(answered(input, [hit({ subjectKind: 'vehicle' })])), undefined);
  assert.equal(secondKeyWanted(answered(input, [hit(), hit({ band: 'hit' })], 'hit')), undefined);
  assert.equal(secondKeyWanted(answered('UKR FB123456', [hit()])), undefined);
  assert.equal(secondKeyWanted({ phase: 'ready' }), undefined);
});

test('what is no key is told before anybody is asked', () => {
  assert.ok(canBeAskedWith('BOICHENKO, OLEKSII', '05.03.1974'));
  assert.ok(canBeAskedWith('BOICHENKO, OLEKSII 1974-03-05', 'UKR FB123456'));
  assert.ok(!canBeAskedWith('BOICHENKO, OLEKSII 1974-03-05', '05.03.1974'));
  assert.ok(!canBeAskedWith('BOICHENKO, OLEKSII', 'tall'));
  assert.ok(!canBeAskedWith('BOICHENKO, OLEKSII', ''));
});
