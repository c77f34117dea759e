// SPDX-License-Identifier: Apache-2.0
// A value of the comparison as the officer reads it: codes in words, dates in digits, so that they compare letter by letter.
import type { Words } from '../language/use-words.ts';
import type { Compared } from './compared-rows.ts';

export function comparedValue(words: Words, row: Compared, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  switch (row) {
    case 'birth-date':
      // Day, month, year, as the region writes them; what is not known is left out.
      return value.split('-').reverse().join('.');
    case 'sex':
      return words.code('sex', value);
    case 'nationality':
      return words.state(value);
    default:
      return value;
  }
}
