// SPDX-License-Identifier: Apache-2.0
// The one verdict, readable at a metre in two seconds: colour, shape and words, with time and log entry beside it.
import type { ReactNode } from 'react';
import { clockOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { useSettings } from '../look/settings.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { KeyCap } from '../screen/key-cap.tsx';
import { Mark, type MarkShape } from '../screen/mark.tsx';
import { groupDigits } from './group-digits.ts';
import type { QueryView } from './query-state.ts';
import { VerdictCautions } from './verdict-cautions.tsx';
import { verdictText } from './verdict-text.ts';

interface VerdictBlockProps {
  readonly view: Exclude<QueryView, { phase: 'ready' }>;
  readonly onPrint: () => void;
}

export function VerdictBlock({ view, onPrint }: VerdictBlockProps): ReactNode {
  const words = useWords();
  const { singleKeysOn } = useSettings();
  const shape: MarkShape = view.phase === 'answered' ? view.shown.word : view.phase;
  const text = verdictText(words, view);
  return (
    <section className={`verdict verdict-${shape}`} aria-label={words.t('verdict.title')}>
      <Mark shape={shape} />
      <div className="verdict-words">
        <h2>{text.title}</h2>
        <VerdictCautions view={view} />
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
        <div className="verdict-facts">
          <span>
            {clockOf(view.answeredAt)} · {words.t('verdict.elapsed', { ms: view.verdict.elapsedMs })}
          </span>
          <span>{words.t('verdict.entry', { index: groupDigits(view.verdict.logIndex) })}</span>
          <button type="button" className="side-button" onClick={onPrint}>
            {words.t('next.print')} {singleKeysOn && <KeyCap>P</KeyCap>}
          </button>
        </div>
      )}
    </section>
  );
}
