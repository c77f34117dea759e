// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameText, markDifferences } from './mark-differences.ts';

const marked = (asked: string, held: string) =>
  markDifferences(asked, held)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'gap' ? '_' : `[${text}]`))
    .join('');

test('letters that were not asked are marked, and those that are left out leave a gap', () => {
  assert.equal(marked('BOICHENKO', 'BOICHEMKO'), 'BOICHE[M]KO');
  assert.equal(marked('BOICHENKO', 'BOYICHENKO'), 'BO[Y]ICHENKO');
  assert.equal(marked('BOICHENKO', 'BOICHNKO'), 'BOICH_NKO');
  assert.equal(marked('BOICHENKO', 'BOICHEN'), 'BOICHEN_');
  assert.equal(marked('05.03.1974', '03.05.1974').replace(/[^[]/g, '').length > 0, true);
});

test('case tells nothing, and every letter of what is held is there', () => {
  assert.equal(marked('Boichenko', 'BOICHENKO'), 'BOICHENKO');
  for (const [asked, held] of [
    ['', 'ABC'],
    ['ABC', ''],
    ['ბოიჩენკო', 'Бойченко'],
    ['a\u0301b', 'áb'],
  ] as const) {
    assert.equal(
      markDifferences(asked, held)
        .map(({ text }) => text)
        .join(''),
      held.normalize('NFC'),
    );
  }
});

test('texts are the same whatever stands between their letters', () => {
  assert.ok(isSameText('BOICHENKO OLEKSII', 'Boichenko, Oleksii'));
  assert.ok(!isSameText('BOICHENKO', 'BOICHEMKO'));
});
