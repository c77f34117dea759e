// SPDX-License-Identifier: Apache-2.0
// What the person at the screen has begun to write and not sent.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import type { WriteDraft } from './write-draft.ts';

interface DraftListProps {
  readonly drafts: readonly WriteDraft[];
  readonly onOpen: (draft: WriteDraft) => void;
}

export function DraftList({ drafts, onOpen }: DraftListProps): ReactNode {
  const { t, states } = useWords();
  if (drafts.length === 0) return null;
  return (
    <details className="desk-drafts" open={drafts.length <= FEW}>
      <summary>{t('desk.drafts', { count: drafts.length })}</summary>
      <ul>
        {drafts.map((draft) => (
          <li key={draft.draftId}>
            <button type="button" className="desk-row" onClick={() => onOpen(draft)}>
              <span className="desk-row-who">{t(`kind.${draft.kind}`)}</span>
              <bdi className="desk-row-case soft">
                {[states(draft.to), draft.caseRef].filter((text) => text !== '').join(' · ')}
              </bdi>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** So many are shown without being asked for. */
const FEW = 3;
