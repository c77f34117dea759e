// SPDX-License-Identifier: Apache-2.0
// Why a row of a list, or of another source, was not taken in: the same words wherever it is told.
import { ROW_REFUSALS } from '@iims/wire/code-lists';
import type { Words } from './use-words.ts';

/** By the head of the catalogue keys that are made of them. */
export const ROW_WORDS = { 'row-refusal': ROW_REFUSALS } as const;

/** A reason of a later list is shown as its code. */
export function rowRefusalText({ t }: Pick<Words, 't'>, reason: string): string {
  return (ROW_REFUSALS as readonly string[]).includes(reason) ? t(`row-refusal.${reason}`) : reason;
}

export function refusedRowText(words: Pick<Words, 't'>, reason: string): string {
  const text = rowRefusalText(words, reason);
  // JSON stays JSON.
  const small = /^\p{Lu}{2}/u.test(text) ? text : `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
  return words.t('rows.refused', { reason: small });
}
