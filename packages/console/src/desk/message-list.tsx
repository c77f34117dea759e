// SPDX-License-Identifier: Apache-2.0
// The list at the side: what came and went, what is unread, what is due. One stop for the keyboard; its rows are walked by arrows or j and k.
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import {
  FILTERS,
  type Filter,
  isDue,
  isOverdue,
  isUnassigned,
  isUnread,
  type MessageRow,
  othersOf,
} from './desk-state.ts';
import { DueTime } from './due-time.tsx';
import type { FoundUse } from './use-found.ts';

interface MessageListProps {
  readonly rows: readonly MessageRow[];
  readonly all: readonly MessageRow[];
  readonly chosen: string | undefined;
  readonly filter: Filter;
  readonly words: string;
  readonly now: number;
  readonly search: RefObject<HTMLInputElement | null>;
  /** A search through all messages, which the rows are while there is one. */
  readonly found: FoundUse;
  readonly onFilter: (filter: Filter) => void;
  readonly onWords: (words: string) => void;
  readonly onChoose: (row: MessageRow) => void;
  readonly onMore: (() => void) | undefined;
}

export function MessageList(props: MessageListProps): ReactNode {
  const { rows, all, filter, words, search, found, onFilter, onWords, onMore } = props;
  const { t } = useWords();
  const counts = {
    all: undefined,
    sent: undefined,
    mine: undefined,
    unassigned: all.filter(isUnassigned).length,
    unread: all.filter(isUnread).length,
    due: all.filter(isDue).length,
  };
  const isChosenShown = rows.some(({ id }) => id === props.chosen);
  return (
    <section className="desk-list" aria-label={t('desk.messages')}>
      <input
        ref={search}
        type="search"
        className="desk-search"
        value={words}
        placeholder={t('desk.find')}
        aria-label={t('desk.find')}
        autoComplete="off"
        onChange={({ target }) => onWords(target.value)}
        onKeyDown={({ key }) => key === 'Enter' && found.find(words)}
      />
      {words.trim() !== '' && found.rows === undefined && (
        <>
          <button type="button" className="side-button" onClick={() => found.find(words)}>
            {t('desk.find-all')}
          </button>
          <p className="soft">{t('desk.find-how')}</p>
        </>
      )}
      {found.fault !== undefined && <FaultNote fault={found.fault} />}
      <p className="soft" role="status">
        {found.rows !== undefined && t('desk.found', { count: found.rows.length })}
        {found.notSearched > 0 && ` ${t('desk.not-searched', { count: found.notSearched })}`}
      </p>
      <div className="desk-filters">
        {FILTERS.map((one) => (
          <button
            key={one}
            type="button"
            className="quiet-button"
            aria-pressed={filter === one}
            onClick={() => onFilter(one)}
          >
            {t(`desk-filter.${one}`)}
            {counts[one] !== undefined && counts[one] > 0 && <span className="desk-count">{counts[one]}</span>}
          </button>
        ))}
      </div>
      {rows.length === 0 && <p className="soft desk-none">{t('desk.none')}</p>}
      <ul>
        {rows.map((row, place) => (
          <ListRow key={row.id} row={row} isFirst={place === 0 && !isChosenShown} {...props} />
        ))}
      </ul>
      {onMore !== undefined && (
        <button type="button" className="side-button" onClick={onMore}>
          {t('desk.more')}
        </button>
      )}
    </section>
  );
}

interface ListRowProps extends MessageListProps {
  readonly row: MessageRow;
  /** The one that the keyboard enters by while none is chosen. */
  readonly isFirst: boolean;
}

function ListRow({ row, isFirst, chosen, now, onChoose }: ListRowProps): ReactNode {
  const { t, state } = useWords();
  const isChosen = row.id === chosen;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isChosen) return;
    button.current?.scrollIntoView({ block: 'nearest' });
    // Whoever walks through the list opens with Enter; whoever types elsewhere goes on typing.
    const { activeElement } = document;
    if (activeElement === document.body || activeElement?.classList.contains('desk-row')) button.current?.focus();
  }, [isChosen]);
  const others = othersOf(row).map(state).join(', ');
  return (
    <li>
      <button
        ref={button}
        type="button"
        className={`desk-row${isUnread(row) ? ' desk-row-unread' : ''}${isOverdue(row, now) ? ' desk-row-overdue' : ''}`}
        aria-current={isChosen || undefined}
        tabIndex={isChosen || isFirst ? 0 : -1}
        onClick={() => onChoose(row)}
      >
        <span className="desk-row-who">
          <span aria-hidden="true">{row.isOwn ? '→ ' : ''}</span>
          <bdi>{row.isOwn ? t('desk.to', { states: others }) : others}</bdi>
          {isUnread(row) && <span className="unseen"> {t('desk.unread')}</span>}
        </span>
        <span className="desk-row-time soft">{timeText(row.at, now)}</span>
        <span className="desk-row-kind">{t(`kind.${row.kind}`)}</span>
        <bdi className="desk-row-case soft">{row.caseRef}</bdi>
        <span className="desk-row-end">
          {row.isUrgent && <span className="desk-urgent">{t('urgency.urgent')}</span>}
          {isDue(row) ? (
            <DueTime dueAt={row.dueAt ?? 0} now={now} />
          ) : (
            <span className={row.status === 'undeliverable' ? 'overdue' : 'soft'}>
              {t(`message-status.${row.status}`)}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}

/** Today the time of day, else the day: the list is read from the top. */
function timeText(at: number, now: number): string {
  return dayOf(at) === dayOf(now) ? clockOf(at, false) : dayOf(at).slice(5);
}
