// SPDX-License-Identifier: Apache-2.0
// A name made ready for comparison, once for each alert and each query (spec/matching.md 1-10).
import { guessLanguage, languageOf } from './name-language.ts';
import { type NamePart, namePartsOf } from './name-parts.ts';
import { type PreparedToken, prepareToken } from './prepare-token.ts';
import { ARABIC_ARTICLE } from './romanise/arabic.ts';
import { NAME_UNITS_MAX, splitTokens, TOKENS_MAX } from './tokens.ts';

/** A name as it is written, and the language it is written in where that is known (BCP 47). */
export interface NameInput {
  readonly name: string;
  readonly lang?: string;
}

/** A name taken apart into its words: all that an index needs of a name whose words it knows. */
export interface WrittenName {
  /** As `splitTokens` gives them, the Arabic article apart. */
  readonly words: readonly string[];
  /** Written as `Surname, Given` or `SURNAME<<GIVEN`: how many words the surname has. 0 where the name does not say. */
  readonly surnameWords: number;
  /** Hyphens, commas and apostrophes in their order. */
  readonly marks: string;
  /** By whose rules the words were read: as given, or guessed from the letters. See `languageOf`. */
  readonly language: string | undefined;
}

export interface PreparedName extends WrittenName {
  readonly tokens: readonly PreparedToken[];
  readonly parts: readonly NamePart[];
  /** How many of the parts are names. */
  readonly names: number;
}

/** Never throws. A name without letters or digits has no words. */
export function prepareName(input: NameInput): PreparedName {
  const written = writtenName(input);
  return nameOfTokens(
    written.words.map((word) => prepareToken(word, written.language)),
    written,
  );
}

/** The words of a name, not yet made ready: a fraction of the work. */
export function writtenName({ name, lang }: NameInput): WrittenName {
  const text = name.slice(0, NAME_UNITS_MAX);
  const split = splitTokens(text);
  const language = languageOf(lang) ?? guessLanguage(split);
  const words = withArticlesApart(split);
  if (words.length > TOKENS_MAX) words.length = TOKENS_MAX;
  const marks = HAS_MARKS.test(text) ? text.replace(NO_MARKS, '') : '';
  const fields = marks.includes(',') || text.includes(MRZ_FIELDS) ? SURNAME_FIRST.exec(text) : null;
  const surname = fields === null ? [] : withArticlesApart(splitTokens(fields[1] ?? fields[2]!));
  return { words, surnameWords: Math.min(surname.length, words.length), marks, language };
}

/** Puts a name together again from its words and what else was kept of it. */
export function nameOfTokens(
  tokens: readonly PreparedToken[],
  kept: Pick<WrittenName, 'surnameWords' | 'marks' | 'language'>,
): PreparedName {
  const parts = namePartsOf(tokens);
  let names = 0;
  for (const part of parts) if (part === 'name') names += 1;
  const { surnameWords, marks, language } = kept;
  return { words: tokens.map(({ word }) => word), tokens, parts, names, surnameWords, marks, language };
}

/** The Arabic article is a word of its own, as Latin letters write it. */
function withArticlesApart(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const hasArticle = word.startsWith(ARABIC_ARTICLE) && word.length > ARABIC_ARTICLE.length + 2;
    return hasArticle ? [ARABIC_ARTICLE, word.slice(ARABIC_ARTICLE.length)] : [word];
  });
}

const MRZ_FIELDS = '<<';
const SURNAME_FIRST = /^([^,]+),[^,]+$|^([^<].*?)<<+[^<]/;
const HAS_MARKS = /[-‐‑‒–—,'’‘ʼʹ`´]/u;
const NO_MARKS = /[^-‐‑‒–—,'’‘ʼʹ`´]/gu;
