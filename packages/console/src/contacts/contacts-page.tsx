// SPDX-License-Identifier: Apache-2.0
// Whom to call in which State, and whether somebody answers: directories, communication checks, and what was shared of the OSCE's measures.
import { type ReactNode, useState } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useReply } from '../api/use-reply.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { PageHeader } from '../screen/page-header.tsx';
import { CheckBoard } from './check-board.tsx';
import { type Directory, fetchDirectories } from './contact-calls.ts';
import { DirectoryForm } from './directory-form.tsx';
import { MeasureTable } from './measure-table.tsx';
import { StateContacts } from './state-contacts.tsx';
import './contacts-page.css';

export function ContactsPage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const { session, onSessionEnd } = use;
  const [isKeeping, setKeeping] = useState(false);
  const { value: directories, fault, read } = useReply(fetchDirectories, onSessionEnd);
  const own = directories?.find(({ state }) => state === session.state);
  return (
    <>
      <PageHeader use={use} />
      <main className="contacts">
        <h1>{t('page.contacts')}</h1>
        {fault !== undefined && <FaultNote fault={fault} />}
        {directories === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
        {directories !== undefined && <CheckBoard use={use} directories={directories} />}
        {isKeeping ? (
          <DirectoryForm
            use={use}
            own={own}
            onKept={() => {
              setKeeping(false);
              read();
            }}
            onGiveUp={() => setKeeping(false)}
          />
        ) : (
          directories !== undefined && (
            <Directories
              directories={directories}
              mayKeep={session.permissions.includes('directory.keep')}
              onKeep={() => setKeeping(true)}
            />
          )
        )}
        {directories !== undefined && <MeasureTable directories={directories} />}
      </main>
    </>
  );
}

interface DirectoriesProps {
  readonly directories: readonly Directory[];
  readonly mayKeep: boolean;
  readonly onKeep: () => void;
}

function Directories({ directories, mayKeep, onKeep }: DirectoriesProps): ReactNode {
  const { t } = useWords();
  return (
    <section aria-labelledby="directories-title">
      <header className="contacts-head">
        <h2 id="directories-title">{t('contacts.directory')}</h2>
        {mayKeep && (
          <button type="button" className="side-button" onClick={onKeep}>
            {t('contacts.keep')}
          </button>
        )}
        <button type="button" className="side-button contacts-print" onClick={() => window.print()}>
          {t('contacts.print')}
        </button>
      </header>
      {directories.length === 0 && <p className="soft">{t('contacts.none')}</p>}
      {directories.map((directory) => (
        <StateContacts key={directory.state} directory={directory} />
      ))}
    </section>
  );
}
