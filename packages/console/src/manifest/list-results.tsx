// SPDX-License-Identifier: Apache-2.0
// The travellers of a list by what was found: hits first, what is clear folded away.
import type { Traveller } from '@iims/wire/manifest';
import { type ReactNode, useState } from 'react';
import { useWords } from '../language/use-words.ts';
import { groupsOf, type ListGroup, openCount } from './list-groups.ts';
import { ListRowView } from './list-row.tsx';
import type { ListView } from './manifest-state.ts';
import { RefusedLines } from './refused-lines.tsx';

interface ListResultsProps {
  readonly view: ListView;
  readonly onAskAgain: () => void;
  readonly onAlone: (traveller: Traveller) => void;
}

export function ListResults({ view, onAskAgain, onAlone }: ListResultsProps): ReactNode {
  const { t } = useWords();
  const again = view.phase === 'asking' ? 0 : openCount(view);
  return (
    <div className="list-results">
      {again > 0 && (
        <button type="button" className="main-button list-again" onClick={onAskAgain}>
          {t('list.again', { count: again })}
        </button>
      )}
      {groupsOf(view)
        .filter(({ count }) => count > 0)
        .map((group) =>
          group.word === 'no-hit' ? (
            <FoldedGroup key={group.word} group={group} onAlone={onAlone} />
          ) : (
            <section key={group.word} className={`list-group list-group-${group.word}`}>
              <h2>{t(group.key, { number: group.count })}</h2>
              <Rows group={group} onAlone={onAlone} />
              <RefusedLines refused={group.refused} />
            </section>
          ),
        )}
    </div>
  );
}

interface GroupProps {
  readonly group: ListGroup;
  readonly onAlone: (traveller: Traveller) => void;
}

/** Four hundred rows that nobody looks at are not drawn. */
function FoldedGroup({ group, onAlone }: GroupProps): ReactNode {
  const { t } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      className={`list-group list-group-${group.word}`}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary>
        <h2>{t(group.key, { number: group.count })}</h2>
      </summary>
      {isOpen && <Rows group={group} onAlone={onAlone} />}
    </details>
  );
}

function Rows({ group, onAlone }: GroupProps): ReactNode {
  if (group.rows.length === 0) return null;
  return (
    <ul className="list-rows">
      {group.rows.map((row) => (
        <ListRowView key={row.traveller.line} row={row} onAlone={onAlone} />
      ))}
    </ul>
  );
}
