// SPDX-License-Identifier: Apache-2.0
// One message of a case: who to whom, when, how it may be handled, and what it says once somebody has opened it.
import { fromBase64 } from '@iims/wire/bytes';
import type { ReactNode } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { FilePreview } from '../attachments/file-preview.tsx';
import { LargeFiles } from '../attachments/large-files.tsx';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import type { OpenedMessage } from './desk-calls.ts';
import { isDue, type MessageRow } from './desk-state.ts';
import { DueTime } from './due-time.tsx';
import { HandlingLine } from './handling-line.tsx';
import { SaidFields } from './said-fields.tsx';
import { saveFile } from './save-file.ts';
import { TranslationPart } from './translation-part.tsx';

interface MessageCardProps {
  readonly use: SessionUse;
  readonly row: MessageRow;
  readonly opened: OpenedMessage | undefined;
  readonly isChosen: boolean;
  readonly now: number;
  readonly onOpen: () => void;
}

export function MessageCard({ use, row, opened, isChosen, now, onOpen }: MessageCardProps): ReactNode {
  const { t, state, states, date } = useWords();
  const title = `said-${row.id}`;
  return (
    <article className={`card message${isChosen ? ' message-chosen' : ''}`} aria-labelledby={title}>
      <header className="message-head">
        <h3 id={title}>
          {t(`kind.${row.kind}`)}
          {row.isUrgent && <span className="desk-urgent">{t('urgency.urgent')}</span>}
        </h3>
        <p className="message-way">
          <bdi>{state(row.from)}</bdi> <span aria-hidden="true">→</span>
          <span className="unseen"> {t('desk.to-word')} </span> <bdi>{states(row.to)}</bdi>
        </p>
        <p className="soft message-time">
          {date(dayOf(row.at))} {clockOf(row.at, false)}
        </p>
      </header>
      {isDue(row) && (
        <p className="message-due">
          <DueTime dueAt={row.dueAt ?? 0} now={now} />
        </p>
      )}
      {row.isRecalled ? (
        <p>{t('desk.recalled')}</p>
      ) : opened === undefined ? (
        <p>
          <button type="button" className="side-button" onClick={onOpen}>
            {t('desk.open')} {isChosen && <KeyCap>Enter</KeyCap>}
          </button>{' '}
          <span className="soft">{t(row.isOwn ? 'desk.open-is-entry' : 'desk.open-is-told')}</span>
        </p>
      ) : (
        <>
          <HandlingLine handling={opened.handling} />
          <SaidFields kind={row.kind} fields={opened.fields} />
          {opened.translation !== undefined && <TranslationPart use={use} id={row.id} offered={opened.translation} />}
          {opened.attachments.length > 0 && (
            <ul className="message-files">
              {opened.attachments.map((file) => (
                <li key={file.id}>
                  <bdi>{file.name}</bdi>{' '}
                  <span className="soft number">{t('desk.file-bytes', { size: groupDigits(file.byteCount) })}</span>{' '}
                  <button
                    type="button"
                    className="quiet-button"
                    onClick={() => saveFile(file.name, fromBase64(file.content))}
                  >
                    {t('desk.save')}
                  </button>{' '}
                  <FilePreview
                    csrf={use.session.csrf}
                    name={file.name}
                    byteCount={file.byteCount}
                    look={{ path: '/api/attachments/show', body: { id: row.id, attachment: file.id } }}
                  />
                </li>
              ))}
            </ul>
          )}
          {opened.largeFiles.length > 0 && (
            <LargeFiles csrf={use.session.csrf} messageId={row.id} files={opened.largeFiles} />
          )}
        </>
      )}
    </article>
  );
}
