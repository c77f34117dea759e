// SPDX-License-Identifier: Apache-2.0
// Alerts of partners whose action the own State will not execute: decided here, and ended here (spec/alert.md, 17).
import { ACTIONS } from '@iims/wire/code-lists';
import { type FormEvent, type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useReply } from '../api/use-reply.ts';
import { useWords } from '../language/use-words.ts';
import { AlertFault } from './alert-fault.tsx';
import { type Declined, declineAlert, executeAgain, fetchDeclined } from './declined-calls.ts';

export function DeclinedList({ use, onDone }: { use: SessionUse; onDone: (word: string) => void }): ReactNode {
  const { t } = useWords();
  const { value: declined, fault, read } = useReply(fetchDeclined, use.onSessionEnd);
  const done = (word: string) => {
    onDone(word);
    read();
  };
  return (
    <section className="card" aria-labelledby="alerts-declined">
      <h2 id="alerts-declined">{t('alerts.declined')}</h2>
      <p className="soft">{t('alerts.declined-what')}</p>
      {fault !== undefined && <AlertFault fault={fault} />}
      {declined === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
      {declined?.length === 0 && <p>{t('alerts.none-declined')}</p>}
      <ul className="alert-lines">
        {declined?.map((one) => (
          <DeclinedLine key={`${one.state} ${one.register} ${one.alertId}`} use={use} declined={one} onDone={done} />
        ))}
      </ul>
      <DeclineForm use={use} onDone={done} />
    </section>
  );
}

interface DeclinedLineProps {
  readonly use: SessionUse;
  readonly declined: Declined;
  readonly onDone: (word: string) => void;
}

function DeclinedLine({ use, declined, onDone }: DeclinedLineProps): ReactNode {
  const { t, state: nameOf, date } = useWords();
  const { state, register, alertId, action, ground, by, decidedOn } = declined;
  const [fault, setFault] = useState<Fault>();
  const end = async () => {
    const reply = await executeAgain(use.session, { state, register, alertId });
    if (reply.ok) return onDone(t('alerts.executed-again', { id: alertId }));
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <li className="declined-line">
      <p>
        <bdi className="alert-title">{nameOf(state)}</bdi>{' '}
        <bdi className="number soft">
          {register} · {alertId}
        </bdi>
      </p>
      <p>
        {action !== '' && <strong>{t(`action.${action}`)}: </strong>}
        <bdi>{ground}</bdi>
      </p>
      <p className="soft">{t('alerts.decided-by', { user: by, date: date(decidedOn) })}</p>
      <button type="button" className="side-button" onClick={() => void end()}>
        {t('alerts.execute-again')}
      </button>
      {fault !== undefined && <AlertFault fault={fault} />}
    </li>
  );
}

function DeclineForm({ use, onDone }: { use: SessionUse; onDone: (word: string) => void }): ReactNode {
  const { t, state: nameOf } = useWords();
  const [fault, setFault] = useState<Fault>();
  const decline = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const said = (name: string) => String(new FormData(form).get(name) ?? '').trim();
    const named = { state: said('state'), register: said('register'), alertId: said('alertId') };
    const reply = await declineAlert(use.session, { ...named, action: said('action'), ground: said('ground') });
    if (reply.ok) {
      form.reset();
      setFault(undefined);
      return onDone(t('alerts.now-declined', { id: named.alertId }));
    }
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <form className="decline" onSubmit={(event) => void decline(event)}>
      <h3>{t('alerts.decline-title')}</h3>
      <label className="field">
        <span className="field-label">{t('alerts.owner')}</span>
        <select name="state" required>
          {use.session.partners.map((state) => (
            <option key={state} value={state}>
              {nameOf(state)}
            </option>
          ))}
        </select>
      </label>
      <TextField name="register" label={t('alerts.register')} />
      <TextField name="alertId" label={t('field.id')} />
      <label className="field">
        <span className="field-label">{t('field.action')}</span>
        <select name="action" required>
          {ACTIONS.filter((action) => action !== 'contact-owner').map((action) => (
            <option key={action} value={action}>
              {t(`action.${action}`)}
            </option>
          ))}
        </select>
      </label>
      <TextField name="ground" label={t('alerts.ground')} />
      <button type="submit" className="main-button">
        {t('alerts.decline')}
      </button>
      {fault !== undefined && <AlertFault fault={fault} />}
    </form>
  );
}

function TextField({ name, label }: { name: string; label: string }): ReactNode {
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <input name={name} required autoComplete="off" spellCheck={false} maxLength={120} dir="auto" />
    </label>
  );
}
