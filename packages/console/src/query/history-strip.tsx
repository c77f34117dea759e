// SPDX-License-Identifier: Apache-2.0
// The officer's last queries on one line; the latest answer can be brought back whole.
import type { ReactNode } from 'react';
import { clockOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { Mark } from '../screen/mark.tsx';
import type { PastQuery } from './history.ts';

interface HistoryStripProps {
  /** Newest first, without the query whose answer is on the screen. */
  readonly history: readonly PastQuery[];
  /** Log index of the answer that can be brought back. */
  readonly kept: number | undefined;
  readonly onBack: () => void;
}

export function HistoryStrip({ history, kept, onBack }: HistoryStripProps): ReactNode {
  const { t } = useWords();
  if (history.length === 0) return null;
  return (
    <nav className="history" aria-label={t('history.title')}>
      <span>{t('history.before')}</span>
      <ul>
        {history.map((past) => (
          <li key={past.logIndex}>
            {past.logIndex === kept ? (
              <button type="button" className="quiet-button" onClick={onBack} title={t('history.back')}>
                <PastQueryLine past={past} />
              </button>
            ) : (
              <PastQueryLine past={past} />
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function PastQueryLine({ past }: { past: PastQuery }): ReactNode {
  const { t, state: nameOf, date } = useWords();
  const word = past.verdict ?? 'none';
  return (
    <span className={`past past-${word}`}>
      <Mark shape={past.verdict ?? 'asking'} />
      <span className="unseen">{t(`past.${word}`)}</span>
      <bdi className="number" dir="ltr">
        {past.label}
      </bdi>
      <time>{clockOf(past.askedAt, false)}</time>
      {past.ended?.map(({ state, alertId, by, endedOn }) => (
        <strong key={`${state} ${alertId}`} className="past-ended">
          {t(`past.${by}`, { state: nameOf(state), date: date(endedOn) })}
        </strong>
      ))}
    </span>
  );
}
