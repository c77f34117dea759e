// SPDX-License-Identifier: Apache-2.0
// What to do on a hit: dangers first and strong, then the steps in order.
import type { ShownHit } from '@iims/wire/verdict';
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { stepsFor } from './action-steps.ts';
import { CautionsList } from './cautions-list.tsx';

export function HitSteps({ hit }: { hit: ShownHit }): ReactNode {
  const words = useWords();
  return (
    <div className="detail-part detail-steps">
      <h3>{words.t('hit.what-to-do')}</h3>
      <CautionsList cautions={hit.cautions} />
      {hit.notExecuted !== undefined && (
        <p className="notice">{words.t('hit.not-executed', { date: words.date(hit.notExecuted.since) })}</p>
      )}
      <ol className="steps">
        {stepsFor(hit).map((step) => (
          <li key={step}>{words.t(step)}</li>
        ))}
      </ol>
    </div>
  );
}
