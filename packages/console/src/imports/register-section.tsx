// SPDX-License-Identifier: Apache-2.0
// The registers of the own State: how much each holds, how old that is, who may ask it, and the way back to what it held before.
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { ImportFault } from './import-fault.tsx';
import { type RegisterShown, revertRegister } from './import-state.ts';
import { FindingProgress } from './progress.tsx';
import type { ImportsView } from './use-imports.ts';

interface SectionProps {
  readonly view: ImportsView;
  readonly use: SessionUse;
  readonly onChange: () => Promise<void>;
}

export function RegisterSection({ view, use, onChange }: SectionProps): ReactNode {
  const { t } = useWords();
  return (
    <section className="card" aria-labelledby="registers">
      <h2 id="registers">{t('imports.registers')}</h2>
      {view.registers.length === 0 && <p>{t('imports.no-register')}</p>}
      <ul className="import-registers">
        {view.registers.map((register) => (
          <RegisterRow key={register.id} register={register} view={view} use={use} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

function RegisterRow({ register, view, use, onChange }: SectionProps & { register: RegisterShown }): ReactNode {
  const words = useWords();
  const { t } = words;
  const [isAsking, setAsking] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const { id, alerts, previousAlerts, askedBy, completeFor, completeUntil, vanished } = register;
  const counted = completeFor === undefined ? 'imports.alerts' : 'imports.entries';
  const last = view.imports.find((one) => one.register === id && one.standing === 'applied');
  const revert = async () => {
    setAsking(false);
    const reply = await revertRegister(use.session, id);
    if (!reply.ok && endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.ok ? undefined : reply.fault);
    await onChange();
  };
  return (
    <li className="import-register">
      <h3>
        <bdi>{register.title}</bdi> <span className="soft">{words.code('subject', register.kind)}</span>
      </h3>
      <p>
        {t(counted, { count: alerts, alerts: groupDigits(alerts) })} ·{' '}
        {t('state.data-age', { age: words.age(register.checkedAt, view.readAt) })}
        {last?.preview?.qualityScore !== undefined &&
          ` · ${t('imports.quality', { score: last.preview.qualityScore })}`}
        {completeFor !== undefined && completeFor.length > 0
          ? ` · ${t('imports.complete-for', { types: completeFor.map((type) => words.code('document', type)).join(', ') })}`
          : ''}
        {completeUntil === undefined
          ? ''
          : ` ${t('imports.complete-until', { date: words.date(dayOf(completeUntil)), time: clockOf(completeUntil, false) })}`}
      </p>
      {register.finding !== undefined && <FindingProgress finding={register.finding} />}
      {vanished !== undefined && <p>{t('imports.vanished-held', { number: groupDigits(vanished) })}</p>}
      <p className={askedBy.length === 0 ? '' : 'soft'}>
        {askedBy.length === 0 ? t('imports.unasked') : t('imports.asked-by', { states: words.states(askedBy) })}
      </p>
      {previousAlerts !== undefined && !isAsking && (
        <button type="button" className="side-button" onClick={() => setAsking(true)}>
          {t('imports.revert')}
        </button>
      )}
      {isAsking && (
        <div className="import-asks">
          <p>
            {t(completeFor === undefined ? 'imports.revert-what' : 'imports.revert-entries', {
              count: previousAlerts ?? 0,
              alerts: groupDigits(previousAlerts ?? 0),
            })}
          </p>
          <button type="button" className="main-button" onClick={() => void revert()}>
            {t('imports.revert-do')}
          </button>
          <button type="button" className="side-button" onClick={() => setAsking(false)}>
            {t('imports.leave')}
          </button>
        </div>
      )}
      {fault !== undefined && <ImportFault fault={fault} />}
    </li>
  );
}
