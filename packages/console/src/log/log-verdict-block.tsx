// SPDX-License-Identifier: Apache-2.0
// Plain yes or no, with what a second auditor needs to compare: size and root, or the first entry that fails.
import type { ReactNode } from 'react';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { Mark } from '../screen/mark.tsx';
import type { LogVerdict } from './audit-log.ts';

export function LogVerdictBlock({ verdict }: { verdict: LogVerdict }): ReactNode {
  const { t, date } = useWords();
  const time = `${date(dayOf(verdict.checkedAt))}, ${clockOf(verdict.checkedAt)}`;
  return (
    <div className={verdict.ok ? 'verdict verdict-no-hit' : 'verdict verdict-log-no'}>
      <Mark shape={verdict.ok ? 'no-hit' : 'failed'} />
      <div className="verdict-words">
        <h2>{t(verdict.ok ? 'log.yes' : 'log.no')}</h2>
        {verdict.ok ? (
          <>
            <p>{t('log.size', { count: verdict.size, size: groupDigits(verdict.size) })}</p>
            <p className="log-root">
              {t('log.root')}{' '}
              <bdi className="number" dir="ltr">
                {verdict.root}
              </bdi>
            </p>
          </>
        ) : (
          <>
            <p>
              {verdict.index === undefined
                ? t('log.no-entry')
                : t('log.first-bad', { index: groupDigits(verdict.index) })}
            </p>
            <p>
              <bdi>{verdict.reason}</bdi>
            </p>
            <p className="verdict-warning">{t('log.what-now')}</p>
          </>
        )}
      </div>
      <p className="verdict-facts">
        <span>{time}</span>
      </p>
    </div>
  );
}
