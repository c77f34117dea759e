// SPDX-License-Identifier: Apache-2.0
// A fact of a hit in words: codes of States, dates, sexes and kinds are read, everything else is the owner's own text.
import type { Fact } from '@iims/wire/verdict';
import type { Words } from '../language/use-words.ts';

export function factValue(words: Words, { label, value }: Fact): string {
  switch (label) {
    case 'issuing-state':
    case 'nationality':
    case 'registration-state':
      return words.state(value);
    case 'birth-date':
    case 'issue-date':
    case 'expiry-date':
      return words.date(value);
    case 'sex':
      return words.code('sex', value);
    case 'document-type':
      return words.code('document', value);
    case 'object-type':
      return words.code('object', value);
    default:
      return value;
  }
}

/** Numbers stand in the monospaced face and read from left to right in every script. */
export function isNumberFact(label: string): boolean {
  return ['number', 'plate', 'vin', 'reference'].includes(label);
}
