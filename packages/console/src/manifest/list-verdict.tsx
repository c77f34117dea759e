// SPDX-License-Identifier: Apache-2.0
// The one word over a list, as a verdict looks: red for a hit, amber for what is missing, green when nothing is.
import type { ReactNode } from 'react';
import { clockOf } from '../language/dates.ts';
import { useWords, type Words } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { Mark } from '../screen/mark.tsx';
import { groupsOf } from './list-groups.ts';
import { type ListView, progressOf, wordOfList } from './manifest-state.ts';

export function ListVerdict({ view, onPrint }: { view: ListView; onPrint: () => void }): ReactNode {
  const words = useWords();
  const { t } = words;
  const word = wordOfList(view);
  const text = listVerdictText(words, view);
  return (
    <section className={`verdict list-verdict verdict-${word}`} aria-label={t('verdict.title')}>
      <Mark shape={word} />
      <div className="verdict-words">
        <h2 aria-live="polite">{text.title}</h2>
        {text.line !== '' && <p>{text.line}</p>}
        {text.warning !== undefined && <p className="verdict-warning">{text.warning}</p>}
        {view.fault !== undefined && <FaultNote fault={view.fault} />}
      </div>
      {view.phase !== 'asking' && (
        <div className="verdict-facts">
          {view.endedAt !== undefined && (
            <span>
              {clockOf(view.askedAt)}–{clockOf(view.endedAt)}
            </span>
          )}
          {view.logIndexes.length > 0 && (
            <span>{t('verdict.entry', { index: view.logIndexes.map(groupDigits).join(', ') })}</span>
          )}
          <button type="button" className="side-button" onClick={onPrint}>
            {t('list.print')}
          </button>
        </div>
      )}
    </section>
  );
}

/** Read aloud when it changes, and printed. */
export function listVerdictText(
  words: Words,
  view: ListView,
): { readonly title: string; readonly line: string; readonly warning?: string } {
  const { t } = words;
  const word = wordOfList(view);
  const groups = groupsOf(view);
  if (word === 'asking') return { title: t('list.asking'), line: '' };
  const named = groups.find((group) => group.word === word)!;
  const title = word === 'no-hit' ? t('verdict.no-hit') : t(named.key, { number: named.count });
  const line = groups
    .filter((group) => group.word !== word || word === 'no-hit')
    .filter(({ count }) => count > 0)
    .map(({ key, count }) => t(key, { number: count }))
    .join(' · ');
  const { done, of } = progressOf(view);
  const isMissing = view.phase !== 'asking' && groups.some((group) => group.isMissing && group.count > 0);
  if (view.phase === 'asking') return { title, line: t('list.progress', { done, count: of }) };
  return { title, line, ...(isMissing || view.phase === 'broken' ? { warning: t('list.not-complete') } : {}) };
}
