// SPDX-License-Identifier: Apache-2.0
// Which second key makes of a `compare` on a person a hit or nothing: asked for before anyone acts (spec/person-index.md, 14 and 15).
import { isCalendarDate } from '@iims/wire/calendar-date';
import { detectWithSecondKey } from '@iims/wire/second-key';
import type { Hit } from '@iims/wire/verdict';
import { askedPerson } from './asked-person.ts';
import type { QueryView } from './query-state.ts';

export type SecondKeyWanted = 'document' | 'birth-date';

/** Undefined where the answer is no compare on a person that a second key could settle. */
export function secondKeyWanted(view: QueryView): SecondKeyWanted | undefined {
  if (view.phase !== 'answered' || view.shown.word !== 'compare') return undefined;
  const hits = view.answers.flatMap((answer) => answer.hits);
  if (!hits.some(isOpen)) return undefined;
  const { names, birthDate = '' } = askedPerson(view);
  // A paper alone has led to a person: there is no name to ask again with.
  if (names.length === 0) return undefined;
  return isCalendarDate(birthDate) ? 'document' : 'birth-date';
}

/** Whether the text can be asked together with the input: a number, or a date where none or a part of it was asked. */
export function canBeAskedWith(input: string, secondKey: string): boolean {
  if (secondKey === '') return false;
  try {
    detectWithSecondKey(input, secondKey, { referenceYear: new Date().getFullYear() });
    return true;
  } catch {
    return false;
  }
}

function isOpen({ band, subjectKind, why }: Hit): boolean {
  return band === 'compare' && subjectKind === 'person' && !why.some((code) => SETTLED_BY_THE_OWNER.includes(code));
}

const SETTLED_BY_THE_OWNER: readonly string[] = ['weak-alias', 'misused-identity', 'not-revalidated'];
