// SPDX-License-Identifier: Apache-2.0
// Notices that wait for a second person, who publishes or refuses exactly what stands here.
import { NOTICE_REFUSAL_GROUNDS } from '@iims/wire/notice-codes';
import { type ReactNode, useState } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import { ActForm } from './act-form.tsx';
import type { WaitingNotice } from './notice-calls.ts';
import { NoticeContent } from './notice-content.tsx';
import { PurposeMark } from './purpose-mark.tsx';
import { RefusalNote } from './refusal-note.tsx';

interface WaitingSectionProps {
  readonly use: SessionUse;
  readonly waiting: readonly WaitingNotice[];
  readonly onDone: () => void;
}

export function WaitingSection({ use, waiting, onDone }: WaitingSectionProps): ReactNode {
  const { t } = useWords();
  return (
    <section aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t('notices.waiting')}</h2>
      {waiting.length === 0 && <p className="soft">{t('notices.none-waiting')}</p>}
      {waiting.map((notice) => (
        <WaitingCard key={notice.number} use={use} notice={notice} onDone={onDone} />
      ))}
    </section>
  );
}

function WaitingCard({
  use,
  notice,
  onDone,
}: Omit<WaitingSectionProps, 'waiting'> & { notice: WaitingNotice }): ReactNode {
  const { t, states } = useWords();
  // Nobody decides on what he has not looked at.
  const [isRead, setRead] = useState(false);
  const { number, digest, purpose, subject, to, draftedBy, isOwn, refusals } = notice;
  const mayReview = use.session.permissions.includes('notice.review') && !isOwn;
  const isStopped = refusals.some(({ stops }) => stops);
  return (
    <article className="card notice-card">
      <header className="notice-head">
        <h3>
          <bdi dir="auto">{subject}</bdi>
        </h3>
        <PurposeMark purpose={purpose} />
      </header>
      <p className="notice-line">
        <bdi>{number}</bdi> · {to.length === 0 ? t('said-reach.notice') : states(to)} ·{' '}
        {t('notices.drafted-by', { user: draftedBy })}
      </p>
      <RefusalNote refusals={refusals} />
      <NoticeContent use={use} number={number} onOpened={() => setRead(true)} />
      {isOwn && <p className="soft">{t('notices.own-draft')}</p>}
      {mayReview && !isRead && <p className="soft">{t('notices.read-first')}</p>}
      {mayReview && isRead && (
        <div className="notice-acts">
          <ActForm
            use={use}
            act="review"
            body={{ number, digest, decision: 'publish' }}
            button={t('notices.publish')}
            onDone={onDone}
            {...(isStopped ? { words: { name: 'override', label: t('notices.override-why'), needed: true } } : {})}
          />
          <ActForm
            use={use}
            act="review"
            body={{ number, digest, decision: 'refuse' }}
            button={t('notices.refuse')}
            isDanger
            grounds={NOTICE_REFUSAL_GROUNDS}
            words={{ name: 'explanation', label: t('notices.explanation'), needed: false }}
            onDone={onDone}
          />
        </div>
      )}
    </article>
  );
}
