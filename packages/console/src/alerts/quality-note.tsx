// SPDX-License-Identifier: Apache-2.0
// How complete and how good the alert in the form is, told while it is typed.
import { QUALITY_FINDINGS } from '@iims/wire/alert-quality';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import type { Checked } from './alert-draft.ts';

export function QualityNote({ checked, labelOf }: { checked: Checked; labelOf: (field: string) => string }): ReactNode {
  const { t } = useWords();
  return (
    <aside className="quality" aria-live="polite" aria-label={t('alerts.quality')}>
      <h3>{t('alerts.quality')}</h3>
      {checked.kind === 'not-yet' ? (
        <p className="quality-missing">{t('alerts.missing', { field: labelOf(checked.field) })}</p>
      ) : (
        <>
          <p className="quality-score">
            <span className="number">{checked.quality.score}</span> / 100
          </p>
          <meter min={0} max={100} low={50} high={80} optimum={100} value={checked.quality.score} />
          {checked.quality.findings.length === 0 && <p>{t('alerts.complete')}</p>}
          <ul className="findings">
            {checked.quality.findings.map((finding) => (
              <li key={finding} className={QUALITY_FINDINGS[finding] === 'stops' ? 'finding-stops' : undefined}>
                {t(`finding.${finding}`)}
                {QUALITY_FINDINGS[finding] === 'stops' ? (
                  <strong> {t('alerts.stops')}</strong>
                ) : (
                  <span className="soft number"> −{QUALITY_FINDINGS[finding]}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}
