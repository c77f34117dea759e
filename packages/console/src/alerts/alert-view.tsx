// SPDX-License-Identifier: Apache-2.0
// One alert as it is in force, what waits for its place, and the steps of its life.
import { type FormEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useReply } from '../api/use-reply.ts';
import { useWords } from '../language/use-words.ts';
import { fetchAlert, type Named, type RegisterHeld, revalidateAlert } from './alert-calls.ts';
import { type Draft, draftOf } from './alert-draft.ts';
import { AlertFault } from './alert-fault.tsx';
import { titleOf } from './alert-lines.ts';
import { ComparedAlerts } from './compared-alerts.tsx';
import { WithdrawForm } from './withdraw-form.tsx';

interface AlertViewProps {
  readonly use: SessionUse;
  readonly named: Named;
  readonly register: RegisterHeld | undefined;
  readonly onUpdate: (draft: Draft) => void;
  readonly onDone: (word: string) => void;
  readonly onBack: () => void;
}

export function AlertView({ use, named, register, onUpdate, onDone, onBack }: AlertViewProps): ReactNode {
  const { t } = useWords();
  const { register: registerId, alertId } = named;
  const call = useCallback(() => fetchAlert(registerId, alertId), [registerId, alertId]);
  const { value: read, fault, read: readAgain } = useReply(call, use.onSessionEnd);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  const alert = read?.inForce ?? read?.waiting?.alert;
  const isKeptByHand = register?.isKeptByHand === true;
  return (
    <section className="card" aria-labelledby="alert-title">
      <button type="button" className="quiet-button back" onClick={onBack} ref={back}>
        ← {t('alerts.back')}
      </button>
      <h2 id="alert-title">
        <bdi>{alert === undefined ? alertId : titleOf(alert)}</bdi> <bdi className="number soft">{alertId}</bdi>
      </h2>
      {fault !== undefined && <AlertFault fault={fault} />}
      {read === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
      {read?.waiting !== undefined && <p className="notice">{t('alerts.has-waiting')}</p>}
      {alert !== undefined && <ComparedAlerts before={undefined} after={alert} />}
      {alert !== undefined && (
        <div className="acts">
          {isKeptByHand && (
            <button type="button" className="main-button" onClick={() => onUpdate(draftOf(alert))}>
              {t('alerts.update')}
            </button>
          )}
          {isKeptByHand && read?.inForce !== undefined && (
            <RevalidateForm
              use={use}
              named={named}
              onDone={(word) => {
                onDone(word);
                readAgain();
              }}
            />
          )}
          <WithdrawForm
            use={use}
            named={named}
            kind={alert.kind}
            onDone={(word) => {
              onDone(word);
              onBack();
            }}
          />
        </div>
      )}
    </section>
  );
}

interface RevalidateFormProps {
  readonly use: SessionUse;
  readonly named: Named;
  readonly onDone: (word: string) => void;
}

function RevalidateForm({ use, named, onDone }: RevalidateFormProps): ReactNode {
  const { t } = useWords();
  const [reviewOn, setReviewOn] = useState('');
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const revalidate = async (event: FormEvent) => {
    event.preventDefault();
    if (reviewOn === '' || isSending) return;
    setSending(true);
    const reply = await revalidateAlert(use.session, named, reviewOn);
    setSending(false);
    if (reply.ok) return onDone(t('alerts.revalidated', { id: named.alertId }));
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <form className="withdraw" onSubmit={(event) => void revalidate(event)}>
      <label className="field">
        <span className="field-label">{t('field.reviewOn')}</span>
        <input type="date" value={reviewOn} onChange={({ target }) => setReviewOn(target.value)} />
      </label>
      <button type="submit" className="side-button" aria-disabled={reviewOn === '' || isSending}>
        {t('alerts.revalidate')}
      </button>
      {fault !== undefined && <AlertFault fault={fault} />}
    </form>
  );
}
