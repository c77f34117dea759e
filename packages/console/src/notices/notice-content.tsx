// SPDX-License-Identifier: Apache-2.0
// What a notice says, opened when somebody asks for it: that is an entry, and a partner is told.
import { fromBase64 } from '@iims/wire/bytes';
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { SaidFields } from '../desk/said-fields.tsx';
import { saveFile } from '../desk/save-file.ts';
import { useWords } from '../language/use-words.ts';
import { type OpenedNotice, openNotice } from './notice-calls.ts';
import { NoticeFault } from './notice-fault.tsx';

interface NoticeContentProps {
  readonly use: SessionUse;
  readonly number: string;
  readonly onOpened?: () => void;
}

export function NoticeContent({ use, number, onOpened }: NoticeContentProps): ReactNode {
  const { t } = useWords();
  const [opened, setOpened] = useState<OpenedNotice>();
  const [fault, setFault] = useState<Fault>();
  const open = async () => {
    const reply = await openNotice(use.session, number);
    if (reply.ok) {
      setOpened(reply.value);
      return onOpened?.();
    }
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  if (fault !== undefined) return <NoticeFault fault={fault} />;
  if (opened === undefined) {
    return (
      <button type="button" className="side-button" onClick={() => void open()}>
        {t('notices.open')}
      </button>
    );
  }
  if (opened.fields === undefined) return <p className="soft">{t('notices.gone')}</p>;
  return (
    <>
      <p>
        <span className="field-label">{t('desk.case')}</span> <bdi>{opened.caseRef}</bdi>
      </p>
      <SaidFields kind="notice" fields={opened.fields} />
      {opened.attachments.map(({ name, content }, place) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: what was signed never changes its order.
          key={place}
          type="button"
          className="quiet-button"
          onClick={() => saveFile(name, fromBase64(content))}
        >
          <bdi>{name}</bdi>
        </button>
      ))}
    </>
  );
}
