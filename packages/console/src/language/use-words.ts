// SPDX-License-Identifier: Apache-2.0
// The words of the screen's language: catalogue texts, codes, names of States, dates and ages.
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { CODE_WORDS, type CodeKind } from './code-words.ts';
import { ageBetween, datePartsOf } from './dates.ts';

export interface Words {
  readonly t: TFunction;
  /** The words of a code, or the code itself where the catalogue has none. */
  code(kind: CodeKind, code: string): string;
  state(alpha3: string): string;
  states(alpha3: readonly string[]): string;
  /** `12 Aug 1974` from an ISO date, whole or partial; other text stays as it is. */
  date(iso: string): string;
  /** `4 min` between two times in milliseconds. */
  age(fromMs: number, toMs: number): string;
}

export function useWords(): Words {
  const { t, i18n } = useTranslation();
  // `t` changes with the language.
  return useMemo(() => {
    const state = (alpha3: string) => (i18n.exists(alpha3, { ns: 'states' }) ? t(alpha3, { ns: 'states' }) : alpha3);
    return {
      t,
      code: (kind, code) => ((CODE_WORDS[kind] as readonly string[]).includes(code) ? t(`${kind}.${code}`) : code),
      state,
      states: (alpha3) => alpha3.map(state).join(', '),
      date: (iso) => dateText(t, iso),
      age: (fromMs, toMs) => {
        const { unit, count } = ageBetween(fromMs, toMs);
        return t(`age.${unit}`, { count });
      },
    };
  }, [t, i18n]);
}

function dateText(t: TFunction, iso: string): string {
  const parts = datePartsOf(iso);
  if (parts?.month === undefined) return parts?.year ?? iso;
  const month = t(`month.${parts.month}`);
  return [parts.day, month, parts.year].filter((part) => part !== undefined).join(' ');
}
