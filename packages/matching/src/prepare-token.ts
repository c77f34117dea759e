// SPDX-License-Identifier: Apache-2.0
// One word of a name made ready for comparison: its readings in loose form, and what it may be for (spec/matching.md 4-10).
import { fatherGroup, givenNameGroup, stemOf } from './given-names.ts';
import { codesOf } from './letter-costs.ts';
import { looseForm } from './loose-form.ts';
import { fatherOf, type WordKind, wordKindOf } from './name-parts.ts';
import { ARABIC_ARTICLE } from './romanise/arabic.ts';
import { ROMANISATIONS_MAX, romanise } from './romanise.ts';
import { type Script, scriptOf } from './script.ts';
import { signatureOf } from './skeleton.ts';
import type { Letters } from './token-distance.ts';

/** What a loose form is compared by. */
export interface Reading extends Letters {
  /** See `signatureOf`. */
  readonly signature: number;
  /** Letters that a vowelless script would write. */
  readonly consonants: number;
  /** As text, where it is kept. */
  readonly text?: string;
}

/** What a word is compared by, apart from how it is written. */
export interface Sounds {
  readonly isInitial: boolean;
  /** First UTF-16 unit of the word. */
  readonly firstUnit: number;
  /** See `PreparedToken`. */
  readonly group: number;
  /** Readings beyond `count` do not belong to it. */
  readonly readings: readonly Reading[];
  readonly count: number;
}

export interface LooseForm extends Reading {
  readonly text: string;
}

/** The same word in the same language is the same object as long as the memo holds it. */
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
  readonly kind: WordKind;
  readonly sounds: Sounds;
  /** Of a word that may be a patronymic: the father's name. */
  readonly father?: PreparedToken;
}

/** Never throws, for any word that `splitTokens` gives. */
export function prepareToken(word: string, language: string | undefined): PreparedToken {
  const key = language === undefined ? word : `${language} ${word}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  const script = scriptOf(word);
  const readings = romanise(word, script, language);
  const texts = [...new Set(isVowelless(script) ? readings : readings.map(looseForm))].slice(0, ROMANISATIONS_MAX);
  // A sign of Chinese or Korean is a whole name.
  const kind = script === 'Zzzz' ? 'name' : wordKindOf(readings[0]!, [...word].length);
  const token = tokenOf(word, script, texts, kind);
  if (memo.size >= MEMO_TOKENS_MAX) memo.clear();
  memo.set(key, token);
  return token;
}

function tokenOf(word: string, script: Script, texts: readonly string[], kind: WordKind): PreparedToken {
  const letters = [...word].length;
  const forms = texts.map((text) => looseFormOf(text, isVowelless(script)));
  const token = withSounds({ word, script, letters, forms, group: givenNameGroup(texts), kind });
  const fathers = SOUTH_SLAVIC_SURNAME.test(word) ? [] : texts.flatMap((text) => fatherOf(text) ?? []);
  return fathers.length === 0 ? token : { ...token, father: fatherToken(fathers, script) };
}

/** -ić makes a surname where -ich makes a patronymic. */
const SOUTH_SLAVIC_SURNAME = /[ćћ]$/;

function isVowelless(script: Script): boolean {
  return script === 'Arab' || script === 'Hebr';
}

function fatherToken(fathers: readonly string[], script: Script): PreparedToken {
  const stems = [...new Set(fathers.map(stemOf))];
  const [word] = stems as [string];
  const forms = stems.map((stem) => looseFormOf(stem, false));
  const group = stems.map(fatherGroup).find((found) => found > 0) ?? 0;
  return withSounds({ word, script, letters: word.length, forms, group, kind: 'name' });
}

function withSounds(token: Omit<PreparedToken, 'sounds'>): PreparedToken {
  const { word, forms, group, kind } = token;
  const sounds = {
    isInitial: kind === 'initial',
    firstUnit: word.charCodeAt(0),
    group,
    readings: forms,
    count: forms.length,
  };
  return { ...token, sounds };
}

/** The forms of several words written as one. The l of the Arabic article may become one with a letter of the sun behind it. */
export function joinedForms(tokens: readonly PreparedToken[]): LooseForm[] {
  let written = '';
  let spoken = '';
  let vowelless = false;
  for (const [index, { forms, word }] of tokens.entries()) {
    const [{ text, vowelless: isVowelless }] = forms as readonly [LooseForm];
    const next = tokens[index + 1]?.forms[0]?.text[0];
    written += text;
    spoken += word === ARABIC_ARTICLE && next !== undefined && SUN_LETTERS.includes(next) ? text[0] : text;
    vowelless ||= isVowelless;
  }
  const texts = spoken === written ? [written] : [written, spoken];
  return texts.map((text) => looseFormOf(text, vowelless));
}

const SUN_LETTERS = 'tTdDrzsSln';

function looseFormOf(text: string, vowelless: boolean): LooseForm {
  const consonants = text.length - (text.match(VOWELS)?.length ?? 0);
  const codes = codesOf(text);
  return { text, codes, from: 0, length: text.length, vowelless, signature: signatureOf(text), consonants };
}

const VOWELS = /[aeiouAEUWY]/g;

/** Names repeat their words; what a word becomes depends on nothing else. */
const memo = new Map<string, PreparedToken>();
const MEMO_TOKENS_MAX = 50_000;
