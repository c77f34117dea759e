// SPDX-License-Identifier: Apache-2.0
// What the person at the screen has begun to write and not sent.
import type { ReactNode } from 'react';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import type { DraftRow } from './desk-calls.ts';

interface DraftListProps {
  readonly drafts: readonly DraftRow[];
  /** Ids of those that could not be opened. */
  readonly unread: ReadonlySet<string>;
  readonly onOpen: (draft: DraftRow) => void;
  readonly onDrop: (draft: DraftRow) => void;
}

export function DraftList({ drafts, unread, onOpen, onDrop }: DraftListProps): ReactNode {
  const { t, states, date } = useWords();
  if (drafts.length === 0) return null;
  return (
    <details className="desk-drafts" open={drafts.length <= FEW}>
      <summary>{t('desk.drafts', { count: drafts.length })}</summary>
      <ul>
        {drafts.map((draft) => {
          const { draftId, savedAt, head } = draft;
          return (
            <li key={draftId}>
              <button type="button" className="desk-row" onClick={() => onOpen(draft)}>
                <span className="desk-row-who">
                  {head === undefined ? `${date(dayOf(savedAt))} ${clockOf(savedAt, false)}` : t(`kind.${head.kind}`)}
                </span>
                {head !== undefined && (
                  <bdi className="desk-row-case soft">
                    {[states(head.to), ...head.groups, head.caseRef].filter((text) => text !== '').join(' · ')}
                  </bdi>
                )}
              </button>
              {/* Others are dropped where somebody reads them. */}
              {unread.has(draftId) && (
                <button type="button" className="quiet-button" onClick={() => onDrop(draft)}>
                  {t('desk.drop')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** So many are shown without being asked for. */
const FEW = 3;
