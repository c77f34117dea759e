// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isFull,
  NONE_WAITING,
  nextText,
  WAITING_MAX,
  type Waiting,
  withEnter,
  withoutLastCharacter,
  withPasted,
  withText,
} from './waiting.ts';

const LINES = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];

test('texts wait in the order in which they came, each as it was scanned, and leave in that order', () => {
  let waiting = scanned(scanned(NONE_WAITING, 'AB123456'), ...LINES);
  waiting = withText(waiting, 'BA07');
  assert.deepEqual(waiting, { begun: 'BA07', whole: ['AB123456', LINES.join('\n')] });
  const left = [];
  for (let turn = 0; turn < 4; turn++) {
    const next = nextText(waiting);
    left.push(next.text);
    waiting = next.waiting;
  }
  assert.deepEqual(left, ['AB123456', LINES.join('\n'), 'BA07', '']);
  assert.deepEqual(waiting, NONE_WAITING);
});

test('the second Enter of a scanner that sends CR and LF makes nothing wait', () => {
  assert.deepEqual(withEnter(scanned(NONE_WAITING, 'AB123456')).whole, ['AB123456']);
  const zone = LINES.reduce((waiting, line) => withEnter(withEnter(withText(waiting, line))), NONE_WAITING);
  assert.deepEqual(zone, { begun: '', whole: [LINES.join('\n')] });
  assert.equal(withEnter(NONE_WAITING), NONE_WAITING);
});

test('what is pasted waits as if it were typed, whatever ends its lines', () => {
  for (const end of ['\n', '\r', '\r\n'])
    assert.deepEqual(withPasted(withText(NONE_WAITING, 'A'), `B123${end}${LINES.join(end)}${end}BA`), {
      begun: 'BA',
      whole: ['AB123', LINES.join('\n')],
    });
});

test('what is typed can be taken back character by character', () => {
  assert.equal(withoutLastCharacter(withText(NONE_WAITING, 'A😀')).begun, 'A');
  assert.deepEqual(withoutLastCharacter(NONE_WAITING), NONE_WAITING);
});

test('a full list takes nothing in and loses nothing', () => {
  let full = NONE_WAITING;
  for (let number = 0; number < WAITING_MAX; number++) full = scanned(full, `AB${number}`);
  assert.ok(isFull(full));
  assert.equal(scanned(full, 'ZZ9'), full);
  assert.ok(!isFull(nextText(full).waiting));
});

function scanned(waiting: Waiting, ...lines: readonly string[]): Waiting {
  return lines.reduce((before, line) => withEnter(withText(before, line)), waiting);
}
