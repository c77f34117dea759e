// SPDX-License-Identifier: Apache-2.0
// The bureau's own file of a case, beside its messages: who works on it, what is to be done, notes, links, and how it ends.
// Nothing of it leaves the node.
import { CASE_TITLE_CHARACTERS_MAX } from '@iims/wire/case-codes';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import type { Mail } from '../mails/mail-calls.ts';
import { MailImport } from '../mails/mail-import.tsx';
import { FaultNote } from '../screen/fault-note.tsx';
import { KeyCap } from '../screen/key-cap.tsx';
import { assignMessage, type CaseRequest } from './case-calls.ts';
import { CaseClosing } from './case-closing.tsx';
import { CaseExport } from './case-export.tsx';
import { CaseHold } from './case-hold.tsx';
import { CaseLinks } from './case-links.tsx';
import { CaseNotes } from './case-notes.tsx';
import { CaseTasks } from './case-tasks.tsx';
import { OneLineForm } from './one-line-form.tsx';
import { type CaseUse, useCase } from './use-case.ts';
import { useCaseKeys } from './use-case-keys.ts';
import './case-pane.css';

interface CasePaneProps {
  readonly use: SessionUse;
  readonly caseRef: string;
  /** The message that is chosen, and who works on it. */
  readonly messageId: string;
  readonly assignee: string;
  /** Text that changes when something of the case has changed. */
  readonly news: string;
  readonly now: number;
  /** Something that the list shows has changed. */
  readonly onChanged: () => void;
  readonly onCase: (caseRef: string) => void;
  /** What the case has of old mail, whenever it was read. */
  readonly onMails: (mails: readonly Mail[]) => void;
}

export function CasePane({
  use,
  caseRef,
  messageId,
  assignee,
  news,
  now,
  onChanged,
  onCase,
  onMails,
}: CasePaneProps): ReactNode {
  const { t } = useWords();
  const kept = useCase(use, caseRef, news);
  const pane = useRef<HTMLElement>(null);
  const { user, permissions } = use.session;
  const mayKeep = permissions.includes('case.keep');
  const mayHold = permissions.includes('case.hold');
  const assign = async (to: string | null) => {
    if (await kept.act({ act: 'assign', assignee: to })) onChanged();
  };
  const assignOne = async (to: string | null) => {
    const reply = await assignMessage(use.session, messageId, to);
    if (reply.ok) return onChanged();
    if (endsSession(reply.fault)) use.onSessionEnd();
  };
  useCaseKeys({
    onNote: () => pane.current?.querySelector<HTMLElement>('[name="note"]')?.focus(),
    onTask: () => pane.current?.querySelector<HTMLElement>('[name="task"]')?.focus(),
    onTake: () => mayKeep && void assign(user),
  });
  const { shown, fault } = kept;
  useEffect(() => {
    if (shown !== undefined) onMails(shown.mails);
  }, [shown, onMails]);
  return (
    <section ref={pane} className="case-pane" aria-label={t('case.pane')}>
      {fault !== undefined && fault.code !== 'case.unfinished' && <FaultNote fault={fault} />}
      {shown !== undefined && (
        <>
          <CaseTitle kept={kept} mayKeep={mayKeep} />
          {shown.hold !== undefined && <CaseHold kept={kept} hold={shown.hold} user={user} mayHold={mayHold} />}
          {mayKeep && (
            <>
              <AssigneeChoice
                label={t('case.assigned-to')}
                assignee={shown.assignee}
                operators={kept.operators}
                onAssign={(to) => void assign(to)}
              />
              {shown.assignee !== user && (
                <button type="button" className="quiet-button" onClick={() => void assign(user)}>
                  {t('case.take')} <KeyCap>M</KeyCap>
                </button>
              )}
              <AssigneeChoice
                label={t('case.message-assigned-to')}
                assignee={assignee}
                operators={kept.operators}
                onAssign={(to) => void assignOne(to)}
              />
            </>
          )}
          <Requests requests={shown.requests} />
          <CaseTasks kept={kept} tasks={shown.tasks} mayKeep={mayKeep && shown.standing !== 'closed'} now={now} />
          <CaseNotes use={use} kept={kept} shown={shown} mayKeep={mayKeep} />
          <CaseLinks kept={kept} links={shown.links} mayKeep={mayKeep} onCase={onCase} />
          {permissions.includes('mail.import') && (
            <MailImport use={use} caseRef={caseRef} onImported={() => void kept.read()} />
          )}
          {permissions.includes('case.export') && <CaseExport use={use} caseRef={caseRef} />}
          {shown.hold === undefined && mayHold && <CaseHold kept={kept} hold={undefined} user={user} mayHold />}
          {mayKeep && <CaseClosing kept={kept} shown={shown} onChanged={onChanged} />}
        </>
      )}
    </section>
  );
}

function CaseTitle({ kept, mayKeep }: { kept: CaseUse; mayKeep: boolean }): ReactNode {
  const { t } = useWords();
  const [isTyping, setTyping] = useState(false);
  const { title, standing, outcome, isStirred } = kept.shown!;
  return (
    <header className="case-title">
      <h2>{title === '' ? t('case.own-file') : <bdi dir="auto">{title}</bdi>}</h2>
      <p>
        <span className={`case-standing case-${standing}`}>{t(`case-standing.${standing}`)}</span>
        {outcome !== '' && <span className="soft"> · {t(`case-outcome.${outcome}`)}</span>}
      </p>
      {isStirred && <p className="overdue">{t('case.stirred')}</p>}
      {mayKeep && !isTyping && (
        <button type="button" className="quiet-button" onClick={() => setTyping(true)}>
          {t(title === '' ? 'case.give-title' : 'case.change-title')}
        </button>
      )}
      {isTyping && (
        <OneLineForm
          name="title"
          label={t('case.title')}
          button={t('case.keep')}
          charactersMax={CASE_TITLE_CHARACTERS_MAX}
          first={title}
          onSay={async (text) => {
            const isDone = await kept.act({ act: 'open', title: text });
            if (isDone) setTyping(false);
            return isDone;
          }}
        />
      )}
    </header>
  );
}

interface AssigneeChoiceProps {
  readonly label: string;
  readonly assignee: string;
  readonly operators: readonly string[];
  readonly onAssign: (assignee: string | null) => void;
}

function AssigneeChoice({ label, assignee, operators, onAssign }: AssigneeChoiceProps): ReactNode {
  const { t } = useWords();
  // Whoever left the bureau is still shown.
  const offered = assignee === '' || operators.includes(assignee) ? operators : [assignee, ...operators];
  return (
    <label className="case-field">
      <span className="soft">{label}</span>
      <select value={assignee} onChange={({ target }) => onAssign(target.value === '' ? null : target.value)}>
        <option value="">{t('case.nobody')}</option>
        {offered.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

function Requests({ requests }: { requests: readonly CaseRequest[] }): ReactNode {
  const { t, state } = useWords();
  if (requests.length === 0) return null;
  return (
    <>
      <h3>{t('case.requests')}</h3>
      <ul className="case-list">
        {requests.map(({ id, state: other, kind, isOwn, answered, answers }) => (
          <li key={`${id} ${other}`}>
            <span>
              {isOwn && <span aria-hidden="true">→ </span>}
              <bdi>{state(other)}</bdi> · {t(`kind.${kind}`)}
            </span>
            <span className={answered === 'whole' ? 'soft' : 'case-open-answer'}>
              {t(`case-answered.${answered}`)}
              {answered === 'in-part' && ` · ${t('case.answers', { count: answers })}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
