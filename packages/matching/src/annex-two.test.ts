// SPDX-License-Identifier: Apache-2.0
// Each rule of (EU) 2023/333, Annex II, 3.1, on synthetic names: the pair is found, and the rule is named.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchNames } from './match-names.ts';
import { COMPARE_FROM } from './profile.ts';
import { NAME_STOCKS, type NameStock, numbersFrom, type Word } from './synthetic-names.fixture.ts';

const NAMES_A_RULE = 200;

interface Draw {
  readonly stock: NameStock;
  readonly given: Word;
  readonly second: Word;
  readonly surname: Word;
  readonly below: (limit: number) => number;
}

type Pair = readonly [a: string, b: string];
type Change = (draw: Draw) => Pair;

const CHANGES: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  a: {
    'native script and documents': ({ given, surname }) => [
      full(given.native, surname.native),
      full(given.latin, surname.latin),
    ],
    'with a second given name': ({ given, second, surname }) => [
      full(given.native, second.native, surname.native),
      full(given.latin, second.latin, surname.latin),
    ],
  },
  b: {
    'in fields': ({ given, surname }) => [`${surname.latin}, ${given.latin}`, `${given.latin}, ${surname.latin}`],
    'in one string': ({ given, surname }) => [full(given.native, surname.native), full(surname.native, given.native)],
  },
  c: {
    'fields in one': ({ given, second, surname }) => [
      `${surname.latin}, ${given.latin} ${second.latin}`,
      full(given.latin, second.latin, surname.latin),
    ],
    'without blanks': ({ given, surname }) => [full(given.latin, surname.latin), `${given.latin}${surname.latin}`],
    'given names without blanks': ({ given, second, surname }) => [
      full(given.native, second.native, surname.native),
      full(`${given.native}${second.native}`, surname.native),
    ],
  },
  d: {
    adjacent: ({ given, second, surname }) => [
      full(given.latin, second.latin, surname.latin),
      full(second.latin, given.latin, surname.latin),
    ],
    'not adjacent': ({ given, second, surname }) => [
      full(given.native, second.native, surname.native),
      full(surname.native, second.native, given.native),
    ],
  },
  e: {
    'adjacent, in Latin': (draw) => swapped(draw, 'latin', 1),
    'adjacent, in the native script': (draw) => swapped(draw, 'native', 1),
    'not adjacent, in Latin': (draw) => swapped(draw, 'latin', 2 + draw.below(3)),
    'not adjacent, in the native script': (draw) => swapped(draw, 'native', 2 + draw.below(3)),
  },
  f: {
    'a letter more, less or other, in Latin': (draw) => edited(draw, 'latin'),
    'a letter more, less or other, in the native script': (draw) => edited(draw, 'native'),
  },
  g: {
    'a hyphen for a blank': ({ given, second, surname }) => [
      full(given.latin, second.latin, surname.latin),
      full(`${given.latin}-${second.latin}`, surname.latin),
    ],
    'a hyphen for nothing': ({ given, second, surname }) => [
      full(`${given.latin}${second.latin.toLowerCase()}`, surname.latin),
      full(`${given.latin}-${second.latin}`, surname.latin),
    ],
    'an apostrophe': ({ given, surname, below }) => {
      const at = 1 + below(surname.latin.length - 1);
      return [
        full(given.latin, surname.latin),
        full(given.latin, `${surname.latin.slice(0, at)}'${surname.latin.slice(at)}`),
      ];
    },
    'a comma': ({ given, surname }) => [`${surname.native} ${given.native}`, `${surname.native}, ${given.native}`],
  },
  h: {
    'the last word': ({ given, surname, below }) => [
      full(given.latin, surname.latin),
      full(given.latin, surname.latin.slice(0, Math.min(surname.latin.length - 1, 2 + below(4)))),
    ],
    'the first word': ({ given, surname, below }) => [
      full(given.native, surname.native),
      full(given.native.slice(0, Math.min(given.native.length - 1, 2 + below(4))), surname.native),
    ],
    'a word to its first letter': ({ given, surname }) => [
      full(given.latin, surname.latin),
      full(`${given.latin[0]}.`, surname.latin),
    ],
    'the end of the name': ({ given, second, surname, below }) => {
      const whole = full(given.latin, second.latin, surname.latin);
      const least = Math.max(given.latin.length + 3, Math.ceil((whole.length * 6) / 10));
      return [whole, whole.slice(0, least + below(whole.length - least)).trim()];
    },
    'the last given name': ({ given, second, surname }) => [
      full(surname.native, given.native, second.native),
      full(surname.native, given.native),
    ],
  },
};

for (const [rule, changes] of Object.entries(CHANGES)) {
  describe(`rule (${rule})`, () => {
    for (const [title, change] of Object.entries(changes)) {
      it(`${title} is found and named`, () => {
        const below = numbersFrom(rule.charCodeAt(0) * 1000 + title.length);
        for (let count = 0; count < NAMES_A_RULE; count += 1) {
          const draw = drawName(below);
          const [a, b] = change(draw);
          if (a === b) continue;
          const { score, rules } = matchNames(inputOf(a, draw), inputOf(b, draw));
          assert.ok(score >= COMPARE_FROM, `${a} | ${b}: ${score}`);
          assert.ok(rules.includes(rule as 'a') || isSame(rule, draw), `${a} | ${b}: rules ${rules}`);
        }
      });
    }
  });
}

/** A Latin name is told without its language, as a foreign document has it. */
function inputOf(name: string, { stock }: Draw): { name: string; lang?: string } {
  return /^[\p{ASCII}]*$/u.test(name) ? { name } : { name, lang: stock.lang };
}

/** Words that documents print as they are written are not transliterated. */
function isSame(rule: string, { given, second, surname }: Draw): boolean {
  return rule === 'a' && [given, second, surname].every(({ native, latin }) => native === latin);
}

function drawName(below: (limit: number) => number): Draw {
  const stock = NAME_STOCKS[below(NAME_STOCKS.length)]!;
  const first = below(stock.given.length);
  const second = (first + 1 + below(stock.given.length - 1)) % stock.given.length;
  const surname = stock.surnames[below(stock.surnames.length)]!;
  return { stock, given: stock.given[first]!, second: stock.given[second]!, surname, below };
}

function full(...words: readonly string[]): string {
  return words.join(' ');
}

function swapped({ given, surname, below }: Draw, script: keyof Word, distance: number): Pair {
  const letters = [...surname[script].toLowerCase()];
  const first = below(Math.max(1, letters.length - distance));
  const second = Math.min(first + distance, letters.length - 1);
  [letters[first], letters[second]] = [letters[second]!, letters[first]!];
  const pair: Pair = [full(given[script], surname[script].toLowerCase()), full(given[script], letters.join(''))];
  return letters[first] === letters[second] ? [pair[0], pair[0]] : pair;
}

function edited({ given, surname, stock, below }: Draw, script: keyof Word): Pair {
  const letters = [...surname[script].toLowerCase()];
  const others = [...stock.surnames[below(stock.surnames.length)]![script].toLowerCase()];
  const other = others[below(others.length)]!;
  const at = below(letters.length);
  letters.splice(at, below(2), ...(below(3) === 0 && letters.length > 3 ? [] : [other]));
  return [full(given[script], surname[script].toLowerCase()), full(given[script], letters.join(''))];
}
