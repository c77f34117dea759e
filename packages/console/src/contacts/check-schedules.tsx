// SPDX-License-Identifier: Apache-2.0
// Communication checks that the node starts by itself, at set times or as a surprise. Of a surprise only the span is known here too.
import { type FormEvent, type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useReply } from '../api/use-reply.ts';
import { dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import type { Directory } from './contact-calls.ts';
import { dropSchedule, fetchSchedules, keepSchedule, type Schedule } from './schedule-calls.ts';
import { Span } from './span.tsx';
import { isAnybody, NOBODY } from './whom.ts';
import { WhomChoice } from './whom-choice.tsx';

interface CheckSchedulesProps {
  readonly use: SessionUse;
  /** Of partners. */
  readonly directories: readonly Directory[];
}

export function CheckSchedules({ use, directories }: CheckSchedulesProps): ReactNode {
  const { t } = useWords();
  const [isAdding, setAdding] = useState(false);
  const { value: schedules, fault, read } = useReply(fetchSchedules, use.onSessionEnd);
  const mayKeep = use.session.permissions.includes('directory.check');
  return (
    <section className="check-schedules" aria-labelledby="schedules-title">
      <header className="contacts-head">
        <h3 id="schedules-title">{t('schedules.title')}</h3>
        {mayKeep && !isAdding && (
          <button type="button" className="side-button" onClick={() => setAdding(true)}>
            {t('schedules.add')}
          </button>
        )}
      </header>
      {isAdding && (
        <ScheduleForm
          use={use}
          directories={directories}
          onKept={() => {
            setAdding(false);
            read();
          }}
        />
      )}
      {fault !== undefined && <FaultNote fault={fault} />}
      {schedules?.length === 0 && !isAdding && <p className="soft">{t('schedules.none')}</p>}
      <ul>
        {schedules?.map((schedule) => (
          <ScheduleRow key={schedule.schedule} use={use} schedule={schedule} mayDrop={mayKeep} onDropped={read} />
        ))}
      </ul>
    </section>
  );
}

interface ScheduleFormProps extends CheckSchedulesProps {
  readonly onKept: () => void;
}

function ScheduleForm({ use, directories, onKept }: ScheduleFormProps): ReactNode {
  const { t } = useWords();
  const [whom, setWhom] = useState(NOBODY);
  const [given, setGiven] = useState(FIRST_GIVEN);
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const mayKeep = isAnybody(whom) && !isSending;
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    if (!mayKeep) return;
    setSending(true);
    const { name, firstDay, at } = given;
    const [everyDays, surpriseMinutes, withinMinutes] = [given.every, given.surprise, given.within].map(Number);
    const plan = { name, firstDay, at, everyDays: everyDays!, surpriseMinutes: surpriseMinutes! };
    const reply = await keepSchedule(use.session, { ...plan, ...whom, withinMinutes: withinMinutes! });
    setSending(false);
    if (reply.ok) return onKept();
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <form className="check-form schedule-form" onSubmit={(event) => void keep(event)}>
      <WhomChoice directories={directories} whom={whom} onChoose={setWhom} />
      {INPUTS.map(([name, label, type]) => (
        <label key={name} className="field">
          <span className="field-label">{t(label)}</span>
          <input
            type={type}
            required
            min={type === 'number' ? (name === 'surprise' ? 0 : 1) : undefined}
            value={given[name]}
            aria-invalid={fault?.field === FIELD_OF[name] || undefined}
            onChange={({ target }) => setGiven({ ...given, [name]: target.value })}
          />
        </label>
      ))}
      <button type="submit" className="main-button" aria-disabled={!mayKeep}>
        {t('schedules.keep')}
      </button>
      {fault !== undefined && <FaultNote fault={fault} />}
    </form>
  );
}

interface ScheduleRowProps {
  readonly use: SessionUse;
  readonly schedule: Schedule;
  readonly mayDrop: boolean;
  readonly onDropped: () => void;
}

function ScheduleRow({ use, schedule, mayDrop, onDropped }: ScheduleRowProps): ReactNode {
  const { t, state, states, date } = useWords();
  const [fault, setFault] = useState<Fault>();
  const { name, everyDays: days, at, surpriseMinutes, points, skipped, nextAt, lastAt } = schedule;
  const drop = async () => {
    const reply = await dropSchedule(use.session, schedule.schedule);
    if (reply.ok) return onDropped();
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  // Of a State whose contact points are named those alone are asked.
  const whole = schedule.states.filter((one) => points.every((point) => point.state !== one));
  const named = ({ state: of, points: ids }: Schedule['skipped'][number]) => [state(of), ...ids].join(' ');
  return (
    <li className="check-row schedule-row">
      <div>
        <p>
          <span className="exercise-mark">{t('checks.exercise')}</span> <bdi className="contact-title">{name}</bdi>
        </p>
        <p>
          {[
            ...(whole.length === 0 ? [] : [states(whole)]),
            ...points.map(({ state: of, id }) => `${state(of)} ${id}`),
          ].join(', ')}
        </p>
        <p className="soft">
          {surpriseMinutes === 0 ? (
            t('schedules.plan', { days, at })
          ) : (
            <Span ms={surpriseMinutes * 60_000} within={(span) => t('schedules.surprise-plan', { days, at, span })} />
          )}
        </p>
        {skipped.length > 0 && (
          <p className="overdue">{t('schedules.skipped', { points: skipped.map(named).join(', ') })}</p>
        )}
        {fault !== undefined && <FaultNote fault={fault} />}
      </div>
      <div className="soft">
        <p>{t('schedules.next', { day: date(dayOf(Date.parse(nextAt))) })}</p>
        {lastAt !== undefined && <p>{t('schedules.last', { day: date(dayOf(Date.parse(lastAt))) })}</p>}
      </div>
      {mayDrop && (
        <button type="button" className="quiet-button" onClick={() => void drop()}>
          {t('schedules.drop')}
        </button>
      )}
    </li>
  );
}

const FIRST_GIVEN = { name: '', every: '7', firstDay: dayOf(Date.now()), at: '09:00', surprise: '0', within: '60' };
const INPUTS = [
  ['name', 'schedules.name', 'text'],
  ['every', 'schedules.every', 'number'],
  ['firstDay', 'schedules.first', 'date'],
  ['at', 'schedules.at', 'text'],
  ['surprise', 'schedules.surprise', 'number'],
  ['within', 'checks.within', 'number'],
] as const;
/** The node's names of the fields. */
const FIELD_OF = {
  name: 'name',
  every: 'everyDays',
  firstDay: 'firstDay',
  at: 'at',
  surprise: 'surpriseMinutes',
  within: 'withinMinutes',
} as const;
