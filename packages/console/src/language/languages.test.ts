// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseLanguage } from './languages.ts';

test('the stored choice wins over the browser, the browser over English', () => {
  assert.equal(chooseLanguage('ka', ['uk-UA']), 'ka');
  assert.equal(chooseLanguage(undefined, ['de-DE', 'ro-MD', 'en']), 'ro');
  assert.equal(chooseLanguage(undefined, ['de-DE']), 'en');
  assert.equal(chooseLanguage('xx', ['az-Latn-AZ']), 'az');
});
