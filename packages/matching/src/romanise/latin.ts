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

/** Keys of the tables below have at most so many letters; the longest that fits is read. */
export const LATIN_KEY_LETTERS_MAX = 4;

/** What a language's own spelling stands for, where it is not what `LATIN_MARKED` says. */
export const LATIN_BY_LANGUAGE: Readonly<Record<string, LetterTable>> = {
  az: { c: 'j', x: 'kh', q: 'g' },
  tr: { c: 'j', ğ: 'g' },
  ro: {
    ...{ ce: 'che', ci: 'chi', cea: 'cha', cia: 'cha', cio: 'cho', ciu: 'chu', che: 'ke', chi: 'ki', c: 'k' },
    ...{ ge: 'je', gi: 'ji', gea: 'ja', gia: 'ja', gio: 'jo', giu: 'ju', ghe: 'ge', ghi: 'gi' },
    ...{ x: 'ks', â: 'i', î: 'i', ă: 'a' },
  },
  pl: {
    ...{ szcz: 'shch', sz: 'sh', cz: 'ch', rz: 'zh', ch: 'kh', c: 'ts', w: 'v', j: 'y', ó: 'u', ą: 'on', ę: 'en' },
    ...{ cia: 'cha', cie: 'che', cio: 'cho', ciu: 'chu' },
  },
  de: { tsch: 'ch', sch: 'sh', ch: 'kh', ck: 'k', z: 'ts', w: 'v', j: 'y', ei: 'ay', eu: 'oy' },
  sr: { c: 'ts', j: 'y' },
  hu: { cs: 'ch', sz: 's', zs: 'zh', gy: 'd', s: 'sh', c: 'ts', j: 'y' },
  uz: { x: 'kh', q: 'k' },
  kk: { q: 'k', j: 'zh' },
};
