// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES } from './languages.ts';
import { refusedRowText } from './row-refusal-text.ts';

test('a reason behind a colon begins small, and JSON stays JSON in every language', () => {
  for (const language of LANGUAGES) {
    const catalogue = JSON.parse(
      readFileSync(new URL(`./locales/rows/${language}.json`, import.meta.url), 'utf8'),
    ) as Record<string, string>;
    const t = (key: string, values?: Record<string, unknown>) =>
      catalogue[key]!.replace('{{reason}}', String(values?.reason));
    const words = { t } as Parameters<typeof refusedRowText>[0];
    assert.match(refusedRowText(words, 'json'), /: .*JSON/, language);
    const text = refusedRowText(words, 'no-name').split(': ')[1]!;
    assert.equal(text[0], text[0]!.toLowerCase(), language);
  }
});
