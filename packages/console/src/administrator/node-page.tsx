// SPDX-License-Identifier: Apache-2.0
// The administrator's page: what needs attention first, then partners, keys, the trust list, witnesses and registers, and the commands.
import type { ReactNode } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { PageHeader } from '../screen/page-header.tsx';
import { ReadHead } from '../screen/read-head.tsx';
import { AnnouncerSection } from './announcer-section.tsx';
import { AttentionSection } from './attention-section.tsx';
import { CommandSection } from './command-section.tsx';
import { KeySection } from './key-section.tsx';
import { PartnerSection } from './partner-section.tsx';
import { RegisterSection } from './register-section.tsx';
import { TrustSection } from './trust-section.tsx';
import { useNodeView } from './use-node-view.ts';
import { WitnessSection } from './witness-section.tsx';
import './node-page.css';

const SECTIONS = [
  { id: 'attention', key: 'attention.title' },
  { id: 'partners', key: 'partners.title' },
  { id: 'own-keys', key: 'own-keys.title' },
  { id: 'trust-list', key: 'trust.title' },
  { id: 'witnesses', key: 'witness.title' },
  { id: 'registers', key: 'registers.title' },
  { id: 'announcers', key: 'announcers.title' },
  { id: 'commands', key: 'node.commands' },
] as const;

export function NodePage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const { view, fault, isReading, read } = useNodeView(use.onSessionEnd);
  return (
    <>
      <PageHeader use={use} />
      <main className="node">
        <ReadHead title={t('node.title')} readAt={view?.readAt} isReading={isReading} onRead={() => void read()} />
        <SectionLinks />
        {fault !== undefined && <FaultNote fault={fault} />}
        {view !== undefined && (
          <>
            <AttentionSection view={view} />
            <PartnerSection view={view} use={use} onChange={read} />
            <KeySection keys={view.keys.keys} custody={view.node.custody} />
            <div className="node-pair">
              <TrustSection trustList={view.partners.trustList} readAt={view.readAt} />
              <WitnessSection view={view} />
            </div>
            <RegisterSection registers={view.node.registers} readAt={view.readAt} />
            <AnnouncerSection announcers={view.node.announcers} />
          </>
        )}
        <CommandSection />
      </main>
    </>
  );
}

/** The page is long: a few keys lead to each part of it. */
function SectionLinks(): ReactNode {
  const { t } = useWords();
  return (
    <nav aria-label={t('node.sections')}>
      <ul className="section-links">
        {SECTIONS.map(({ id, key }) => (
          <li key={id}>
            <a href={`#${id}`}>{t(key)}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
