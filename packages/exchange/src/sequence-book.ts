// SPDX-License-Identifier: Apache-2.0
// Which numbers of a partner's sequence have come, in whatever order: what is missing between them is shown, never guessed
// (spec/message.md). Pure: the shell keeps the book, in the transaction that takes the message.
import { assert } from '@iims/wire/assert';

/** Numbers from 1. Everything up to `highest` has come but what is missing. */
export interface SequenceBook {
  /** 0 before the first. */
  readonly highest: number;
  /** Spans of numbers that have not come, both ends included, in order; at most GAPS_MAX. */
  readonly missing: readonly Span[];
}

export type Span = readonly [first: number, last: number];

export const EMPTY_BOOK: SequenceBook = { highest: 0, missing: [] };

/** The book with one more number; `taken` for a number that came before, `too-many-gaps` where it would open one gap too many. */
export function takeSequence(book: SequenceBook, sequence: number): SequenceBook | 'taken' | 'too-many-gaps' {
  assert(Number.isSafeInteger(sequence) && sequence >= 1, 'a sequence counts from 1');
  const { highest, missing } = book;
  if (sequence > highest) {
    if (sequence === highest + 1) return { highest: sequence, missing };
    return bounded({ highest: sequence, missing: [...missing, [highest + 1, sequence - 1]] });
  }
  const place = missing.findIndex(([first, last]) => first <= sequence && sequence <= last);
  if (place < 0) return 'taken';
  const [first, last] = missing[place]!;
  const left: Span[] = [];
  if (first < sequence) left.push([first, sequence - 1]);
  if (sequence < last) left.push([sequence + 1, last]);
  return bounded({ highest, missing: missing.toSpliced(place, 1, ...left) });
}

function bounded(book: SequenceBook): SequenceBook | 'too-many-gaps' {
  return book.missing.length > GAPS_MAX ? 'too-many-gaps' : book;
}

/** Spans that are missing of one partner's numbers: an honest sender leaves one for each message that it could not deliver in time. */
export const GAPS_MAX = 1_000;
