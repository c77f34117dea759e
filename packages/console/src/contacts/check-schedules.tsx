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
import type { Directory, Whom } from './contact-calls.ts';
import {
  dropSchedule,
  fetchSchedules,
  keepSchedule,
  type Schedule,
  type ScheduleToKeep,
  WITHIN_MINUTES,
} from './schedule-calls.ts';
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
          <ScheduleRow
            key={schedule.schedule}
            use={use}
            directories={directories}
            schedule={schedule}
            mayKeep={mayKeep}
            onChanged={read}
          />
        ))}
      </ul>
    </section>
  );
}

interface ScheduleFormProps extends CheckSchedulesProps {
  /** The one that is changed; else a new one is kept. */
  readonly schedule?: Schedule;
  readonly onKept: () => void;
  readonly onLeave?: () => void;
}

function ScheduleForm({ use, directories, schedule, onKept, onLeave }: ScheduleFormProps): ReactNode {
  const { t } = useWords();
  const [whom, setWhom] = useState(schedule === undefined ? NOBODY : whomOf(schedule));
  const [given, setGiven] = useState(schedule === undefined ? FIRST_GIVEN : givenOf(schedule));
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
    const reply = await keepSchedule(use.session, {
      ...plan,
      ...whom,
      withinMinutes: withinMinutes!,
      ...(schedule === undefined ? {} : keptOf(schedule)),
    });
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
      {onLeave !== undefined && (
        <button type="button" className="side-button" onClick={onLeave}>
          {t('schedules.leave')}
        </button>
      )}
      {fault !== undefined && <FaultNote fault={fault} />}
    </form>
  );
}

interface ScheduleRowProps extends CheckSchedulesProps {
  readonly schedule: Schedule;
  readonly mayKeep: boolean;
  readonly onChanged: () => void;
}

function ScheduleRow({ use, directories, schedule, mayKeep, onChanged }: ScheduleRowProps): ReactNode {
  const { t, state, states, date } = useWords();
  const [fault, setFault] = useState<Fault>();
  const [isChanging, setChanging] = useState(false);
  const { name, everyDays: days, at, surpriseMinutes, points, skipped, nextAt, lastAt } = schedule;
  const drop = async () => {
    const reply = await dropSchedule(use.session, schedule.schedule);
    if (reply.ok) return onChanged();
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  // Of a State whose contact points are named those alone are asked.
  const whole = schedule.states.filter((one) => points.every((point) => point.state !== one));
  const named = ({ state: of, points: ids }: Schedule['skipped'][number]) => [state(of), ...ids].join(' ');
  if (isChanging)
    return (
      <li className="check-row schedule-changed">
        <ScheduleForm
          use={use}
          directories={directories}
          schedule={schedule}
          onKept={() => {
            setChanging(false);
            onChanged();
          }}
          onLeave={() => setChanging(false)}
        />
      </li>
    );
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
      {mayKeep && (
        <div className="schedule-acts">
          <button type="button" className="quiet-button" onClick={() => setChanging(true)}>
            {t('schedules.change')}
          </button>
          <button type="button" className="quiet-button" onClick={() => void drop()}>
            {t('schedules.drop')}
          </button>
        </div>
      )}
    </li>
  );
}

const FIRST_GIVEN = {
  name: '',
  every: '7',
  firstDay: dayOf(Date.now()),
  at: '09:00',
  surprise: '0',
  within: String(WITHIN_MINUTES),
};

function givenOf({ name, everyDays, firstDay, at, surpriseMinutes, withinMinutes }: Schedule): typeof FIRST_GIVEN {
  const [every, surprise, within] = [everyDays, surpriseMinutes, withinMinutes].map(String);
  return { name, every: every!, firstDay, at, surprise: surprise!, within: within! };
}

function whomOf({ states, points }: Schedule): Whom {
  return { states, points };
}

/** What the form does not ask for stays as it is. */
function keptOf({ schedule, text }: Schedule): Pick<ScheduleToKeep, 'schedule' | 'text'> {
  return { schedule, ...(text === undefined ? {} : { text }) };
}

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
