// SPDX-License-Identifier: Apache-2.0
// Puts files of old mail into a case, one after the other, and says of each what became of it.
import { type ReactNode, useId, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import { importMail } from './mail-calls.ts';
import { type MailRefusal, refusalOf } from './mail-codes.ts';

interface MailImportProps {
  readonly use: SessionUse;
  readonly caseRef: string;
  readonly onImported: () => void;
}

interface Told {
  readonly name: string;
  readonly standing: 'imported' | 'here' | MailRefusal;
  readonly alsoIn: readonly string[];
}

export function MailImport({ use, caseRef, onImported }: MailImportProps): ReactNode {
  const { t } = useWords();
  const id = useId();
  const [told, setTold] = useState<readonly Told[]>([]);
  const [isBusy, setBusy] = useState(false);
  const bring = async (files: readonly File[]) => {
    setTold([]);
    setBusy(true);
    for (const file of files) {
      const reply = await importMail(use.session, caseRef, file);
      if (!reply.ok && endsSession(reply.fault)) return use.onSessionEnd();
      const become = reply.ok ? reply.value : { standing: refusalOf(reply.fault.code), alsoIn: [] };
      setTold((before) => [...before, { name: file.name, ...become }]);
    }
    setBusy(false);
    onImported();
  };
  return (
    <>
      <h3>{t('mail.import')}</h3>
      <label
        className="mail-drop"
        htmlFor={id}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          if (!isBusy) void bring([...event.dataTransfer.files].slice(0, FILES_MAX));
        }}
      >
        <input
          id={id}
          className="unseen"
          type="file"
          accept=".eml,message/rfc822"
          multiple
          disabled={isBusy}
          onChange={({ target }) => {
            const files = [...(target.files ?? [])].slice(0, FILES_MAX);
            target.value = '';
            void bring(files);
          }}
        />
        {t(isBusy ? 'mail.under-way' : 'mail.choose')}
      </label>
      <ul className="case-list" role="status">
        {told.map(({ name, standing, alsoIn }) => (
          <li key={name}>
            <bdi>{name}</bdi>{' '}
            <span className={standing === 'imported' ? 'soft' : 'overdue'}>{t(`mail-standing.${standing}`)}</span>
            {alsoIn.length > 0 && <span className="soft"> {t('mail.also-in', { cases: alsoIn.join(', ') })}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

/** At once; whoever has more uses the command line. */
const FILES_MAX = 200;
