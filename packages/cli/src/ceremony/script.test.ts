// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ceremonyScript } from './script.ts';
import { scriptPdf } from './script-pdf.ts';
import { commandLines, scriptText } from './script-text.ts';

const SCRIPT = ceremonyScript({ federation: 'guam', states: ['GEO', 'UKR', 'AZE', 'MDA'], place: '' });

test('docs/ceremony.md holds the script as it is printed', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/ceremony.md'), 'utf8');
  assert.ok(page.includes(scriptText(SCRIPT)), 'print it with: iims trust ceremony --script');
});

test('every step has a number of its part, something to do, and a box to tick', () => {
  assert.deepEqual(
    SCRIPT.parts.map(({ letter }) => letter),
    ['A', 'B', 'C', 'D', 'E', 'F', 'G'],
  );
  for (const { letter, steps } of SCRIPT.parts) {
    assert.deepEqual(
      steps.map(({ id }) => id),
      steps.map((_, index) => `${letter}${index + 1}`),
    );
    for (const { does, ticks } of steps) assert.ok(does.length > 0 && ticks.length > 0);
  }
  assert.equal(SCRIPT.roles.length, 5);
  for (const [name, text] of [...SCRIPT.roles, ...SCRIPT.troubles]) assert.ok(name !== '' && text !== '');
});

test('a command that is broken for the page is the same command to the shell', () => {
  for (const { commands } of SCRIPT.parts.flatMap(({ steps }) => steps)) {
    for (const command of commands) {
      const lines = commandLines(command, 92);
      for (const line of lines) assert.ok(line.length <= 96, line);
      assert.equal(lines.join('\n').replaceAll(/ \\\n\s+/gu, ' '), command.line);
    }
  }
});

test('the printed script is a PDF/A with the digest of its text on every page', async () => {
  const text = Buffer.from(await scriptPdf(SCRIPT)).toString('latin1');
  assert.match(text, /<pdfaid:part>2<\/pdfaid:part>/u);
});
