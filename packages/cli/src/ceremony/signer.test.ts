// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import { type Desk, terminalDesk } from './desk.ts';
import { SHARE_BYTES, type Share, shareLines } from './share-text.ts';
import { typeShares } from './signer.ts';

const SET = '00112233445566';
const [FIRST, SECOND] = [1, 2].map((number) => sheetOf(SET, number)) as [Share, Share];

/** Somebody types these lines, and what he is asked and told is kept. */
function deskOf(typed: readonly string[]) {
  const [left, asked, told] = [[...typed], [] as string[], [] as string[]];
  const desk: Desk = {
    ...terminalDesk,
    isAttended: true,
    say: (line) => told.push(line),
    askSecret: async (question) => {
      asked.push(question);
      return left.shift() ?? '';
    },
  };
  return { desk, asked, told, left };
}

test('two sheets are typed, in the order of typing, each with its own number told; numbers of lines do not count', async () => {
  const numbered = shareLines(SECOND).map((line, index) => `${index + 1}  ${line}`);
  const { desk, asked, told } = deskOf([...numbered, ...shareLines(FIRST)]);
  assert.deepEqual(await typeShares(desk, SET), [SECOND, FIRST]);
  assert.deepEqual([asked[0], asked[8]], ['First sheet, line 1: ', 'Second sheet, line 1: ']);
  assert.match(told[0]!, /sheet 2 of 3 of set 00112233445566/u);
  assert.match(told[1]!, /sheet 1 of 3/u);
});

test('the same sheet again, and one of another set, are put aside after their first line', async () => {
  const other = shareLines(sheetOf('ffffffffffffff', 3));
  const lines = [...shareLines(FIRST), shareLines(FIRST)[0]!, other[0]!, ...shareLines(SECOND)];
  const { desk, told, left } = deskOf(lines);
  assert.deepEqual(await typeShares(desk, SET), [FIRST, SECOND]);
  assert.equal(told.filter((line) => line.startsWith('This sheet does not help')).length, 2);
  assert.equal(left.length, 0);
});

test('a first sheet of another set than the holder file names is put aside at once; an empty line gives up', async () => {
  const { desk, told } = deskOf([shareLines(FIRST)[0]!, '']);
  await assert.rejects(
    typeShares(desk, 'ffffffffffffff'),
    (fault) => fault instanceof IimsError && fault.code === 'ceremony.share',
  );
  assert.match(told[0]!, /set ffffffffffffff; this one is of set 00112233445566/u);
});

function sheetOf(set: string, number: number): Share {
  const share = Uint8Array.from({ length: SHARE_BYTES }, (_, index) => (index * 37 + number * 11) & 0xff);
  return { needed: 2, of: 3, number, set, share };
}
