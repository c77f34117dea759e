// SPDX-License-Identifier: Apache-2.0
// Programs and mailboxes of the own State that are told that something has come: when each was last reached, and since when it is not.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import type { Announcers, Mail, Webhook } from './announcers.ts';
import { momentText } from './moment-text.ts';
import { StatusMark } from './status-mark.tsx';

export function AnnouncerSection({ announcers }: { announcers: Announcers }): ReactNode {
  const { t } = useWords();
  const { webhooks, mail } = announcers;
  return (
    <section className="card" aria-labelledby="announcers">
      <h2 id="announcers">{t('announcers.title')}</h2>
      {webhooks.length === 0 && mail === undefined && <p>{t('announcers.none')}</p>}
      <dl>
        {webhooks.map((webhook) => (
          <div className="row" key={webhook.name}>
            <dt>
              <bdi>{webhook.name}</bdi>
            </dt>
            <dd>
              <bdi>{webhook.host}</bdi> ·{' '}
              {t('announcers.behind', {
                count: webhook.entriesBehind,
                entries: groupDigits(webhook.entriesBehind),
              })}
              <p className="soft number">{webhook.events.join(' ')}</p>
              <Reaching one={webhook} />
            </dd>
          </div>
        ))}
        {mail !== undefined && (
          <div className="row">
            <dt>{t('announcers.mail')}</dt>
            <dd>
              {t('announcers.mailboxes', { count: mail.mailboxes })}
              <Reaching one={mail} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Reaching({ one: { reachedAt, failing } }: { one: Webhook | Mail }): ReactNode {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <p>
        {reachedAt === undefined
          ? t('announcers.never')
          : t('announcers.reached', { time: momentText(words, reachedAt) })}
      </p>
      {failing !== undefined && (
        <p className="register-doubt">
          <StatusMark status="warning" /> {t('announcers.failing', { time: momentText(words, failing.since) })}{' '}
          <bdi className="number">{failing.code}</bdi>
        </p>
      )}
    </>
  );
}
