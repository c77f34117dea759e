// SPDX-License-Identifier: Apache-2.0
// What a text is found by: its words as they sound, whatever script they stand in, and its numbers without what separates their parts.
// A message and a search are read by the same functions, so that the two meet.
import { looseForm } from '@iims/matching/loose-form';
import { romanise } from '@iims/matching/romanise';
import { type Script, scriptOf } from '@iims/matching/script';
import { splitTokens } from '@iims/matching/tokens';
import { canonicalNumber, transliterateNumber } from '@iims/wire/number-form';

/** Words of two letters or more, without those that hold a digit; as often as they stand there. */
export function wordsOf(text: string): string[] {
  return piecesOf(text)
    .flatMap(splitTokens)
    .filter((word) => !HAS_DIGIT.test(word) && LETTERS.test(word));
}

/** The few ways in which a word may sound: Г is g and h. */
export function soundsOf(word: string): readonly string[] {
  const script = scriptOf(word);
  const readings = romanise(word, script, undefined);
  return [...new Set(VOWELLESS.has(script) ? readings : readings.map(looseForm))];
}

/** The romanised letters of a word, folded so that a beginning stays one: y is i, w is v, q is k, and a doubled letter stands once. */
export function lettersOf(word: string): readonly string[] {
  const readings = romanise(word, scriptOf(word), undefined);
  return [
    ...new Set(
      readings.map((reading) => reading.replace(/[ywq]/g, (letter) => FOLDED[letter]!).replace(/(.)\1+/gu, '$1')),
    ),
  ];
}

/** The beginnings by which a word is found: those of its readings that are long enough, in each length. */
export function beginningsOf(word: string): readonly string[] {
  const beginnings = new Set<string>();
  for (const letters of lettersOf(word))
    for (const length of BEGINNING_LETTERS) if (letters.length >= length) beginnings.add(letters.slice(0, length));
  return [...beginnings];
}

/** Words and numbers of a text in their order, as phrases are compared: `number` is canonical. */
export type SpokenPart = { readonly word: string } | { readonly number: string };

export function spokenParts(text: string): SpokenPart[] {
  return piecesOf(text)
    .flatMap(splitTokens)
    .flatMap((part): SpokenPart[] => {
      if (HAS_DIGIT.test(part)) return [{ number: canonicalNumber(part) }];
      return LETTERS.test(part) ? [{ word: part }] : [];
    });
}

/** Canonical numbers, each once: of pieces with a digit, of their parts, and of parts that stand beside each other, such as AA 1234 BB. */
export function numbersOf(text: string): readonly string[] {
  return numbersOfPieces(piecesOf(text));
}

/** Those of a text, of one slice after the other; a number that stands in two of them is of the second. */
export function* numbersBySlice(text: string): Generator<readonly string[]> {
  let carried: readonly string[] = [];
  for (const slice of slicesOf(text)) {
    const pieces = [...carried, ...piecesOf(slice)];
    yield numbersOfPieces(pieces);
    carried = pieces.slice(1 - PARTS_MAX);
  }
}

function numbersOfPieces(pieces: readonly string[]): readonly string[] {
  const numbers = new Set<string>();
  for (const [place, piece] of pieces.entries()) {
    if (HAS_DIGIT.test(piece)) {
      addNumber(numbers, piece);
      for (const part of splitTokens(piece)) if (HAS_DIGIT.test(part)) addNumber(numbers, part);
    }
    if (!isPart(piece)) continue;
    for (let end = place + 1; end < place + PARTS_MAX && end < pieces.length && isPart(pieces[end]!); end += 1) {
      const joined = pieces.slice(place, end + 1).join('');
      if (HAS_DIGIT.test(joined) && HAS_LETTER.test(joined)) addNumber(numbers, joined);
    }
  }
  return [...numbers];
}

/** The forms under which a number is met; none for one that is too short. */
export function numberForms(text: string): readonly string[] {
  const numbers = new Set<string>();
  addNumber(numbers, text);
  return [...numbers];
}

/** Cyrillic letters that look like Latin ones are those already; the others are also met by how they sound. */
function addNumber(numbers: Set<string>, text: string): void {
  const number = canonicalNumber(text);
  if (number.length < NUMBER_CHARACTERS_MIN || number.length > NUMBER_CHARACTERS_MAX) return;
  numbers.add(number);
  numbers.add(transliterateNumber(number));
}

/** Cut where no word or number goes on, so that slices say together what the text says. */
export function* slicesOf(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const end = endOfPiece(text, from + SLICE_CHARACTERS);
    yield text.slice(from, end);
    from = end;
  }
}

/** The first place from `at` on behind which no word and no number goes on; the end of the text where there is none. */
function endOfPiece(text: string, at: number): number {
  BETWEEN.lastIndex = at;
  return BETWEEN.exec(text)?.index ?? text.length;
}

function piecesOf(text: string): string[] {
  const pieces = text.split(BETWEEN_PIECES).map((piece) => piece.replace(SENTENCE_END, ''));
  return pieces.filter((piece) => piece !== '');
}

/** Capitals or digits, few of them: a part of a plate or of a document's number. */
function isPart(piece: string): boolean {
  return PART.test(piece);
}

/** In UTF-16 code units: about a millisecond of the node's thread. */
export const SLICE_CHARACTERS = 2_048;
const FOLDED: Readonly<Record<string, string>> = { y: 'i', w: 'v', q: 'k' };
/** The lengths of beginnings that are indexed, the shortest first; what is typed longer is compared in the text. */
export const BEGINNING_LETTERS = [3, 5] as const;
const NUMBER_CHARACTERS_MIN = 3;
export const NUMBER_CHARACTERS_MAX = 40;
/** Parts of one number. */
const PARTS_MAX = 3;
/** What no number has inside. `splitTokens` takes so many words and letters of a piece and no more. */
const BETWEEN = /[\s,;:|()[\]{}<>"“”„«»=]/gu;
const BETWEEN_PIECES = new RegExp(`${BETWEEN.source}+`, 'u');
/** A plate at the end of a sentence is the plate. */
const SENTENCE_END = /[.!?…]{1,3}$/u;
const PART = /^(?:\p{Lu}{1,3}|\p{Nd}{1,6})$/u;
const HAS_DIGIT = /\p{Nd}/u;
const HAS_LETTER = /\p{L}/u;
const LETTERS = /\p{L}.*\p{L}|\p{Script=Han}|\p{Script=Hangul}/su;
const VOWELLESS: ReadonlySet<Script> = new Set(['Arab', 'Hebr']);
