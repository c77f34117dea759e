// SPDX-License-Identifier: Apache-2.0
// A word of any script in Latin letters, in each of the few ways that a document may print it (spec/matching.md 4-5).
import { ARABIC, ARABIC_FOREIGN, ARABIC_OF_IRAN } from './romanise/arabic.ts';
import { ARMENIAN, ARMENIAN_INITIAL } from './romanise/armenian.ts';
import { CYRILLIC, CYRILLIC_BY_LANGUAGE } from './romanise/cyrillic.ts';
import { GEORGIAN } from './romanise/georgian.ts';
import { GREEK, GREEK_FOREIGN } from './romanise/greek.ts';
import { HEBREW } from './romanise/hebrew.ts';
import { LATIN, LATIN_BY_LANGUAGE, LATIN_ICAO, LATIN_KEY_LETTERS_MAX, LATIN_MARKED } from './romanise/latin.ts';
import type { LetterTable } from './romanise/letter-table.ts';
import type { Script } from './script.ts';

/** A word gives at most so many readings; the first is the neutral one. */
export const ROMANISATIONS_MAX = 4;

/** The readings of a word as `splitTokens` gives it. A word in a script without a table is its own reading. */
export function romanise(word: string, script: Script, language: string | undefined): readonly string[] {
  const readings = readingsOf(word, script, language).filter((reading) => reading !== '');
  return readings.length === 0 ? [word] : [...new Set(readings)].slice(0, ROMANISATIONS_MAX);
}

function readingsOf(word: string, script: Script, language: string | undefined): readonly string[] {
  switch (script) {
    case 'Latn':
      return latinReadings(word, language);
    case 'Cyrl':
      return cyrillicReadings(word, language);
    case 'Geor':
      return [read(word, GEORGIAN)];
    case 'Armn':
      return [read(word, ARMENIAN, ARMENIAN_INITIAL), read(word, ARMENIAN)];
    case 'Arab':
      return arabicReadings(word, language);
    case 'Hebr':
      return [read(word, HEBREW)];
    case 'Grek':
      return [read(word, GREEK), read(word, GREEK_FOREIGN)];
    case 'Zzzz':
      return [word];
  }
}

function arabicReadings(word: string, language: string | undefined): string[] {
  const table = language === 'fa' || language === 'ps' || language === 'ur' ? ARABIC_OF_IRAN : ARABIC;
  const neutral = read(word, table);
  const readings = [neutral];
  if (ARABIC_CLUSTERS.test(word)) readings.push(read(word, { ...table, ...ARABIC_FOREIGN }));
  // Two letters may be one that is written twice, as in Allah, or two with a vowel between them.
  if (DOUBLED.test(neutral)) readings.push(neutral.replace(DOUBLED, '$1'));
  return readings;
}

const DOUBLED = /(.)\1/;
const ARABIC_CLUSTERS = new RegExp(Object.keys(ARABIC_FOREIGN).join('|'));

function cyrillicReadings(word: string, language: string | undefined): string[] {
  const own = CYRILLIC_READINGS.get(language ?? UNKNOWN);
  const neutral = read(word, CYRILLIC);
  return own === undefined ? [neutral] : [neutral, read(word, own)];
}

const UNKNOWN = 'und';
/** Where nothing tells the language, г may be the h of Ukrainian and Belarusian documents. */
const CYRILLIC_READINGS: ReadonlyMap<string, LetterTable> = new Map(
  Object.entries({ ...CYRILLIC_BY_LANGUAGE, [UNKNOWN]: { г: 'h' } }).map(([language, own]) => [
    language,
    { ...CYRILLIC, ...own },
  ]),
);

function latinReadings(word: string, language: string | undefined): string[] {
  const readings = [read(word, LATIN).replace(HARD_C, 'k')];
  const own = language === undefined ? undefined : LATIN_SPELLINGS.get(language);
  if (own !== undefined) readings.push(read(word, own, NONE, LATIN_KEY_LETTERS_MAX));
  if (PLAIN.test(word) && !TELLING.test(word)) return readings;
  if (POLISH.test(word)) readings.push(read(word, LATIN_SPELLINGS.get('pl')!, NONE, LATIN_KEY_LETTERS_MAX));
  if (word.includes('sch')) readings.push(read(word, LATIN_SPELLINGS.get('de')!, NONE, LATIN_KEY_LETTERS_MAX));
  if (word.includes('j')) readings.push(read(word.replaceAll('j', 'y'), MARKED));
  if (word.includes('x')) readings.push(read(word.replaceAll('x', 'kh'), MARKED));
  if (SHORT_U.test(word)) readings.push(read(word.replace(SHORT_U, 'v'), MARKED));
  if (LATVIAN.test(word)) readings.push(read(word.replaceAll('j', 'y').slice(0, -1), MARKED));
  if (!PLAIN.test(word)) readings.push(read(word, MARKED), read(word, MARKED_AS_ICAO));
  return readings;
}

const PLAIN = /^[a-z]*$/;
/** C is k but before e, i, y, h, z; where it is not, as in Turkish, the language or the cost of the letter says so. */
const HARD_C = /c(?=[aoulrtc])/g;
/** J is y in most languages of the Continent, X is kh in Azerbaijani and Uzbek. */
const TELLING = /[jx]|cz|sz|rz|sch|s$|[aeo]u/;
const POLISH = /cz|sz|rz|[łżęąśźćń]/;
/** Belarusian ў is u in Latin letters and v in Russian: Kavaliou, Shauchenka. */
const SHORT_U = /(?<=[aeo])u(?![aeiou])/;
/** Latvian adds its ending to the surnames and given names of others: Lavrovs, Sergejs. */
const LATVIAN = /(?:ov|ev|in|ik|sk[iy]j?|[eiaj])js$|(?:ov|ev|in|sk[iy])s$/;
const MARKED: LetterTable = { ...LATIN, ...LATIN_MARKED };
const MARKED_AS_ICAO: LetterTable = { ...MARKED, ...LATIN_ICAO };
const LATIN_SPELLINGS: ReadonlyMap<string, LetterTable> = new Map(
  Object.entries(LATIN_BY_LANGUAGE).map(([language, own]) => [language, { ...MARKED, ...own }]),
);

/**
 * Letter by letter, the longest key first. A letter without a row loses its mark; what is left of another script than the
 * table's is dropped, so that a form holds letters of one kind only.
 */
function read(word: string, table: LetterTable, initial: LetterTable = NONE, keyLettersMax = 2): string {
  let text = '';
  for (let at = 0; at < word.length; ) {
    const letter = word[at]!;
    let length = Math.min(keyLettersMax, word.length - at);
    while (length > 1 && table[word.slice(at, at + length)] === undefined) length -= 1;
    if (length > 1) text += table[word.slice(at, at + length)]!;
    else
      text +=
        (at === 0 ? initial[letter] : undefined) ??
        table[letter] ??
        (isPlain(letter) ? letter : unmarked(letter, table));
    at += length;
  }
  return text;
}

function unmarked(letter: string, table: LetterTable): string {
  const bare = letter.normalize('NFD')[0]!;
  return table[bare] ?? (isPlain(bare) ? bare : '');
}

function isPlain(letter: string): boolean {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

const NONE: LetterTable = {};
