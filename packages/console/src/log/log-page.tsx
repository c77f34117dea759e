// SPDX-License-Identifier: Apache-2.0
// The auditor's page: is the log whole, yes or no; and its latest entries without their subjects.
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { PageHeader } from '../screen/page-header.tsx';
import { type LogVerdict, verifyLog } from './audit-log.ts';
import { EntryList } from './entry-list.tsx';
import { LogVerdictBlock } from './log-verdict-block.tsx';
import './log-page.css';

export function LogPage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const [verdict, setVerdict] = useState<LogVerdict>();
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);

  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);

  const verify = async () => {
    if (busy) return;
    setBusy(true);
    setVerdict(undefined);
    setFault(undefined);
    const reply = await verifyLog(use.session);
    setBusy(false);
    if (reply.ok) return setVerdict(reply.value);
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };

  return (
    <>
      <PageHeader use={use} />
      <main className="log">
        <h1>{t('log.title')}</h1>
        <section className="card">
          <p>{t('log.what')}</p>
          <button type="button" className="main-button" aria-disabled={busy} onClick={() => void verify()} ref={first}>
            {t(busy ? 'log.verifying' : 'log.verify')}
          </button>
          <div aria-live="assertive">{verdict !== undefined && <LogVerdictBlock verdict={verdict} />}</div>
          {fault !== undefined && <FaultNote fault={fault} />}
        </section>
        <EntryList onSessionEnd={use.onSessionEnd} />
      </main>
    </>
  );
}
