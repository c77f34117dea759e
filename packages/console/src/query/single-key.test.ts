// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectOfKey, shortcutOf } from './single-key.ts';

const press = (key: string, code = `Key${key.toUpperCase()}`) => ({ key, code });

test('a shortcut letter is held, and typed together with the next one', () => {
  const first = effectOfKey(press('P'), undefined, true);
  assert.deepEqual(first, { type: 'hold', held: { key: 'P', shortcut: 'print' } });
  const second = effectOfKey(press('<', 'IntlBackslash'), { key: 'P', shortcut: 'print' }, true);
  assert.deepEqual(second, { type: 'type', text: 'P<' });
});

test('a letter without a meaning and a digit start the next input at once', () => {
  assert.deepEqual(effectOfKey(press('X'), undefined, true), { type: 'leave' });
  assert.deepEqual(effectOfKey(press('7', 'Digit7'), undefined, true), { type: 'leave' });
});

test('a question mark opens the keys without waiting', () => {
  assert.deepEqual(effectOfKey(press('?', 'Slash'), undefined, true), { type: 'run', shortcut: 'keys' });
});

test('with single keys switched off nothing is held', () => {
  for (const key of ['a', 'p', '?']) assert.deepEqual(effectOfKey(press(key), undefined, false), { type: 'leave' });
});

test('the keys work by their place under a Cyrillic and a Georgian layout', () => {
  assert.equal(shortcutOf({ key: 'ф', code: 'KeyA' }), 'ask-again');
  assert.equal(shortcutOf({ key: 'ა', code: 'KeyA' }), 'ask-again');
  assert.equal(shortcutOf({ key: 'a', code: 'KeyQ' }), 'ask-again');
});
