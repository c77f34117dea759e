// SPDX-License-Identifier: Apache-2.0
// The dangers of all that was met, beside the verdict: on a small screen the hits themselves stand out of sight.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { cautionsOf } from './cautions.ts';
import { CautionsList } from './cautions-list.tsx';
import type { QueryView } from './query-state.ts';

export function VerdictCautions({ view }: { view: QueryView }): ReactNode {
  const { t } = useWords();
  if (view.phase !== 'answered') return null;
  const { sure, ifSame } = cautionsOf(view.answers);
  return (
    <>
      <CautionsList cautions={sure} />
      {ifSame.length > 0 && (
        <div className="cautions-if-same">
          <span>{t('verdict.if-same')}</span> <CautionsList cautions={ifSame} />
        </div>
      )}
    </>
  );
}
