// SPDX-License-Identifier: Apache-2.0
// Communication checks: one is started with a press, and its board fills as answers come.
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useReply } from '../api/use-reply.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { CheckSchedules } from './check-schedules.tsx';
import { type Check, type Checks, type Directory, fetchChecks, startCheck } from './contact-calls.ts';
import { Span } from './span.tsx';
import { isAnybody, NOBODY } from './whom.ts';
import { WhomChoice } from './whom-choice.tsx';

interface CheckBoardProps {
  readonly use: SessionUse;
  readonly directories: readonly Directory[];
}

export function CheckBoard({ use, directories }: CheckBoardProps): ReactNode {
  const { t } = useWords();
  const { session, onSessionEnd } = use;
  const { value, fault, read } = useReply(fetchChecks, onSessionEnd);
  // What was read stays on the screen while it is read again.
  const [shown, setShown] = useState<Checks>();
  useEffect(() => {
    if (value !== undefined) setShown(value);
  }, [value]);
  const isWaiting = shown?.checks.some(({ points }) => points.some(({ standing }) => standing === 'waiting')) === true;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = window.setInterval(read, READ_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [isWaiting, read]);
  const [shownChecks, setShownChecks] = useState(SHOWN_CHECKS);
  const others = directories.filter(({ state }) => state !== session.state);
  return (
    <section className="card checks-card" aria-labelledby="checks-title">
      <h2 id="checks-title">{t('checks.title')}</h2>
      {session.permissions.includes('directory.check') && <StartForm use={use} directories={others} onStarted={read} />}
      {fault !== undefined && <FaultNote fault={fault} />}
      {shown?.checks.length === 0 && <p className="soft">{t('checks.none')}</p>}
      {shown?.checks.slice(0, shownChecks).map((check) => (
        <CheckRows key={check.id} check={check} directories={directories} />
      ))}
      {shown !== undefined && shown.checks.length > shownChecks && (
        <button type="button" className="quiet-button point-add" onClick={() => setShownChecks(shown.checks.length)}>
          {t('schedules.older')}
        </button>
      )}
      {shown !== undefined && shown.statistics.length > 0 && <StatisticsTable statistics={shown.statistics} />}
      <CheckSchedules use={use} directories={others} />
    </section>
  );
}

interface StartFormProps {
  readonly use: SessionUse;
  readonly directories: readonly Directory[];
  readonly onStarted: () => void;
}

function StartForm({ use, directories, onStarted }: StartFormProps): ReactNode {
  const { t } = useWords();
  const [whom, setWhom] = useState(NOBODY);
  const [minutes, setMinutes] = useState('60');
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const mayStart = isAnybody(whom) && /^[1-9]\d{0,4}$/.test(minutes) && !isSending;
  const start = async (event: FormEvent) => {
    event.preventDefault();
    if (!mayStart) return;
    setSending(true);
    const reply = await startCheck(use.session, whom, Number(minutes));
    setSending(false);
    if (!reply.ok) return endsSession(reply.fault) ? use.onSessionEnd() : setFault(reply.fault);
    setFault(undefined);
    setWhom(NOBODY);
    onStarted();
  };
  return (
    <form className="check-form" onSubmit={(event) => void start(event)}>
      <WhomChoice directories={directories} whom={whom} onChoose={setWhom} />
      <label className="field">
        <span className="field-label">{t('checks.within')}</span>
        <input type="number" min={1} max={10_080} value={minutes} onChange={({ target }) => setMinutes(target.value)} />
      </label>
      <button type="submit" className="main-button" aria-disabled={!mayStart}>
        {t('checks.start')}
      </button>
      {fault !== undefined && <FaultNote fault={fault} />}
    </form>
  );
}

function CheckRows({ check, directories }: { check: Check; directories: readonly Directory[] }): ReactNode {
  const { t, state, date } = useWords();
  const titleOf = (of: string, id: string) =>
    directories.find((one) => one.state === of)?.points.find((point) => point.id === id)?.title ?? id;
  return (
    <section className="check-rows">
      <h3>
        <span className="exercise-mark">{t('checks.exercise')}</span> {date(dayOf(check.startedAt))}{' '}
        {clockOf(check.startedAt, false)} · {t('checks.by', { time: clockOf(check.answerBy, false) })}
      </h3>
      <ul>
        {check.points.map(({ state: of, id, standing, answeredAt }) => (
          <li key={`${of}/${id}`} className={`check-row check-${standing}`}>
            <span>
              <bdi>{state(of)}</bdi> · <bdi>{titleOf(of, id)}</bdi>
            </span>
            <span className="check-standing">{t(`check-standing.${standing}`)}</span>
            <span className="number soft">{answeredAt === undefined ? '' : clockOf(answeredAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function StatisticsTable({ statistics }: Pick<Checks, 'statistics'>): ReactNode {
  const { t, state } = useWords();
  return (
    <div className="measures-scroll">
      <table className="check-table">
        <caption className="field-label">{t('checks.statistics')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('checks.state')}</th>
            <th scope="col">{t('checks.asked')}</th>
            <th scope="col">{t('check-standing.on-time')}</th>
            <th scope="col">{t('check-standing.late')}</th>
            <th scope="col">{t('check-standing.silent')}</th>
            <th scope="col">{t('checks.median')}</th>
          </tr>
        </thead>
        <tbody>
          {statistics.map(({ state: of, asked, onTime, late, silent, medianMs }) => (
            <tr key={of}>
              <th scope="row">
                <bdi>{state(of)}</bdi>
              </th>
              <td data-name={t('checks.asked')}>{asked}</td>
              <td data-name={t('check-standing.on-time')}>{onTime}</td>
              <td data-name={t('check-standing.late')}>{late}</td>
              <td data-name={t('check-standing.silent')}>{silent}</td>
              <td data-name={t('checks.median')}>{medianMs === undefined ? '–' : <Span ms={medianMs} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SHOWN_CHECKS = 5;
const READ_EVERY_MS = 10_000;
