// SPDX-License-Identifier: Apache-2.0
// Where the rules of spec/matching.md, 12 to 16, end: what is all but one of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchNames } from './match-names.ts';
import { worthOfNames } from './name-score.ts';

const match = (a: string, b: string) => matchNames({ name: a, lang: 'en' }, { name: b, lang: 'en' });
/** Both ways, since it is symmetric. */
function rulesOf(a: string, b: string): string {
  const rules = match(a, b).rules.join('');
  assert.equal(match(b, a).rules.join(''), rules);
  return rules;
}

test('a name is cut off where at least half of it is there, and more than one word', () => {
  assert.match(rulesOf('ANNA MARIA KOWAL', 'ANNA MARIA KOWALEWSKA'), /h/);
  assert.notEqual(match('ANNA MARIA', 'ANNA MARIA KOWALEWSKA').band, 'no');
  assert.doesNotMatch(rulesOf('ANNA MARIA', 'ANNA MARIA KOWALEWSKA'), /h/);
  assert.notEqual(match('KOWALEWSKA', 'KOWALEWSKA OLHA').band, 'no');
  assert.doesNotMatch(rulesOf('KOWALEWSKA', 'KOWALEWSKA OLHA'), /h/);
});

test('marks between words are a rule where they alone differ', () => {
  assert.match(rulesOf('ANNA-MARIA KOWALSKA', 'ANNA MARIA KOWALSKA'), /g/);
  assert.equal(rulesOf('ANNA-MARIA KOWALSKA', 'ANNA MARIA KOWALSKI').includes('g'), false);
});

test('one word is inverted with nothing', () => {
  assert.notEqual(match('KOWALEWSKA', 'KOWALEWSKA ANNA').band, 'no');
  assert.doesNotMatch(rulesOf('KOWALEWSKA', 'KOWALEWSKA ANNA'), /[bd]/);
  assert.match(rulesOf('KOWALEWSKA ANNA', 'ANNA KOWALEWSKA'), /b.*d/);
});

test('one word alone in common costs 50 beside what contradicts', () => {
  // 110 found; 70 and 40 hundredths of 70 left over, 15 hundredths of what was found.
  assert.equal(match('ZEBUR KOVALT', 'ZEBUR MINDRA').score, Math.floor(110_000 / (110 + 70 + 28 + 16 + 50)));
});

test('a likeness is worth itself from 900 on, the whole from 990 on, and loses twice what is missing below', () => {
  assert.deepEqual([1000, 990, 989, 900, 899, 700, 450, 0].map(worthOfNames), [1000, 1000, 989, 900, 898, 500, 0, 0]);
});
