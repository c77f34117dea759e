// SPDX-License-Identifier: Apache-2.0
// The purpose of a notice in words, with the colour by which officers know it: always in words as well, and never alone.
import { NOTICE_COLOURS, type NoticePurpose } from '@iims/wire/notice-codes';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';

export function PurposeMark({ purpose }: { purpose: NoticePurpose | undefined }): ReactNode {
  const { t } = useWords();
  if (purpose === undefined) return <span className="soft">{t('notices.not-come')}</span>;
  const colour = NOTICE_COLOURS[purpose];
  return (
    <span className="purpose-mark" title={t(`notice-colour.${colour}`)}>
      <span className={`swatch swatch-${colour}`} aria-hidden="true" />
      {t(`said-purpose.${purpose}`)}
    </span>
  );
}
