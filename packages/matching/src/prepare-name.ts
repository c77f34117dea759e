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

export interface PreparedName {
  readonly tokens: readonly PreparedToken[];
  readonly parts: readonly NamePart[];
  /** How many of the parts are names. */
  readonly names: number;
  /** Written as `Surname, Given` or `SURNAME<<GIVEN`: how many words the surname has. 0 where the name does not say. */
  readonly surnameWords: number;
  /** Hyphens, commas and apostrophes in their order. */
  readonly marks: string;
  /** By whose rules the words were read: as given, or guessed from the letters. See `languageOf`. */
  readonly language: string | undefined;
}

/** Never throws. A name without letters or digits has no words. */
export function prepareName({ name, lang }: NameInput): PreparedName {
  const text = name.slice(0, NAME_UNITS_MAX);
  const words = splitTokens(text);
  const read = languageOf(lang) ?? guessLanguage(words);
  const tokens: PreparedToken[] = [];
  for (const word of words) addTokens(word, read, tokens);
  if (tokens.length > TOKENS_MAX) tokens.length = TOKENS_MAX;
  const marks = HAS_MARKS.test(text) ? text.replace(NO_MARKS, '') : '';
  const fields = marks.includes(',') || text.includes(MRZ_FIELDS) ? SURNAME_FIRST.exec(text) : null;
  const surnameWords = fields === null ? 0 : countTokens(fields[1] ?? fields[2]!, read);
  return nameOfTokens(tokens, { surnameWords: Math.min(surnameWords, tokens.length), marks, language: read });
}

/** Puts a name together again from its words and what else was kept of it. */
export function nameOfTokens(
  tokens: readonly PreparedToken[],
  kept: Pick<PreparedName, 'surnameWords' | 'marks' | 'language'>,
): PreparedName {
  const parts = namePartsOf(tokens);
  let names = 0;
  for (const part of parts) if (part === 'name') names += 1;
  const { surnameWords, marks, language } = kept;
  return { tokens, parts, names, surnameWords, marks, language };
}

/** The Arabic article is a word of its own, as Latin letters write it. */
function addTokens(word: string, language: string | undefined, tokens: PreparedToken[]): void {
  const hasArticle = word.startsWith(ARABIC_ARTICLE) && word.length > ARABIC_ARTICLE.length + 2;
  if (hasArticle) tokens.push(prepareToken(ARABIC_ARTICLE, language));
  tokens.push(prepareToken(hasArticle ? word.slice(ARABIC_ARTICLE.length) : word, language));
}

function countTokens(text: string, language: string | undefined): number {
  const tokens: PreparedToken[] = [];
  for (const word of splitTokens(text)) addTokens(word, language, tokens);
  return tokens.length;
}

const MRZ_FIELDS = '<<';
const SURNAME_FIRST = /^([^,]+),[^,]+$|^([^<].*?)<<+[^<]/;
const HAS_MARKS = /[-‐‑‒–—,'’‘ʼʹ`´]/u;
const NO_MARKS = /[^-‐‑‒–—,'’‘ʼʹ`´]/gu;
