// SPDX-License-Identifier: Apache-2.0
// The facts of a message beside it: how far it has come with every State, and under which id it is found.
import type { ReactNode } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import type { MessageRow, Status } from './desk-state.ts';
import { HandlingActs } from './handling-acts.tsx';
import { ReceiptButton } from './receipt-button.tsx';

interface FactsPaneProps {
  readonly use: SessionUse;
  readonly row: MessageRow;
  /** How many messages the case has so far as they are listed. */
  readonly inCase: number;
  readonly onSent: () => void;
}

export function FactsPane({ use, row, inCase, onSent }: FactsPaneProps): ReactNode {
  const { t, state, states } = useWords();
  return (
    <aside className="desk-facts" aria-label={t('desk.facts')}>
      <h2>{t('desk.facts')}</h2>
      <dl>
        <Fact name={t('desk.case')}>
          <bdi>{row.caseRef}</bdi>
        </Fact>
        <Fact name={t('desk.in-case')}>{t('desk.count', { count: inCase })}</Fact>
        <Fact name={t('desk.from')}>
          <bdi>{state(row.from)}</bdi>
        </Fact>
        <Fact name={t('desk.to-name')}>
          <bdi>{states(row.to)}</bdi>
        </Fact>
        <Fact name={t('desk.message-id')}>
          <span className="number desk-id">{row.id}</span>
        </Fact>
      </dl>
      {row.deliveries.length > 0 && (
        <>
          <h3>{t('desk.deliveries')}</h3>
          <ul className="desk-deliveries">
            {row.deliveries.map(({ to, status }) => (
              <li key={to}>
                <bdi>{state(to)}</bdi>
                <span className={status === 'undeliverable' ? 'overdue' : ''}>{t(`message-status.${status}`)}</span>
                {WITH_RECEIPT.includes(status) && <ReceiptButton use={use} messageId={row.id} state={to} />}
              </li>
            ))}
          </ul>
        </>
      )}
      {use.session.permissions.includes('message.send') && <HandlingActs use={use} row={row} onSent={onSent} />}
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div className="desk-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** How far a message is whose receipt is here. */
const WITH_RECEIPT: readonly Status[] = ['received', 'opened', 'answered'];
