// SPDX-License-Identifier: Apache-2.0
// The page of connectors: how each register that a source fills is kept in step, and what to do where it is not.
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { PageHeader } from '../screen/page-header.tsx';
import { ReadHead } from '../screen/read-head.tsx';
import { ConnectorCard } from './connector-card.tsx';
import { type Connector, fetchConnectors } from './connectors.ts';
import './connectors-page.css';

interface View {
  readonly connectors: readonly Connector[];
  /** By the clock of the screen, milliseconds since 1970. */
  readonly readAt: number;
}

/** It is never read by itself: a page that nobody looks at must not keep a session alive. */
export function ConnectorsPage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const [view, setView] = useState<View>();
  const [fault, setFault] = useState<Fault>();
  const [isReading, setReading] = useState(true);
  const { onSessionEnd } = use;
  const read = useCallback(async () => {
    setReading(true);
    const reply = await fetchConnectors();
    setReading(false);
    if (!reply.ok && endsSession(reply.fault)) return onSessionEnd();
    setFault(reply.ok ? undefined : reply.fault);
    if (reply.ok) setView({ connectors: reply.value, readAt: Date.now() });
  }, [onSessionEnd]);
  useEffect(() => void read(), [read]);
  return (
    <>
      <PageHeader use={use} />
      <main className="connectors">
        <ReadHead
          title={t('connectors.title')}
          readAt={view?.readAt}
          isReading={isReading}
          onRead={() => void read()}
        />
        <p className="soft">{t('connectors.about')}</p>
        {fault !== undefined && <FaultNote fault={fault} />}
        {view?.connectors.length === 0 && <p className="card">{t('connectors.none', { folder: 'connectors' })}</p>}
        {view?.connectors.map((connector) => (
          <ConnectorCard key={connector.name} connector={connector} readAt={view.readAt} use={use} onChange={read} />
        ))}
      </main>
    </>
  );
}
