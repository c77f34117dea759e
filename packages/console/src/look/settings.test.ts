// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings, THEMES, themeAfter } from './settings.ts';

test('without a stored choice the theme follows the system, sound and single keys are on', () => {
  assert.deepEqual(readSettings(null, true), { theme: 'dark', soundOn: true, singleKeysOn: true });
  assert.equal(readSettings(null, false).theme, 'light');
});

test('stored choices are kept, strange ones take their default', () => {
  const stored = '{"theme":"night","soundOn":false,"singleKeysOn":false,"language":"ka"}';
  assert.deepEqual(readSettings(stored, false), {
    theme: 'night',
    soundOn: false,
    singleKeysOn: false,
    language: 'ka',
  });
  for (const bad of ['{', 'null', '7', '{"theme":"pink","language":7}']) {
    assert.deepEqual(readSettings(bad, false), { theme: 'light', soundOn: true, singleKeysOn: true });
  }
});

test('the theme key walks through all three and back', () => {
  assert.deepEqual(THEMES.map(themeAfter), ['dark', 'night', 'light']);
});
