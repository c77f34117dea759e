// SPDX-License-Identifier: Apache-2.0
// By what a message is found, where what it carries is not what it should be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import { parseMessage } from '@iims/wire/message';
import { beginningTerm, caseTerm, numberTerm, soundTerm, termsOfMessage } from './terms-of-message.ts';
import { numbersBySlice, numbersOf, SLICE_CHARACTERS, soundsOf } from './words-of-text.ts';

const [UKR, GEO] = ['UKR', 'GEO'] as StateCode[] as [StateCode, StateCode];
const FORWARDED = parseMessage({
  version: 1,
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'forwarded',
  from: { state: UKR },
  to: [{ state: GEO }],
  caseRef: 'PASSED-1',
  urgency: 'routine',
  sentAt: 1,
  author: 'officer-1',
  handling: { code: 'H0' },
  fields: { messageId: '01890a5d-ac96-774b-bcce-b302099a8056', originator: 'MDA', remarks: 'Batumi' },
  attachments: [],
});

test('a message that was passed on without what it passes on is found by what it says itself', async () => {
  const { terms, isCut } = await termsOfMessage(FORWARDED, 'in');
  for (const term of [caseTerm('PASSED-1'), soundTerm('batumi')]) assert.ok(terms.includes(term), term);
  assert.equal(isCut, false);
});

test('a plate at the end of a sentence is found as it is in the middle of one', () => {
  for (const text of ['It was AA 1234 BB.', 'AA 1234 BB?!', 'AA 1234 BB it was…']) {
    assert.ok(numbersOf(text).includes('AA1234BB'), text);
  }
});

test('a long text is read in slices, others run between them, and it is found by all it says', async () => {
  const text = `${'A wide road. '.repeat(1_000)}Lisichka drove AA 1234 BB`;
  let rests = 0;
  const { terms } = await termsOfMessage({ ...FORWARDED, kind: 'free-message', fields: { text } }, 'in', async () => {
    rests += 1;
  });
  assert.ok(rests >= Math.floor(text.length / SLICE_CHARACTERS), `${rests} rests`);
  for (const term of [
    numberTerm('AA1234BB'),
    ...['wide', 'lisichka'].flatMap(soundsOf).map(soundTerm),
    beginningTerm('lisic'),
  ])
    assert.ok(terms.includes(term), term);
});

test('a number is the same whichever slices it stands in', () => {
  for (let before = SLICE_CHARACTERS - 20; before < SLICE_CHARACTERS + 10; before += 1) {
    const text = `${'x'.repeat(before)} AA 1234 BB and 77 on`;
    assert.deepEqual(new Set([...numbersBySlice(text)].flat()), new Set(numbersOf(text)), `${before}`);
  }
});
