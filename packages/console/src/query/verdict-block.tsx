// SPDX-License-Identifier: Apache-2.0
// The one verdict, readable at a metre in two seconds: colour, shape and words, with time and log entry beside it.
import type { ReactNode } from 'react';
import { clockOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { Mark, type MarkShape } from '../screen/mark.tsx';
import { groupDigits } from './group-digits.ts';
import type { QueryView } from './query-state.ts';
import { verdictText } from './verdict-text.ts';

export function VerdictBlock({ view }: { view: Exclude<QueryView, { phase: 'ready' }> }): ReactNode {
  const words = useWords();
  const shape: MarkShape = view.phase === 'answered' ? view.shown.word : view.phase;
  const text = verdictText(words, view);
  return (
    <section className={`verdict verdict-${shape}`} aria-label={words.t('verdict.title')}>
      <Mark shape={shape} />
      <div className="verdict-words">
        <h2>{text.title}</h2>
        {view.phase === 'failed' ? (
          <FaultNote fault={view.fault} />
        ) : (
          text.lines.map((line) => (
            <p key={line}>
              <bdi>{line}</bdi>
            </p>
          ))
        )}
        {text.warning !== undefined && <p className="verdict-warning">{text.warning}</p>}
      </div>
      {view.phase === 'answered' && (
        <p className="verdict-facts">
          <span>{words.t('verdict.elapsed', { ms: view.verdict.elapsedMs })}</span>
          <span>{clockOf(view.answeredAt)}</span>
          <span>{words.t('verdict.entry', { index: groupDigits(view.verdict.logIndex) })}</span>
        </p>
      )}
    </section>
  );
}
