// SPDX-License-Identifier: Apache-2.0
// What else can be done with a message: one that came is passed on, where its handling lets it, or its originator is asked; an own one is
// taken back from everybody who may hold it.
import { RECALL_GROUNDS } from '@iims/wire/message-kinds/recall';
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import type { MessageRow } from './desk-state.ts';
import { passOn, type Recalled, takeBack } from './handling-calls.ts';
import { Choice } from './handling-input.tsx';
import { ruleText } from './handling-rule.ts';

interface HandlingActsProps {
  readonly use: SessionUse;
  readonly row: MessageRow;
  /** Something was sent. */
  readonly onSent: () => void;
}

export function HandlingActs(props: HandlingActsProps): ReactNode {
  const { t } = useWords();
  return (
    <details className="desk-acts">
      <summary>{t(props.row.isOwn ? 'act.take-back' : 'act.pass-on')}</summary>
      {props.row.isOwn ? <TakeBack {...props} /> : <PassOn {...props} />}
    </details>
  );
}

function PassOn({ use, row, onSent }: HandlingActsProps): ReactNode {
  const { t, state } = useWords();
  const others = use.session.partners.filter((partner) => partner !== row.from);
  const [to, setTo] = useState(others[0] ?? '');
  const [reason, setReason] = useState('');
  const [told, setTold] = useState('');
  const [fault, setFault] = useState<Fault>();
  const isStopped = fault?.code === 'handling.refused';
  if (others.length === 0) return null;
  const pass = async (askRelease?: string) => {
    setTold('');
    const reply = await passOn(use.session, row.id, to, askRelease);
    if (!reply.ok) return endsSession(reply.fault) ? use.onSessionEnd() : setFault(reply.fault);
    setFault(undefined);
    setTold(t(reply.value === 'stored' ? 'act.passed-on' : 'act.release-asked'));
    onSent();
  };
  return (
    <>
      <Choice
        label={t('desk.to-name')}
        value={to}
        codes={others}
        word={state}
        onChange={(one) => {
          setTo(one);
          setFault(undefined);
        }}
      />
      <button type="button" className="side-button" onClick={() => void pass()}>
        {t('act.pass-on')}
      </button>
      {isStopped && (
        <div role="alert" className="desk-stopped">
          <p className="overdue">{t('act.stopped')}</p>
          <p className="soft">{ruleText(t, fault.rule)}</p>
          <label className="field">
            <span className="field-label">{t('act.why-release')}</span>
            <input
              value={reason}
              maxLength={REASON_CHARACTERS_MAX}
              onChange={({ target }) => setReason(target.value)}
            />
          </label>
          <button
            type="button"
            className="side-button"
            aria-disabled={reason.trim() === ''}
            onClick={() => reason.trim() !== '' && void pass(reason.trim())}
          >
            {t('act.ask-release')}
          </button>
        </div>
      )}
      {fault !== undefined && !isStopped && <FaultNote fault={fault} />}
      <p className="soft" role="status">
        {told}
      </p>
    </>
  );
}

function TakeBack({ use, row, onSent }: HandlingActsProps): ReactNode {
  const { t, states } = useWords();
  const [ground, setGround] = useState<string>(RECALL_GROUNDS[0]);
  const [recalled, setRecalled] = useState<Recalled>();
  const [fault, setFault] = useState<Fault>();
  const recall = async () => {
    const reply = await takeBack(use.session, row.id, ground);
    if (!reply.ok) return endsSession(reply.fault) ? use.onSessionEnd() : setFault(reply.fault);
    setFault(undefined);
    setRecalled(reply.value);
    onSent();
  };
  return (
    <>
      <Choice
        label={t('said-field.ground')}
        value={ground}
        codes={RECALL_GROUNDS}
        word={(one) => t(`said-ground.${one}`)}
        onChange={setGround}
      />
      <button type="button" className="side-button" onClick={() => void recall()}>
        {t('act.take-back')}
      </button>
      {fault !== undefined && <FaultNote fault={fault} />}
      <p className="soft" role="status">
        {recalled !== undefined && t('act.taken-back', { states: states(recalled.reached) })}
      </p>
      {recalled !== undefined && recalled.unreached.length > 0 && (
        <p className="overdue" role="alert">
          {t('act.not-reached', { states: states(recalled.unreached) })}
        </p>
      )}
    </>
  );
}

/** As the node takes them. */
const REASON_CHARACTERS_MAX = 2_000;
