// SPDX-License-Identifier: Apache-2.0
// One imported mail of a case, among its messages: from when it is and who imported it, and what it says once somebody has opened it. It
// is text and nothing else; its file leaves as it came.
import { MAIL_REMARKS } from '@iims/wire/mail-remarks';
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { FilePreview } from '../attachments/file-preview.tsx';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { type Mail, type OpenedMail, openMail } from './mail-calls.ts';
import './mails.css';

export function MailCard({ use, mail }: { readonly use: SessionUse; readonly mail: Mail }): ReactNode {
  const { t, date } = useWords();
  const [opened, setOpened] = useState<OpenedMail>();
  const [fault, setFault] = useState<Fault>();
  const title = `mail-${mail.mail}`;
  const open = async () => {
    const reply = await openMail(use.session, mail.mail);
    if (reply.ok) return setOpened(reply.value);
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <article className="card message mail" aria-labelledby={title}>
      <header className="message-head">
        <h3 id={title}>{t('mail.imported')}</h3>
        <p className="message-way">
          <bdi dir="auto">{mail.from}</bdi>
        </p>
        <p className="soft message-time">
          {date(dayOf(mail.datedAt))} {clockOf(mail.datedAt, false)}
        </p>
      </header>
      <p className="soft">
        {t('mail.by', { by: mail.importedBy, day: date(dayOf(mail.importedAt)) })} {t('mail.not-verified')}
      </p>
      {fault !== undefined && <FaultNote fault={fault} />}
      {opened === undefined ? (
        <p>
          <button type="button" className="side-button" onClick={() => void open()}>
            {t('desk.open')}
          </button>{' '}
          <span className="soft">{t('desk.open-is-entry')}</span>
        </p>
      ) : (
        <SaidMail use={use} mail={mail} opened={opened} />
      )}
      <p>
        <a className="quiet-button" href={`/api/mails/save?${new URLSearchParams({ mail: mail.mail })}`} download="">
          {t('mail.save-file')}
        </a>
      </p>
    </article>
  );
}

function SaidMail({ use, mail, opened }: { use: SessionUse; mail: Mail; opened: OpenedMail }): ReactNode {
  const { t } = useWords();
  const lines = [
    ['mail.subject', opened.subject],
    ['mail.to', opened.to],
    ['mail.cc', opened.cc],
  ] as const;
  return (
    <>
      {opened.remarks.length > 0 && (
        <ul className="mail-remarks">
          {MAIL_REMARKS.filter((remark) => opened.remarks.includes(remark)).map((remark) => (
            <li key={remark}>{t(`mail-remark.${remark}`)}</li>
          ))}
        </ul>
      )}
      <dl className="said">
        {lines.map(
          ([name, said]) =>
            said !== '' && (
              <div className="said-row" key={name}>
                <dt>{t(name)}</dt>
                <dd>
                  <bdi dir="auto">{said}</bdi>
                </dd>
              </div>
            ),
        )}
      </dl>
      <p className="mail-text" dir="auto">
        {opened.text}
      </p>
      {opened.attachments.length > 0 && (
        <ul className="message-files">
          {opened.attachments.map(({ id, name, byteCount }) => (
            <li key={id}>
              <bdi>{name}</bdi>{' '}
              <span className="soft number">{t('desk.file-bytes', { size: groupDigits(byteCount) })}</span>{' '}
              <a
                className="quiet-button"
                href={`/api/mails/save?${new URLSearchParams({ mail: mail.mail, attachment: String(id) })}`}
                download=""
              >
                {t('desk.save')} <span className="unseen">{name}</span>
              </a>{' '}
              <FilePreview
                csrf={use.session.csrf}
                name={name}
                byteCount={byteCount}
                look={{ path: '/api/mails/show', body: { mail: mail.mail, attachment: id } }}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
