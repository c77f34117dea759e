// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as generalCodes from './code-lists.ts';
import * as noticeCodes from './notice-codes.ts';

const codeLists = Object.fromEntries(
  Object.entries({ ...generalCodes, ...noticeCodes }).flatMap(([name, list]) =>
    Array.isArray(list) ? [[name, list as readonly string[]]] : [],
  ),
);
const page = readFileSync(new URL('../../../spec/code-lists.md', import.meta.url), 'utf8');

/** Codes by section: those in the first column of a table, or all in a line of codes. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      const codes = lines.flatMap((line) => {
        const text = line.startsWith('|') ? line.split('|')[1]! : line;
        return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
      });
      return [title.trim().toUpperCase().replaceAll(' ', '_'), codes] as const;
    }),
);

describe('code lists', () => {
  for (const [name, codes] of Object.entries(codeLists)) {
    it(`${name} stands on its page, code by code and in order`, () => assert.deepEqual(sections.get(name), [...codes]));
  }

  it('has no list on the page that the code lacks', () => {
    assert.deepEqual(new Set(sections.keys()), new Set(Object.keys(codeLists)));
  });
});
