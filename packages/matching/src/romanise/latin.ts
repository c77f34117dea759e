// SPDX-License-Identifier: Apache-2.0
// Latin letters as the language of a name reads them, in the spelling of the neutral romanisation.
import type { LetterTable } from './letter-table.ts';

/** Letters that do not simply lose their mark. What is not here does. */
export const LATIN: LetterTable = {
  ə: 'a',
  ǝ: 'a',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ß: 'ss',
  þ: 'th',
  ð: 'd',
  đ: 'd',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'ng',
  ĸ: 'k',
  ɣ: 'gh',
  ƣ: 'gh',
  ɵ: 'o',
  ə̈: 'a',
};

/** A mark that makes another sound: read so in every language that writes it. */
export const LATIN_MARKED: LetterTable = {
  ş: 'sh',
  š: 'sh',
  ș: 'sh',
  ç: 'ch',
  č: 'ch',
  ć: 'ch',
  ž: 'zh',
  ż: 'zh',
  ź: 'z',
  ğ: 'gh',
  ģ: 'g',
  ț: 'ts',
  ţ: 'ts',
  ś: 'sh',
  ŝ: 'sh',
  ĉ: 'ch',
  ĵ: 'j',
  đ: 'dj',
  ǧ: 'g',
  ñ: 'ny',
  ń: 'n',
  ř: 'rzh',
  ł: 'l',
  ě: 'ye',
  ť: 't',
  ď: 'd',
  ḥ: 'h',
  ẖ: 'kh',
  ḫ: 'kh',
  ṭ: 't',
  ẓ: 'z',
  ġ: 'gh',
};

/** ICAO Doc 9303-3, 6, table A, where the machine-readable zone writes two letters for one. */
export const LATIN_ICAO: LetterTable = { ä: 'ae', å: 'aa', ö: 'oe', ü: 'ue', ñ: 'n' };

type Reading = readonly (readonly [RegExp, string])[];

/** What a language's own spelling stands for. Applied before marks are read. */
export const LATIN_BY_LANGUAGE: Readonly<Record<string, Reading>> = {
  az: [
    [/c/g, 'j'],
    [/x/g, 'kh'],
    [/q/g, 'g'],
    [/ğ/g, 'gh'],
    [/j/g, 'j'],
  ],
  tr: [
    [/c/g, 'j'],
    [/ğ/g, 'g'],
  ],
  ro: [
    [/c[ie](?=[aouăâ])/g, 'ch'],
    [/g[ie](?=[aouăâ])/g, 'j'],
    [/ch(?=[eiéí])/g, 'k'],
    [/c(?=[eiéí])/g, 'ch'],
    [/gh(?=[eiéí])/g, 'g'],
    [/g(?=[eiéí])/g, 'j'],
    [/x/g, 'ks'],
    [/[âî]/g, 'i'],
    [/c(?!h)/g, 'k'],
  ],
  pl: [
    [/szcz/g, 'shch'],
    [/sz/g, 'sh'],
    [/cz/g, 'ch'],
    [/rz/g, 'zh'],
    [/ch/g, 'kh'],
    [/ci(?=[aeouąęó])/g, 'ch'],
    [/c/g, 'ts'],
    [/w/g, 'v'],
    [/ó/g, 'u'],
    [/ą/g, 'on'],
    [/ę/g, 'en'],
    [/j/g, 'y'],
  ],
  de: [
    [/tsch/g, 'ch'],
    [/sch/g, 'sh'],
    [/ch/g, 'kh'],
    [/z/g, 'ts'],
    [/w/g, 'v'],
    [/j/g, 'y'],
    [/ei/g, 'ay'],
    [/eu/g, 'oy'],
  ],
  sr: [
    [/c/g, 'ts'],
    [/j/g, 'y'],
  ],
  hu: [
    [/cs/g, 'ch'],
    [/sz/g, 's'],
    [/zs/g, 'zh'],
    [/gy/g, 'd'],
    [/s/g, 'sh'],
    [/c/g, 'ts'],
    [/j/g, 'y'],
  ],
  uz: [
    [/x/g, 'kh'],
    [/q/g, 'k'],
  ],
  kk: [
    [/q/g, 'k'],
    [/j/g, 'zh'],
  ],
};
