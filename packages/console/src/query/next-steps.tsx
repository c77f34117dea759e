// SPDX-License-Identifier: Apache-2.0
// What to do about an answer that is not whole.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { useSettings } from '../look/settings.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import { isOpenAnswer, openAnswerSteps } from './open-answer-steps.ts';
import type { QueryView } from './query-state.ts';

export function NextSteps({ view, onAskAgain }: { view: QueryView; onAskAgain: () => void }): ReactNode {
  const { t } = useWords();
  const { singleKeysOn } = useSettings();
  if (view.phase !== 'answered' || !isOpenAnswer(view)) return null;
  const { steps, mayAskAgain } = openAnswerSteps(view);
  return (
    <section className="next card">
      <h3>{t('hit.what-to-do')}</h3>
      <ol className="steps">
        {steps.map((step) => (
          <li key={step}>{t(step)}</li>
        ))}
      </ol>
      {mayAskAgain && (
        <button type="button" className="side-button" onClick={onAskAgain}>
          {t('box.ask-again')} {singleKeysOn && <KeyCap>A</KeyCap>}
        </button>
      )}
    </section>
  );
}
