// SPDX-License-Identifier: Apache-2.0
// What may be done with what a message says, before anybody reads it: the codes with their meaning.
import type { Handling } from '@iims/wire/handling';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';

export function HandlingLine({ handling }: { handling: Handling }): ReactNode {
  const { t, code, date } = useWords();
  const { condition, tlp, pap, classification, grading, expiresOn, purpose } = handling;
  return (
    <div className="handling">
      <p>
        <strong>{handling.code}</strong> <span>{code('handling', handling.code)}</span>
      </p>
      {condition !== undefined && (
        <p>
          <bdi dir="auto">{condition}</bdi>
        </p>
      )}
      <ul className="handling-marks">
        {tlp !== undefined && <li>{t(`tlp.${tlp}`)}</li>}
        {pap !== undefined && <li>{t(`pap.${pap}`)}</li>}
        {classification !== undefined && <li>{t(`classification.${classification}`)}</li>}
        {purpose !== undefined && <li>{t('desk.only-for', { purpose: code('purpose', purpose) })}</li>}
        {expiresOn !== undefined && <li>{t('desk.until', { day: date(expiresOn) })}</li>}
        {grading !== undefined && (
          <li>
            {t('desk.graded', {
              grade: `${grading.source}${grading.information}${grading.sharing ?? ''}`,
              scheme: grading.scheme,
            })}
          </li>
        )}
      </ul>
    </div>
  );
}
