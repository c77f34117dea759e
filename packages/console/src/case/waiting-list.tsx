// SPDX-License-Identifier: Apache-2.0
// Messages that wait for a second person, above the list of those that came and went; and the own ones that were refused.
import { type ReactNode, useEffect, useState } from 'react';
import { useWords } from '../language/use-words.ts';
import { fetchWaiting, type Proposal, type Waiting } from './waiting-calls.ts';

interface WaitingListProps {
  readonly chosen: string | undefined;
  /** Text that changes when something may wait, or waits no more. */
  readonly news: string;
  readonly onChoose: (proposal: Proposal) => void;
}

export function WaitingList({ chosen, news, onChoose }: WaitingListProps): ReactNode {
  const { t } = useWords();
  const [{ waiting, refused }, setWaiting] = useState<Waiting>({ waiting: [], refused: [] });
  // biome-ignore lint/correctness/useExhaustiveDependencies: news says when to read again.
  useEffect(() => {
    void fetchWaiting().then((reply) => reply.ok && setWaiting(reply.value));
  }, [news]);
  if (waiting.length + refused.length === 0) return null;
  const list = (rows: readonly Proposal[]) => (
    <ul>
      {rows.map((row) => (
        <WaitingRow key={row.id} row={row} isChosen={row.id === chosen} onChoose={onChoose} />
      ))}
    </ul>
  );
  return (
    <section className="waiting-list" aria-label={t('case.waiting-messages')}>
      {waiting.length > 0 && (
        <>
          <h2>
            {t('case.waiting-messages')} <span className="desk-count">{waiting.length}</span>
          </h2>
          {list(waiting)}
        </>
      )}
      {refused.length > 0 && (
        <details>
          <summary>{t('case.refused-count', { count: refused.length })}</summary>
          {list(refused)}
        </details>
      )}
    </section>
  );
}

interface WaitingRowProps {
  readonly row: Proposal;
  readonly isChosen: boolean;
  readonly onChoose: (proposal: Proposal) => void;
}

function WaitingRow({ row, isChosen, onChoose }: WaitingRowProps): ReactNode {
  const { t, states } = useWords();
  const { kind, to, caseRef, isOwn, isUrgent, proposedBy } = row;
  return (
    <li>
      <button type="button" className="desk-row" aria-current={isChosen || undefined} onClick={() => onChoose(row)}>
        <span className="desk-row-who">
          <span aria-hidden="true">→ </span>
          <bdi>{t('desk.to', { states: states(to) })}</bdi>
        </span>
        <span className="desk-row-time soft">
          <bdi>{isOwn ? t('case.by-me') : proposedBy}</bdi>
        </span>
        <span className="desk-row-kind">{t(`kind.${kind}`)}</span>
        <bdi className="desk-row-case soft">{caseRef}</bdi>
        <span className="desk-row-end">
          {isUrgent && <span className="desk-urgent">{t('urgency.urgent')}</span>}
          {row.refused !== undefined && <span className="overdue">{t(`release-ground.${row.refused.ground}`)}</span>}
        </span>
      </button>
    </li>
  );
}
