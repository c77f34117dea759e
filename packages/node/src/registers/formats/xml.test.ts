// SPDX-License-Identifier: Apache-2.0
// XML: what is read, and everything that could reach outside or grow is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readXml } from './xml.ts';

const read = (text: string, portion = 3): string[] => {
  function* portions(): Generator<string> {
    for (let from = 0; from < text.length; from += portion) yield text.slice(from, from + portion);
  }
  return [...readXml(portions())].map((piece) =>
    piece.kind === 'text' ? piece.text : `${piece.kind === 'open' ? '<' : '>'}${piece.name}@${piece.line}`,
  );
};

test('elements, text, entities, comments and CDATA are read alike however the text is cut', () => {
  const text = `<?xml version="1.0" encoding='UTF-8'?>\n<!-- no -->\n<a x="1>2" y='"'>\n <b/>t &lt;&#x44F;&#1071;&amp;<![CDATA[<&]]>\n</a>\n`;
  const whole = ['<a@3', '<b@4', '>b@4', 't <яЯ&', '<&', '>a@5'];
  for (let portion = 1; portion <= text.length; portion += 1)
    assert.deepEqual(read(text, portion), whole, `portions of ${portion}`);
});

const BROKEN: readonly [what: string, text: string, line: number][] = [
  ['a document type', '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd">\n<a/>', 2],
  ['billions of laughs', '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;">]><a>&m;</a>', 1],
  ['an entity that is not its own', '<a>\n&xxe;</a>', 2],
  ['a bare ampersand', '<a>a & b</a>', 1],
  ['a character that is none', '<a>&#0;</a>', 1],
  ['half of a pair', '<a>&#xD800;</a>', 1],
  ['a control character', '<a>\x01</a>', 1],
  ['elements that cross', '<a><b>\n</a></b>', 2],
  ['a second root', '<a/>\n<b/>', 2],
  ['text outside', '<a/> x <b/>', 1],
  ['an attribute without quotes', '<a x=1/>', 1],
  ['a document that ends early', '<a><b>', 1],
  ['too many elements inside one another', '<a>'.repeat(33), 1],
  ['another encoding than was decoded', '<?xml version="1.0" encoding="windows-1251"?><a/>', 1],
];
for (const [what, text, line] of BROKEN) {
  test(`${what} is refused`, () => {
    for (const portion of [1, 5, 1_000]) {
      assert.throws(() => read(text, portion), { code: 'import.markup', field: `line ${line}` });
    }
  });
}

test('a text without end is refused after the bound', () => {
  function* endless(): Generator<string> {
    yield '<a>';
    for (;;) yield 'x'.repeat(65_536);
  }
  assert.throws(() => [...readXml(endless())], { code: 'import.line-too-long' });
  function* tag(): Generator<string> {
    yield '<a ';
    for (;;) yield 'x '.repeat(4_096);
  }
  assert.throws(() => [...readXml(tag())], { code: 'import.markup' });
});
