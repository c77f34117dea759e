// SPDX-License-Identifier: Apache-2.0
// One message that waits for a second person: everything it says, and then its release, or why it is not sent. Looking at it is an entry.
import { fromBase64 } from '@iims/wire/bytes';
import { RELEASE_REFUSAL_GROUNDS, type ReleaseRefusalGround } from '@iims/wire/case-codes';
import { SHORT_TEXT_CHARACTERS_MAX } from '@iims/wire/message-kind';
import { type ReactNode, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault, Reply } from '../api/node-call.ts';
import { DueTime } from '../desk/due-time.tsx';
import { HandlingLine } from '../desk/handling-line.tsx';
import { SaidFields } from '../desk/said-fields.tsx';
import { saveFile } from '../desk/save-file.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { type OpenedProposal, openWaiting, refuseRelease, releaseWaiting } from './waiting-calls.ts';

interface WaitingCardProps {
  readonly use: SessionUse;
  readonly id: string;
  readonly now: number;
  /** It waits no more; a message that was released has its id. */
  readonly onEnded: (isReleased: boolean) => void;
  readonly onBack: () => void;
}

export function WaitingCard({ use, id, now, onEnded, onBack }: WaitingCardProps): ReactNode {
  const { t, state, states, date } = useWords();
  const { session, onSessionEnd } = use;
  const [opened, setOpened] = useState<OpenedProposal>();
  const [fault, setFault] = useState<Fault>();
  useEffect(() => {
    void openWaiting(session, id).then((reply) => {
      if (reply.ok) return setOpened(reply.value);
      if (endsSession(reply.fault)) onSessionEnd();
      else setFault(reply.fault);
    });
  }, [session, id, onSessionEnd]);
  const say = async (call: Promise<Reply<true>>, isReleased: boolean) => {
    setFault(undefined);
    const reply = await call;
    if (reply.ok) return onEnded(isReleased);
    if (endsSession(reply.fault)) return onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <article className="card message message-chosen" aria-labelledby="waiting-title">
      <button type="button" className="quiet-button desk-back" onClick={onBack}>
        ← {t('desk.messages')}
      </button>
      {fault !== undefined && <FaultNote fault={fault} />}
      {opened !== undefined && (
        <>
          <header className="waiting-head">
            <h3 id="waiting-title">
              {t(`kind.${opened.kind}`)}
              {opened.isUrgent && <span className="desk-urgent">{t('urgency.urgent')}</span>}
            </h3>
            <p className="message-way">
              <span aria-hidden="true">→</span> <bdi>{states(opened.to)}</bdi> · <bdi>{opened.caseRef}</bdi>
            </p>
            {opened.addressed.map(({ state: to, authority, desk }) => (
              <p className="soft" key={`${to} ${authority} ${desk}`}>
                {state(to)}
                {authority !== undefined && (
                  <>
                    {' · '}
                    <bdi>{authority}</bdi>
                  </>
                )}
                {desk !== undefined && ` · ${t(`desk.${desk}`)}`}
              </p>
            ))}
            <p className="soft">
              <bdi>{opened.proposedBy}</bdi> · {date(dayOf(opened.proposedAt))} {clockOf(opened.proposedAt, false)}
            </p>
          </header>
          {opened.dueAt !== undefined && (
            <p className="message-due">
              <DueTime dueAt={opened.dueAt} now={now} />
            </p>
          )}
          <HandlingLine handling={opened.handling} />
          <SaidFields kind={opened.kind} fields={opened.fields} />
          {opened.files.length > 0 && (
            <ul className="message-files">
              {opened.files.map(({ id: place, name, byteCount, sha256, content }) => (
                <li key={place}>
                  <bdi>{name}</bdi>{' '}
                  <span className="soft number">{t('desk.file-bytes', { size: groupDigits(byteCount) })}</span>{' '}
                  {content !== undefined && (
                    <button type="button" className="quiet-button" onClick={() => saveFile(name, fromBase64(content))}>
                      {t('desk.save')}
                    </button>
                  )}
                  <span className="number file-hash">{sha256}</span>
                </li>
              ))}
            </ul>
          )}
          {opened.refused === undefined ? (
            <Deciding
              isOwn={opened.isOwn}
              onRelease={() => void say(releaseWaiting(session, id, opened.digest), true)}
              onRefuse={(ground, words) => void say(refuseRelease(session, id, ground, words), false)}
            />
          ) : (
            <p className="overdue">
              {t('case.refused-by', { user: opened.refused.by })}: {t(`release-ground.${opened.refused.ground}`)}{' '}
              <bdi dir="auto">{opened.refused.words}</bdi>
            </p>
          )}
        </>
      )}
    </article>
  );
}

interface DecidingProps {
  readonly isOwn: boolean;
  readonly onRelease: () => void;
  readonly onRefuse: (ground: ReleaseRefusalGround, words: string) => void;
}

/** Whoever wrote it may only take it back. */
function Deciding({ isOwn, onRelease, onRefuse }: DecidingProps): ReactNode {
  const { t } = useWords();
  const [ground, setGround] = useState<ReleaseRefusalGround>(RELEASE_REFUSAL_GROUNDS[0]);
  const [words, setWords] = useState('');
  if (isOwn) {
    return (
      <div className="waiting-acts">
        <p className="soft">{t('case.own-waits')}</p>
        <button type="button" className="side-button" onClick={() => onRefuse('withdrawn', '')}>
          {t('case.withdraw')}
        </button>
      </div>
    );
  }
  return (
    <div className="waiting-acts">
      <button type="button" className="main-button" onClick={onRelease}>
        {t('case.release')}
      </button>
      <div className="case-form waiting-refusal">
        <select
          value={ground}
          aria-label={t('case.refusal-why')}
          onChange={({ target }) => setGround(target.value as ReleaseRefusalGround)}
        >
          {RELEASE_REFUSAL_GROUNDS.filter((one) => one !== 'withdrawn').map((one) => (
            <option key={one} value={one}>
              {t(`release-ground.${one}`)}
            </option>
          ))}
        </select>
        <input
          value={words}
          maxLength={SHORT_TEXT_CHARACTERS_MAX}
          placeholder={t('case.refusal-words')}
          aria-label={t('case.refusal-words')}
          dir="auto"
          onChange={({ target }) => setWords(target.value)}
        />
        <button type="button" className="side-button" onClick={() => onRefuse(ground, words)}>
          {t('case.refuse-release')}
        </button>
      </div>
    </div>
  );
}
