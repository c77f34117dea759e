// SPDX-License-Identifier: Apache-2.0
// That the same person or thing was refused before: when, why, and whether it stops this one.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import type { Refusal } from './notice-calls.ts';

export function RefusalNote({ refusals }: { refusals: readonly Refusal[] }): ReactNode {
  const { t, date } = useWords();
  if (refusals.length === 0) return null;
  return (
    <ul className="refusal-note">
      {refusals.map(({ refusal, number, ground, on, isSure, stops }) => (
        <li key={refusal}>
          <strong>{t(isSure ? 'notices.refused-before' : 'notices.refused-perhaps')}</strong>{' '}
          {t(`said-ground.${ground}`)} · {date(on)} · <bdi>{number}</bdi>
          {stops && <span className="stops"> {t('notices.stops')}</span>}
        </li>
      ))}
    </ul>
  );
}
