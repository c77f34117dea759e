// SPDX-License-Identifier: Apache-2.0
// Notices: what waits for review, how each stands, what was refused, and the colours that officers know for their purposes.
import { type ReactNode, useState } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useReply } from '../api/use-reply.ts';
import { useWords } from '../language/use-words.ts';
import { PageHeader } from '../screen/page-header.tsx';
import { ColourTable } from './colour-table.tsx';
import { DraftForm } from './draft-form.tsx';
import { fetchNotices, fetchRefused, fetchWaiting } from './notice-calls.ts';
import { NoticeFault } from './notice-fault.tsx';
import { NoticeList } from './notice-list.tsx';
import { RefusedSection } from './refused-section.tsx';
import { WaitingSection } from './waiting-section.tsx';
import '../desk/desk-page.css';
import './notices-page.css';

export function NoticesPage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const { session, onSessionEnd } = use;
  const [isDrafting, setDrafting] = useState(false);
  const waiting = useReply(fetchWaiting, onSessionEnd);
  const notices = useReply(fetchNotices, onSessionEnd);
  const refused = useReply(fetchRefused, onSessionEnd);
  const readAll = () => {
    for (const { read } of [waiting, notices, refused]) read();
  };
  const fault = waiting.fault ?? notices.fault ?? refused.fault;
  return (
    <>
      <PageHeader use={use} />
      <main className="notices">
        <header className="notice-head">
          <h1>{t('page.notices')}</h1>
          {session.permissions.includes('notice.draft') && !isDrafting && (
            <button type="button" className="main-button" onClick={() => setDrafting(true)}>
              {t('notices.draft')}
            </button>
          )}
        </header>
        {fault !== undefined && <NoticeFault fault={fault} />}
        {isDrafting && (
          <DraftForm
            use={use}
            onDrafted={() => {
              setDrafting(false);
              readAll();
            }}
            onGiveUp={() => setDrafting(false)}
          />
        )}
        {waiting.value !== undefined && <WaitingSection use={use} waiting={waiting.value} onDone={readAll} />}
        {notices.value !== undefined && <NoticeList use={use} notices={notices.value} onDone={readAll} />}
        {refused.value !== undefined && <RefusedSection use={use} refused={refused.value} onDone={readAll} />}
        <ColourTable />
      </main>
    </>
  );
}
