// SPDX-License-Identifier: Apache-2.0
// Imported mails that a search found, below the messages that it found.
import type { ReactNode } from 'react';
import { dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import type { Mail } from './mail-calls.ts';

interface FoundMailsProps {
  readonly mails: readonly Mail[];
  readonly chosen: string | undefined;
  readonly onChoose: (mail: Mail) => void;
}

export function FoundMails({ mails, chosen, onChoose }: FoundMailsProps): ReactNode {
  const { t, date } = useWords();
  if (mails.length === 0) return null;
  return (
    <section className="desk-list" aria-label={t('mail.found')}>
      <h2>{t('mail.found')}</h2>
      <ul>
        {mails.map((mail) => (
          <li key={mail.mail}>
            <button
              type="button"
              className="desk-row"
              aria-current={mail.mail === chosen || undefined}
              onClick={() => onChoose(mail)}
            >
              <span className="desk-row-who">
                <bdi dir="auto">{mail.from}</bdi>
              </span>
              <span className="desk-row-time soft">{date(dayOf(mail.datedAt))}</span>
              <span className="desk-row-kind">{t('mail.imported')}</span>
              <bdi className="desk-row-case soft">{mail.caseRef}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
