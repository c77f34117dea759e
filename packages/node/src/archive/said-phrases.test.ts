// SPDX-License-Identifier: Apache-2.0
// A long text says what its slices say together, and others have their turn between them.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SaidPhrases } from './said-phrases.ts';
import { soughtWords } from './sought-words.ts';
import { SLICE_CHARACTERS } from './words-of-text.ts';

const FILLING = 'Tbilisi ქუთაისი Батуми 12-AB ';

async function look(words: string, texts: readonly string[]): Promise<readonly [found: boolean, rests: number]> {
  let rests = 0;
  const rest = async () => {
    rests += 1;
  };
  return [await new SaidPhrases(soughtWords(words).phrases, rest).areIn(texts), rests];
}

it('finds a phrase wherever a slice ends within it', async () => {
  const said = 'line two of Лисичка';
  for (let before = SLICE_CHARACTERS - 24; before <= SLICE_CHARACTERS + 4; before += 1) {
    const text = `${FILLING.repeat(100).slice(0, before - 1)} ${said} ${FILLING.repeat(100)}`;
    assert.equal((await look('"line two of lisichka"', [text]))[0], true, `behind ${before} characters`);
    assert.equal((await look('"lisichka line"', [text]))[0], false);
  }
  assert.equal((await look('"line two"', ['line', 'two']))[0], false, 'a phrase stands in one text');
  assert.equal((await look('"line two" kutai*', ['line two', 'Кутаиси']))[0], true, 'each phrase in its own');
});

it('rests behind each slice of a long text, however it is divided, and behind many short ones', async () => {
  const long = FILLING.repeat(262_144 / FILLING.length);
  for (const texts of [[long], [long.replaceAll(' ', ',')], long.match(/.{1,512}/gsu)!]) {
    const [found, rests] = await look('"two lines"', texts);
    assert.equal(found, false);
    assert.ok(rests >= long.length / (SLICE_CHARACTERS + 512) - 1, `${rests} rests`);
  }
  const [, restsInOneWord] = await look('"two lines"', ['x'.repeat(262_144)]);
  assert.equal(restsInOneWord, 1, 'of what has no end only its beginning is a word');
});
