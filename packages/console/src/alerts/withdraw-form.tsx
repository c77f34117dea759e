// SPDX-License-Identifier: Apache-2.0
// Withdraws an alert on a named ground: for persons the six cancel triggers stand first.
import { CANCEL_TRIGGERS, type SubjectKind, WITHDRAWAL_GROUNDS } from '@iims/wire/code-lists';
import { type FormEvent, type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { type Named, withdrawAlert } from './alert-calls.ts';
import { AlertFault } from './alert-fault.tsx';

interface WithdrawFormProps {
  readonly use: SessionUse;
  readonly named: Named;
  readonly kind: SubjectKind;
  readonly onDone: (word: string) => void;
}

export function WithdrawForm({ use, named, kind, onDone }: WithdrawFormProps): ReactNode {
  const { t } = useWords();
  const [ground, setGround] = useState('');
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const grounds = kind === 'person' ? [...CANCEL_TRIGGERS, ...WITHDRAWAL_GROUNDS] : WITHDRAWAL_GROUNDS;
  const withdraw = async (event: FormEvent) => {
    event.preventDefault();
    if (ground === '' || isSending) return;
    setSending(true);
    const reply = await withdrawAlert(use.session, named, ground);
    setSending(false);
    if (reply.ok) {
      const word = reply.value.untilNextLoad ? 'alerts.withdrawn-until-load' : 'alerts.withdrawn';
      return onDone(t(word, { id: named.alertId }));
    }
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <form className="withdraw" onSubmit={(event) => void withdraw(event)}>
      <label className="field">
        <span className="field-label">{t('alerts.ground')}</span>
        <select value={ground} onChange={({ target }) => setGround(target.value)}>
          <option value="">–</option>
          {grounds.map((code) => (
            <option key={code} value={code}>
              {t(`ground.${code}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="side-button danger" aria-disabled={ground === '' || isSending}>
        {t('alerts.withdraw')}
      </button>
      {fault !== undefined && <AlertFault fault={fault} />}
    </form>
  );
}
