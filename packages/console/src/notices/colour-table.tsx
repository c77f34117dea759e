// SPDX-License-Identifier: Apache-2.0
// Which colour officers know for each purpose. The colours are INTERPOL's; the notices are not.
import { NOTICE_COLOURS, NOTICE_PURPOSES } from '@iims/wire/notice-codes';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';

export function ColourTable(): ReactNode {
  const { t } = useWords();
  return (
    <details className="card colours">
      <summary className="colours-title">{t('notices.colours')}</summary>
      <p className="soft">{t('notices.colours-whose')}</p>
      <dl className="colour-rows">
        {NOTICE_PURPOSES.map((purpose) => (
          <div key={purpose}>
            <dt>{t(`said-purpose.${purpose}`)}</dt>
            <dd>
              <span className={`swatch swatch-${NOTICE_COLOURS[purpose]}`} aria-hidden="true" />
              {t(`notice-colour.${NOTICE_COLOURS[purpose]}`)}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
