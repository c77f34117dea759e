// SPDX-License-Identifier: Apache-2.0
// The form of an alert, made from the fields of its kind: entered, or given its next state. What is typed is checked with each key.
import { type FormEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { type RegisterHeld, sendAlert } from './alert-calls.ts';
import { checkDraft, type Draft } from './alert-draft.ts';
import { AlertFault } from './alert-fault.tsx';
import { fieldsOf } from './alert-fields.ts';
import { FieldInput, within } from './field-input.tsx';
import { QualityNote } from './quality-note.tsx';

export interface FormInWork {
  readonly step: 'enter' | 'update';
  readonly register: RegisterHeld;
  readonly draft: Draft;
}

interface AlertFormProps {
  readonly use: SessionUse;
  readonly form: FormInWork;
  readonly onChange: (draft: Draft) => void;
  readonly onSent: (isWaiting: boolean) => void;
  readonly onGiveUp: () => void;
}

export function AlertForm({ use, form, onChange, onSent, onGiveUp }: AlertFormProps): ReactNode {
  const { t } = useWords();
  const { step, register, draft } = form;
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const fields = useMemo(() => fieldsOf(register.kind), [register.kind]);
  const checked = useMemo(() => checkDraft(draft), [draft]);
  const missing = checked.kind === 'not-yet' ? checked.field : '';
  const canSend = checked.kind === 'alert' && checked.quality.stoppedBy === undefined && !isSending;
  const labelOf = (field: string) => {
    const known = fields.find(({ name }) => field === name || field.startsWith(`${name}.`));
    return known === undefined ? t('field.id') : t(known.label);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (checked.kind !== 'alert' || !canSend) return;
    setSending(true);
    setFault(undefined);
    const reply = await sendAlert(use.session, step, register.id, checked.alert);
    setSending(false);
    if (reply.ok) return onSent(reply.value.isWaiting);
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <form className="alert-form card" onSubmit={(event) => void send(event)} noValidate>
      <h2 tabIndex={-1} ref={heading}>
        {t(step === 'enter' ? 'alerts.enter-title' : 'alerts.update-title')}{' '}
        <bdi className="soft">{register.title}</bdi>
      </h2>
      <div className="form-fields">
        <FieldInput
          field={{ name: 'id', label: 'field.id', kind: 'text', isNeeded: true }}
          value={draft.id}
          fault={within(missing, 'id')}
          isHeld={step === 'update'}
          onChange={(value) => onChange({ ...draft, id: value })}
        />
        {fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={draft[field.name]}
            fault={within(missing, field.name)}
            onChange={(value) => onChange({ ...draft, [field.name]: value })}
          />
        ))}
      </div>
      <div className="form-side">
        <QualityNote checked={checked} labelOf={labelOf} />
        {register.kind === 'person' && <p className="soft">{t('alerts.needs-release')}</p>}
        {fault !== undefined && <AlertFault fault={fault} />}
        <div className="acts">
          <button type="submit" className="main-button" aria-disabled={!canSend}>
            {t(step === 'enter' ? 'alerts.enter' : 'alerts.update')}
          </button>
          <button type="button" className="side-button" onClick={onGiveUp}>
            {t('alerts.give-up')}
          </button>
        </div>
      </div>
    </form>
  );
}
