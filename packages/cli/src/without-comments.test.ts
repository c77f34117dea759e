// SPDX-License-Identifier: Apache-2.0
// The comments of a node's files go when they are loaded. Every file is held here to what it says: read by a parser that the hook does
// not use, it is the same program without them.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vite';
// @ts-expect-error: plain JavaScript, because it comes before the first TypeScript.
import { withoutComments as withoutCommentsOf } from '../bin/without-comments.js';

const withoutComments = withoutCommentsOf as (source: string) => string;
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Far below what there is; a pattern that finds nothing must not pass. */
const FILES_MIN = 1000;

test('every file that a node may load is the same program without its comments, line by line', () => {
  const files = globSync(['packages/*/src/**/*.ts', 'custody-pkcs11/*.ts'], {
    cwd: ROOT,
    exclude: ['**/*.test.ts', '**/*.d.ts'],
  });
  assert.ok(files.length > FILES_MIN, `${files.length} files`);
  let withComments = 0;
  for (const file of files) {
    const source = stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'));
    const short = withoutComments(source);
    assertSameProgram(short, source, file);
    if (/^[ \t]*\/[/*]/m.test(short)) withComments += 1;
  }
  // The rule is of use: few files hold what makes them stay as they are.
  assert.ok(withComments < files.length / 20, `${withComments} files of ${files.length} kept their comments`);
});

for (const [what, source] of [
  ['a template', 'f(`\n// one\n  /* two */\nthree   \n`);'],
  ['a template within a template, with an even number of backticks in each line', `f(\`a \${\`\n// one\n\`}\`);`],
  ['a template whose first line holds a backtick in a string', "f('`' + `\n// one\n`);"],
  ['a template behind a comment with a backtick', 'f(/* ` */ `\n// one\n`);'],
  ['a template behind a regular expression with a backtick', 'f(/`/, `\n// one\n`);'],
  ['code within a template', `f(\`a \${\n// one\ng(1)\n} b\`);`],
  ['a string that goes on', 'f("one\\\n// two");'],
  ['a string that goes on with blanks before the backslash', "f('one \\\n  /* two */');"],
  ['a comment behind code that ends in a line of its own', 'f(1); /* one\n// two */\ng(2);'],
  ['a comment whose last line is code', '/* one\n// two */ f(1);\ng(2); /* three */'],
  ['a comment that begins where a line comment ends', 'f(1);\n// one /*\ng(2);\n// two */\nh(3);'],
  ['a line comment that opens and a block that closes', '// /*\nf(1);\n/* two */\ng(2);'],
  ['comments beside code', 'f(1); // one\n/* two */ g(2); /* three */\nh(/* four */ 4);'],
  ['a comment that alone parts two statements', 'const a = b /* one\n*/ ++c;\nlet b, c;'],
  [
    'a comment between return and its value',
    '(() => { return /*\n*/ 1; })();\n(() => {\n  return (\n    // one\n    1\n  );\n})();',
  ],
  ['a line that would go on without the comment', 'const a = 1\n// one\n;(f)(2)\n/* two */\n;[3].map(f)'],
  ['a regular expression with two slashes', "f(/[/]/.test('x'), /\\/\\/ one/, 'x'.split(/\\/*/));"],
  ['division, and what follows it', 'const a = 8 / 2 / 2;\n// one\nf(a) / 2 /* two */ / g;\n/* three */'],
  ['an address', 'f(\'https://a.example/*\', "//b");\n// https://c.example\n'],
  ['comments in strings', "f('/* one */', '// two');\n/* three */\n"],
  ['a comment with a star, and one with a slash', '/**/\nf(1);\n/***/\ng(2);\n/* / */\nh(3);\n/*/ four /*/'],
  ['a first line for a shell', '#!/usr/bin/env node\n// one\nf(1);'],
  ['a file that is one comment', '/* one\n * two\n */'],
  ['lines that end in two characters', '// one\r\nf(1);\r\n/* two\r\n*/\r\ng(`\r\n// three\r\n`);\r\n'],
  ['lines that end in a separator of Unicode', 'f(1);\n// one\u2028g(2);\nf("a\u2028// b");'],
  ['a directive', "// one\n'use strict';\n/* two */\nf(1);"],
] as const) {
  test(`it is the same program: ${what}`, () => assertSameProgram(withoutComments(source), source, what));
}

test('what stands around a template still loses its comments', () => {
  const short = withoutComments(`// one\nf(\`a \${g\`b\`}\`); \n/**\n * two\n */\nf(\`c\nd\`);\n`);
  assert.equal(short, `\nf(\`a \${g\`b\`}\`);\n\n\n\nf(\`c\nd\`);\n`);
});

/** The same tree, and every line as it was or empty, so that a fault names the right one. */
function assertSameProgram(short: string, source: string, what: string): void {
  assert.equal(treeOf(short), treeOf(source), what);
  const [lines, before] = [short.split('\n'), source.split('\n')];
  assert.equal(lines.length, before.length, what);
  const other = lines.findIndex((line, i) => line !== '' && line.trimEnd() !== before[i]!.trimEnd());
  assert.equal(other, -1, `${what}:${other + 1}`);
}

/** Without the places, which move. */
function treeOf(source: string): string {
  return JSON.stringify(parseAst(source), (key, value: unknown) => {
    if (key === 'start' || key === 'end') return undefined;
    return typeof value === 'bigint' ? `${value}n` : value;
  });
}
