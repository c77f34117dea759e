// SPDX-License-Identifier: Apache-2.0
// A name made ready for comparison, once for each alert and each query (spec/matching.md 1-8).
import { givenNameGroup } from './given-names.ts';
import { guessLanguage } from './guess-language.ts';
import { codesOf } from './letter-costs.ts';
import { looseForm } from './loose-form.ts';
import { type NamePart, namePartsOf } from './name-parts.ts';
import { ARABIC_ARTICLE } from './romanise/arabic.ts';
import { ROMANISATIONS_MAX, romanise } from './romanise.ts';
import { type Script, scriptOf } from './script.ts';
import { signatureOf } from './skeleton.ts';
import type { Letters } from './token-distance.ts';
import { NAME_UNITS_MAX, splitTokens, TOKENS_MAX } from './tokens.ts';

/** A name as it is written, and the language it is written in where that is known (BCP 47). */
export interface NameInput {
  readonly name: string;
  readonly lang?: string;
}

export interface LooseForm extends Letters {
  readonly text: string;
  /** See `signatureOf`. */
  readonly signature: number;
  /** Letters that a vowelless script would write. */
  readonly consonants: number;
}

/** One word. The same word in the same language is the same object as long as the memo holds it. */
export interface PreparedToken {
  /** As `splitTokens` gives it. */
  readonly word: string;
  readonly script: Script;
  /** Of `word`, in code points. */
  readonly letters: number;
  /** At least one; the neutral reading first. */
  readonly forms: readonly LooseForm[];
  /** Group of equivalent given names, 0 for none. */
  readonly group: number;
}

export interface PreparedName {
  readonly tokens: readonly PreparedToken[];
  readonly parts: readonly NamePart[];
  /** How many of the parts are names. */
  readonly names: number;
  /** Written as `Surname, Given`: how many words the surname has. 0 where the name does not say. */
  readonly surnameWords: number;
  /** Hyphens, commas and apostrophes in their order. */
  readonly marks: string;
  /** By whose rules the words were read: as given, or guessed from the letters. Two letters of BCP 47. */
  readonly language: string | undefined;
}

/** Never throws. A name without letters or digits has no words. */
export function prepareName({ name, lang }: NameInput): PreparedName {
  const text = name.slice(0, NAME_UNITS_MAX);
  const words = splitTokens(text);
  const language = lang === undefined || lang === '' || lang === 'und' ? undefined : lang.slice(0, 2).toLowerCase();
  const read = language ?? guessLanguage(words);
  const tokens = words.flatMap((word) => tokensOf(word, read)).slice(0, TOKENS_MAX);
  const marks = ASCII_LETTERS.test(text) ? '' : text.replace(NO_MARKS, '');
  const surname = marks.includes(',') ? SURNAME_FIRST.exec(text)?.[1] : undefined;
  const surnameWords = surname === undefined ? 0 : splitTokens(surname).flatMap((word) => tokensOf(word, read)).length;
  return nameOfTokens(tokens, { surnameWords: Math.min(surnameWords, tokens.length), marks, language: read });
}

/** Puts a name together again from its words and what else was kept of it. */
export function nameOfTokens(
  tokens: readonly PreparedToken[],
  kept: Pick<PreparedName, 'surnameWords' | 'marks' | 'language'>,
): PreparedName {
  const parts = namePartsOf(tokens);
  return { tokens, parts, names: parts.filter((part) => part === 'name').length, ...kept };
}

/** The Arabic article is a word of its own, as Latin letters write it. */
function tokensOf(word: string, language: string | undefined): PreparedToken[] {
  if (word.startsWith(ARABIC_ARTICLE) && word.length > ARABIC_ARTICLE.length + 2) {
    return [prepareToken(ARABIC_ARTICLE, language), prepareToken(word.slice(ARABIC_ARTICLE.length), language)];
  }
  return [prepareToken(word, language)];
}

/** One word as `splitTokens` gives it. The memo makes repeated words cheap. */
export function prepareToken(word: string, language: string | undefined): PreparedToken {
  const key = language === undefined ? word : `${language} ${word}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  const script = scriptOf(word);
  const vowelless = script === 'Arab' || script === 'Hebr';
  const readings = romanise(word, script, language);
  const texts = vowelless ? readings : readings.map(looseForm);
  const forms = [...new Set(texts)].slice(0, ROMANISATIONS_MAX).map((text) => looseFormOf(text, vowelless));
  const token = { word, script, letters: [...word].length, forms, group: givenNameGroup(texts) };
  if (memo.size >= MEMO_TOKENS_MAX) memo.clear();
  memo.set(key, token);
  return token;
}

/** The form of several words written as one. */
export function joinedForm(tokens: readonly PreparedToken[]): LooseForm {
  const forms = tokens.map(({ forms }) => forms[0]!);
  return looseFormOf(
    forms.map(({ text }) => text).join(''),
    forms.some(({ vowelless }) => vowelless),
  );
}

function looseFormOf(text: string, vowelless: boolean): LooseForm {
  const consonants = text.length - (text.match(VOWELS)?.length ?? 0);
  return { text, codes: codesOf(text), vowelless, signature: signatureOf(text), consonants };
}

const SURNAME_FIRST = /^([^,]+),[^,]+$/;
const ASCII_LETTERS = /^[A-Za-z ]*$/;
const NO_MARKS = /[^-‐‑‒–—,'’‘ʼʹ`´]/gu;
const VOWELS = /[aeiouAEWY]/g;

/** Names repeat their words; what a word becomes depends on nothing else. */
const memo = new Map<string, PreparedToken>();
const MEMO_TOKENS_MAX = 50_000;
