// SPDX-License-Identifier: Apache-2.0
// Notices as they stand, own and partners'. One is unfolded to see what each State has done with it, and to act on it.
import { NOTICE_REFUSAL_GROUNDS, NOTICE_WITHDRAWAL_GROUNDS } from '@iims/wire/notice-codes';
import type { ReactNode } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import { ActForm, groundKey } from './act-form.tsx';
import type { Notice } from './notice-calls.ts';
import { NoticeContent } from './notice-content.tsx';
import { PurposeMark } from './purpose-mark.tsx';
import { RefusalNote } from './refusal-note.tsx';

interface NoticeListProps {
  readonly use: SessionUse;
  readonly notices: readonly Notice[];
  readonly onDone: () => void;
}

export function NoticeList({ use, notices, onDone }: NoticeListProps): ReactNode {
  const { t } = useWords();
  return (
    <section aria-labelledby="notices-title">
      <h2 id="notices-title">{t('notices.list')}</h2>
      {notices.length === 0 && <p className="soft">{t('notices.none')}</p>}
      {notices.map((notice) => (
        <NoticeCard key={notice.number} use={use} notice={notice} onDone={onDone} />
      ))}
    </section>
  );
}

interface NoticeCardProps {
  readonly use: SessionUse;
  readonly notice: Notice;
  readonly onDone: () => void;
}

function NoticeCard({ use, notice, onDone }: NoticeCardProps): ReactNode {
  const { t, date, state } = useWords();
  const { standing, declinedGround, withdrawnGround } = notice;
  return (
    <details className={`card notice-card standing-${standing}`}>
      <summary className="notice-head">
        <span className="notice-subject">
          <bdi dir="auto">{notice.subject === '' ? notice.number : notice.subject}</bdi>
        </span>
        <PurposeMark purpose={notice.purpose} />
        <strong className="notice-standing">{t(`notice-standing.${standing}`)}</strong>
        <span className="notice-line">
          <bdi>{notice.number}</bdi> · {state(notice.state)}
          {notice.validUntil !== '' && ` · ${t('notices.until', { day: date(notice.validUntil) })}`}
          {declinedGround !== undefined && ` · ${t('notices.declined')}`}
        </span>
      </summary>
      {standing === 'confirm-first' && <p className="overdue">{t('notices.confirm-first')}</p>}
      {withdrawnGround !== undefined && WITHDRAWAL_WORDS.has(withdrawnGround) && (
        <p>{t('notices.withdrawn-on', { ground: t(groundKey(withdrawnGround)) })}</p>
      )}
      {declinedGround !== undefined && (
        <p className="overdue">{t('notices.declined-on', { ground: t(groundKey(declinedGround)) })}</p>
      )}
      {notice.alerts.length > 0 && <p>{t('notices.alerts', { alerts: notice.alerts.join(', ') })}</p>}
      <RefusalNote refusals={notice.refusals} />
      {notice.isOwn && <Recipients notice={notice} />}
      <NoticeContent use={use} number={notice.number} />
      {notice.isOwn ? (
        <OwnActs use={use} notice={notice} onDone={onDone} />
      ) : (
        <PartnerActs use={use} notice={notice} onDone={onDone} />
      )}
    </details>
  );
}

function Recipients({ notice }: { notice: Notice }): ReactNode {
  const { t, state } = useWords();
  return (
    <ul className="recipients">
      {notice.recipients.map((recipient) => (
        <li key={recipient.state}>
          <span>{state(recipient.state)}</span>
          <span className="soft">
            {recipient.isStated
              ? t('notices.stated')
              : recipient.withdrawal !== undefined
                ? t('notices.withdrawal-on-its-way')
                : t(`notice-status.${recipient.status}`)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function OwnActs({ use, notice, onDone }: NoticeCardProps): ReactNode {
  const { t } = useWords();
  const { number, standing } = notice;
  if (standing === 'withdrawn' || !use.session.permissions.includes('notice.draft')) return null;
  return (
    <div className="notice-acts">
      <ActForm
        use={use}
        act="revalidate"
        body={{ number }}
        button={t('notices.revalidate')}
        field={{ name: 'reviewOn', label: t('notices.next-review') }}
        onDone={onDone}
      />
      <ActForm
        use={use}
        act="withdraw"
        body={{ number }}
        button={t('notices.withdraw')}
        isDanger
        grounds={NOTICE_WITHDRAWAL_GROUNDS}
        words={{ name: 'explanation', label: t('notices.explanation'), needed: false }}
        onDone={onDone}
      />
    </div>
  );
}

function PartnerActs({ use, notice, onDone }: NoticeCardProps): ReactNode {
  const { t } = useWords();
  const { number } = notice;
  if (notice.purpose === undefined || !use.session.permissions.includes('notice.decide')) return null;
  return (
    <div className="notice-acts">
      {notice.declinedGround === undefined ? (
        <ActForm
          use={use}
          act="decline"
          body={{ number }}
          button={t('notices.decline')}
          isDanger
          grounds={NOTICE_REFUSAL_GROUNDS}
          words={{ name: 'explanation', label: t('notices.explanation'), needed: false }}
          onDone={onDone}
        />
      ) : (
        <ActForm use={use} act="execute" body={{ number }} button={t('notices.execute')} onDone={onDone} />
      )}
    </div>
  );
}

/** A message that was recalled or has expired has no ground of a withdrawal. */
const WITHDRAWAL_WORDS: ReadonlySet<string> = new Set(NOTICE_WITHDRAWAL_GROUNDS);
