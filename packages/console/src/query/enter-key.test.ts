// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaningOfEnter } from './enter-key.ts';

const TD3 = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
const TD2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'];
const TD1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'];

test('every line of a zone but the last opens the next one', () => {
  for (const lines of [TD3, TD2, TD1]) {
    for (let count = 1; count < lines.length; count += 1) {
      assert.equal(meaningOfEnter(lines.slice(0, count).join('\n')), 'new-line');
    }
    assert.equal(meaningOfEnter(lines.join('\n')), 'ask');
  }
});

test('the second Enter of a scanner that sends CR and LF does nothing', () => {
  assert.equal(meaningOfEnter(`${TD3[0]}\n`), 'nothing');
  assert.equal(meaningOfEnter(`${TD1[0]}\n${TD1[1]}\n`), 'nothing');
});

test('a number, a plate, a name or an incomplete first line asks at once', () => {
  for (const text of ['AB123456', 'BA0712K', 'ERIKSSON ANNA 1974-08-12', TD3[0]!.slice(0, 40), 'ШЕВЧЕНКО ТАРАС 1974']) {
    assert.equal(meaningOfEnter(text), 'ask', text);
  }
});

test('44 characters that are no document line ask', () => {
  assert.equal(meaningOfEnter('A'.repeat(44)), 'ask');
  assert.equal(meaningOfEnter(`X<${'A'.repeat(42)}`), 'ask');
});

test('lower case from a scanner with caps lock counts as well', () => {
  assert.equal(meaningOfEnter(TD3[0]!.toLowerCase()), 'new-line');
});

test('a trailing line feed after a whole zone still asks, an empty box does nothing', () => {
  assert.equal(meaningOfEnter(`${TD3.join('\n')}\n`), 'ask');
  assert.equal(meaningOfEnter(' \n '), 'nothing');
});
