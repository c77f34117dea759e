// SPDX-License-Identifier: Apache-2.0
// Alerts on persons that wait for a second person, each beside what it would take the place of.
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useReply } from '../api/use-reply.ts';
import { useWords } from '../language/use-words.ts';
import { fetchWaiting, releaseAlert, type WaitingAlert } from './alert-calls.ts';
import { AlertFault } from './alert-fault.tsx';
import { titleOf } from './alert-lines.ts';
import { ComparedAlerts } from './compared-alerts.tsx';
import { WithdrawForm } from './withdraw-form.tsx';

export function WaitingList({ use, onDone }: { use: SessionUse; onDone: (word: string) => void }): ReactNode {
  const { t } = useWords();
  const { value: waiting, fault, read } = useReply(fetchWaiting, use.onSessionEnd);
  return (
    <section className="waiting" aria-labelledby="alerts-waiting">
      <h2 id="alerts-waiting">{t('alerts.waiting')}</h2>
      <p className="soft">{t('alerts.waiting-what')}</p>
      {fault !== undefined && <AlertFault fault={fault} />}
      {waiting === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
      {waiting?.length === 0 && <p>{t('alerts.none-waiting')}</p>}
      {waiting?.map((one) => (
        <WaitingCard
          key={`${one.register} ${one.alert.id}`}
          use={use}
          waiting={one}
          onDone={(word) => {
            onDone(word);
            read();
          }}
        />
      ))}
    </section>
  );
}

interface WaitingCardProps {
  readonly use: SessionUse;
  readonly waiting: WaitingAlert;
  readonly onDone: (word: string) => void;
}

function WaitingCard({ use, waiting, onDone }: WaitingCardProps): ReactNode {
  const { t, date } = useWords();
  const { alert, replaces, register, digest, enteredBy, enteredOn, own } = waiting;
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const named = { register, alertId: alert.id };
  const release = async () => {
    if (isSending || own) return;
    setSending(true);
    const reply = await releaseAlert(use.session, named, digest);
    setSending(false);
    if (reply.ok) return onDone(t('alerts.released', { id: alert.id }));
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <article className="card waiting-card">
      <h3>
        <bdi>{titleOf(alert)}</bdi> <bdi className="number soft">{alert.id}</bdi>
      </h3>
      <p className="soft">{t('alerts.entered-by', { user: enteredBy, date: date(enteredOn) })}</p>
      <ComparedAlerts before={replaces} after={alert} />
      {own && <p className="notice">{t('alerts.own')}</p>}
      {fault !== undefined && <AlertFault fault={fault} />}
      <div className="acts">
        <button type="button" className="main-button" aria-disabled={own || isSending} onClick={() => void release()}>
          {t('alerts.release')}
        </button>
        <WithdrawForm use={use} named={named} kind={alert.kind} onDone={onDone} />
      </div>
    </article>
  );
}
