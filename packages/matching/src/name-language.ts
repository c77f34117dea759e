// SPDX-License-Identifier: Apache-2.0
// The language of a name: as it is given, or by letters that only one of ours writes.

/** The primary language of a BCP 47 tag, in two letters where ours have them; undefined where it says nothing. */
export function languageOf(tag: string | undefined): string | undefined {
  if (tag === undefined || tag.length > TAG_LETTERS_MAX) return undefined;
  const primary = tag.split('-', 1)[0]!.toLowerCase();
  return primary === '' || primary === 'und' ? undefined : (TWO_LETTERS.get(primary) ?? primary);
}

/** A BCP 47 primary language, or undefined. */
export function guessLanguage(words: readonly string[]): string | undefined {
  for (const word of words) {
    if (PLAIN_LATIN.test(word)) continue;
    for (const [language, letters] of TELLING_LETTERS) if (letters.test(word)) return language;
  }
  return undefined;
}

const PLAIN_LATIN = /^[a-z]*$/;

/** The first that holds. І and ы together are Belarusian, і alone Ukrainian, ы alone Russian or a language that reads as it. */
const TELLING_LETTERS: readonly (readonly [string, RegExp])[] = [
  ['uk', /[їєґ]/],
  ['be', /ў|і.*ы|ы.*і/],
  ['az', /[əҝҹ]/],
  ['kk', /[құ]/],
  ['mk', /[ѓќ]/],
  ['sr', /[ђћљњџ]/],
  ['uk', /і/],
  ['ru', /[ыэё]/],
  ['ro', /[țșăţ]/],
  ['tr', /[ğı]/],
  ['pl', /[łęążśń]/],
];

const TAG_LETTERS_MAX = 35;

/** ISO 639-2 and -3. Dari and Iranian Persian are read alike. */
const TWO_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{
      ara: 'ar',
      arm: 'hy',
      aze: 'az',
      azj: 'az',
      bel: 'be',
      bul: 'bg',
      deu: 'de',
      ell: 'el',
      fas: 'fa',
      geo: 'ka',
      ger: 'de',
    },
    ...{
      heb: 'he',
      hun: 'hu',
      hye: 'hy',
      kat: 'ka',
      kaz: 'kk',
      kir: 'ky',
      mac: 'mk',
      mkd: 'mk',
      mon: 'mn',
      per: 'fa',
      pes: 'fa',
    },
    ...{
      pol: 'pl',
      prs: 'fa',
      pus: 'ps',
      ron: 'ro',
      rum: 'ro',
      rus: 'ru',
      srp: 'sr',
      tgk: 'tg',
      tur: 'tr',
      ukr: 'uk',
      uzb: 'uz',
    },
  }),
);
