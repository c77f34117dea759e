// SPDX-License-Identifier: Apache-2.0
// What somebody typed to find messages by their words: single words, numbers, beginnings (`tbil*`) and phrases ("line two"), as terms of the
// index, and as what is compared in an opened text where terms do not decide it (spec/message-search.md, 10, 15 and 16).
import { IimsError } from '@iims/wire/errors';
import { beginningTerm, numberTerm, soundTerm } from './terms-of-message.ts';
import { BEGINNING_LETTERS, lettersOf, numberForms, soundsOf, spokenParts, wordsOf } from './words-of-text.ts';

export interface SoughtWords {
  /** Texts of terms: of each group one must be there. */
  readonly groups: readonly (readonly string[])[];
  /** Each must hold in one text of the message. */
  readonly phrases: readonly Phrase[];
}

/** Parts that stand beside each other in this order; one alone is a beginning. */
export type Phrase = readonly SoughtPart[];
export type SoughtPart =
  | { readonly sounds: ReadonlySet<string> }
  | { readonly letters: readonly string[] }
  | { readonly number: string };

/** @throws IimsError `input.invalid` where nothing can be found by the words */
export function soughtWords(words: string): SoughtWords {
  const groups: string[][] = [];
  const phrases: Phrase[] = [];
  const loose = words.replace(QUOTED, (_, quoted: string) => {
    const parts = phraseParts(quoted);
    if (parts.length === 0) throw nothingToFind('words', 'a word of two letters within quotation marks');
    groups.push(...parts.flatMap(groupsOfPart));
    if (parts.length > 1 || !isDecided(parts[0]!)) phrases.push(parts.map(({ part }) => part));
    return ' ';
  });
  for (const piece of loose.split(/\s+/u)) {
    if (piece.endsWith(BEGINNING_MARK)) {
      // Ново-моск*: a word, and a beginning.
      const parts = phraseParts(piece);
      groups.push(...parts.flatMap(groupsOfPart));
      for (const one of parts) if (!isDecided(one)) phrases.push([one.part]);
    } else groups.push(...looseGroups(piece));
  }
  if (groups.length === 0) throw nothingToFind('words', 'a word of two letters, or a number of three characters');
  return { groups, phrases };
}

interface TypedPart {
  readonly part: SoughtPart;
  readonly text: string;
}

/** Words and numbers; the last word of a piece with an asterisk behind it is a beginning. */
function phraseParts(typed: string): TypedPart[] {
  return typed.split(/\s+/u).flatMap((piece) => {
    const parts = spokenParts(piece);
    return parts.map((said, place): TypedPart => {
      const isBeginning = piece.endsWith(BEGINNING_MARK) && place === parts.length - 1;
      if ('number' in said) {
        if (isBeginning) throw nothingToFind('words', 'a beginning of letters, without a digit');
        return { part: said, text: said.number };
      }
      if (!isBeginning) return { part: { sounds: new Set(soundsOf(said.word)) }, text: said.word };
      const letters = lettersOf(said.word).filter(({ length }) => length >= BEGINNING_LETTERS[0]);
      if (letters.length === 0) throw nothingToFind('words', 'three letters before the asterisk');
      return { part: { letters }, text: said.word };
    });
  });
}

function groupsOfPart({ part, text }: TypedPart): string[][] {
  if ('sounds' in part) return [[...part.sounds].map(soundTerm)];
  if ('letters' in part) return [[...new Set(part.letters.map(indexedBeginning))].map(beginningTerm)];
  // One that is too short has no term; it is compared.
  const forms = numberForms(text);
  return forms.length === 0 ? [] : [forms.map(numberTerm)];
}

/** As much of a beginning as is indexed. */
function indexedBeginning(letters: string): string {
  const [short, long] = BEGINNING_LETTERS;
  return letters.slice(0, letters.length >= long ? long : short);
}

/** Whether the index alone says that a part is there. */
function isDecided({ part }: TypedPart): boolean {
  return !('letters' in part) || part.letters.every((letters) => indexedBeginning(letters) === letters);
}

function looseGroups(piece: string): string[][] {
  const groups = wordsOf(piece).map((word) => soundsOf(word).map(soundTerm));
  if (!/\p{Nd}/u.test(piece)) return groups;
  const forms = numberForms(piece);
  if (forms.length === 0) throw nothingToFind('words', 'numbers of three characters or more');
  return [...groups, forms.map(numberTerm)];
}

export function nothingToFind(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'Nothing can be found by this.',
    field,
    rule,
    fix: 'Write more of it.',
  });
}

const BEGINNING_MARK = '*';
/** One that is not closed is what it would be without. */
const QUOTED = /["“”„«]([^"“”„«»]*)["“”»]/gu;
