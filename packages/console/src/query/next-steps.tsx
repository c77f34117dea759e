// SPDX-License-Identifier: Apache-2.0
// What an officer can do after an answer, with the key of each; and the steps of an answer that is not whole.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { useSettings } from '../look/settings.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import type { QueryView } from './query-state.ts';
import type { Shortcut } from './single-key.ts';

export function NextSteps({
  view,
  onShortcut,
}: {
  view: QueryView;
  onShortcut: (shortcut: Shortcut) => void;
}): ReactNode {
  const { t } = useWords();
  const { singleKeysOn } = useSettings();
  if (view.phase !== 'answered' && view.phase !== 'failed') return null;
  const isPartial = view.phase === 'answered' && ['incomplete', 'refused'].includes(view.shown.word);
  return (
    <section className="next">
      {isPartial && (
        <ol className="steps">
          <li>{t('step.ask-again')}</li>
          <li>{t('step.second-line-decides')}</li>
        </ol>
      )}
      <div className="next-buttons">
        <button type="button" className="side-button" onClick={() => onShortcut('ask-again')}>
          {t('box.ask-again')} {singleKeysOn && view.phase === 'answered' && <KeyCap>A</KeyCap>}
        </button>
        {view.phase === 'answered' && (
          <button type="button" className="side-button" onClick={() => onShortcut('print')}>
            {t('next.print')} {singleKeysOn && <KeyCap>P</KeyCap>}
          </button>
        )}
      </div>
    </section>
  );
}
