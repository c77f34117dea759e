// SPDX-License-Identifier: Apache-2.0
// Words of a later release in a partner's answer (spec/query.md, 11): each is read as the most careful word of its list, so that what the
// answer says besides is not lost with it.
import { MATCHED_ON } from './code-lists.ts';
import { ISSUED_STANDINGS } from './issued.ts';

/** The same answer in words of this release; undefined where it holds no later word that has a place here. Nothing of it is checked. */
export function inKnownWords(answer: unknown): unknown {
  if (!isMap(answer)) return undefined;
  const issued = eachOf(answer.issued, 'standing', ISSUED_STANDINGS, (one) => ({ ...one, standing: 'unknown' }));
  // Whoever does not know how an alert was met has a person look at it.
  const hits = eachOf(answer.hits, 'matchedOn', MATCHED_ON, (hit) => ({
    ...hit,
    band: 'compare',
    matchedOn: 'confusable',
  }));
  if (issued === undefined && hits === undefined) return undefined;
  return { ...answer, ...(issued && { issued }), ...(hits && { hits }) };
}

type Fields = Readonly<Record<string, unknown>>;

/** With those read anew whose field holds a later word; undefined where none does. */
function eachOf(
  list: unknown,
  field: string,
  known: readonly string[],
  inKnown: (one: Fields) => Fields,
): readonly unknown[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const isLater = (one: unknown): one is Fields => isMap(one) && isLaterWord(one[field], known);
  return list.some(isLater) ? list.map((one) => (isLater(one) ? inKnown(one) : one)) : undefined;
}

function isLaterWord(word: unknown, known: readonly string[]): boolean {
  return typeof word === 'string' && CODE.test(word) && !known.includes(word);
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A code: small letters, digits, hyphens and points. */
export const CODE = /^[a-z0-9][a-z0-9.-]{0,63}$/;
