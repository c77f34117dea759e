// SPDX-License-Identifier: Apache-2.0
// One connector: how fresh its register is, what is wrong and what to do about it, what waits for a person, and its test.
import { type ReactNode, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import { momentText } from '../administrator/moment-text.ts';
import { type Status, StatusMark } from '../administrator/status-mark.tsx';
import type { Fault, Reply } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import {
  type Connector,
  type ConnectorTest,
  type Differences,
  decideReading,
  fetchDifferences,
  testConnector,
  turnConnector,
} from './connectors.ts';
import { TestView } from './test-view.tsx';
import { TroubleNote } from './trouble-note.tsx';

interface ConnectorCardProps {
  readonly connector: Connector;
  readonly readAt: number;
  readonly use: SessionUse;
  /** Reads everything again. */
  readonly onChange: () => Promise<void>;
}

export function ConnectorCard({ connector, readAt, use, onChange }: ConnectorCardProps): ReactNode {
  const { t } = useWords();
  const { session, onSessionEnd } = use;
  const { name, standing, isChanged, waitsFor, trouble } = connector;
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [test, setTest] = useState<ConnectorTest>();

  const act = async <T,>(send: () => Promise<Reply<T>>, onReply: (value: T) => void = () => undefined) => {
    if (isBusy) return;
    setBusy(true);
    setFault(undefined);
    const reply = await send();
    if (!reply.ok && endsSession(reply.fault)) return onSessionEnd();
    if (reply.ok) onReply(reply.value);
    else setFault(reply.fault);
    await onChange();
    setBusy(false);
  };
  const mayManage = session.permissions.includes('connector.manage');
  const mayDecide = session.permissions.includes('register.import');
  const isStarted = standing === 'started';
  return (
    <section className="card connector" aria-labelledby={`connector-${name}`}>
      <div className="connector-head">
        <h2 id={`connector-${name}`}>
          <bdi>{name}</bdi>
        </h2>
        <div className="connector-acts">
          <Act
            label={t('connectors.test')}
            name={name}
            isBusy={isBusy}
            onAct={() => act(() => testConnector(session, name), setTest)}
          />
          {mayManage && (!isStarted || isChanged) && (
            <Act
              label={t(isStarted ? 'connectors.start-again' : 'connectors.start')}
              name={name}
              isBusy={isBusy}
              onAct={() => act(() => turnConnector(session, name, 'start'))}
            />
          )}
          {mayManage && isStarted && (
            <Act
              label={t('connectors.stop')}
              name={name}
              isBusy={isBusy}
              onAct={() => act(() => turnConnector(session, name, 'stop'))}
            />
          )}
        </div>
      </div>
      <p aria-live="polite" className="connector-busy soft">
        {isBusy && t('connectors.busy')}
      </p>
      <Standing connector={connector} readAt={readAt} />
      {fault !== undefined && <FaultNote fault={fault} />}
      {isChanged && <p className="connector-note">{t('connectors.changed')}</p>}
      {waitsFor !== undefined && (
        <Waiting
          name={name}
          importId={waitsFor}
          mayDecide={mayDecide}
          isBusy={isBusy}
          onDecide={(decision) => void act(() => decideReading(session, waitsFor, decision))}
        />
      )}
      {trouble !== undefined && <TroubleNote trouble={trouble} failures={connector.failures} />}
      {test !== undefined && <TestView test={test} seesRows={session.permissions.includes('alert.read')} />}
    </section>
  );
}

function Standing({ connector, readAt }: Pick<ConnectorCardProps, 'connector' | 'readAt'>): ReactNode {
  const words = useWords();
  const { t, age } = words;
  const { standing, isRunning, register, source, place, refreshedAt, wholeAt, read, refused } = connector;
  const late = isLate(connector, readAt);
  return (
    <dl>
      <div className="row">
        <dt>{t('connectors.standing')}</dt>
        <dd className="connector-standing">
          <StatusMark status={markOf(connector, late)} />
          <span>
            {t(`connector-standing.${standing}`)}
            {isRunning && <> · {t('connectors.running')}</>}
            {late && <strong> · {t('connectors.late')}</strong>}
          </span>
        </dd>
      </div>
      {register !== undefined && (
        <div className="row">
          <dt>{t('connectors.register')}</dt>
          <dd>
            <bdi>{register}</bdi>
          </dd>
        </div>
      )}
      {source !== undefined && (
        <div className="row">
          <dt>{t(`connector-source.${source}`)}</dt>
          <dd className="connector-place">
            <bdi>{place}</bdi>
          </dd>
        </div>
      )}
      <div className="row">
        <dt>{t('connectors.refreshed')}</dt>
        <dd>
          {refreshedAt === undefined
            ? t('connectors.never')
            : `${momentText(words, refreshedAt)} · ${age(refreshedAt, readAt)}`}
          {wholeAt !== undefined && (
            <span className="aside soft">{t('connectors.whole', { time: momentText(words, wholeAt) })}</span>
          )}
        </dd>
      </div>
      {read !== undefined && (
        <div className="row">
          <dt>{t('connectors.rows')}</dt>
          <dd>{t('connectors.counts', { read, refused })}</dd>
        </div>
      )}
    </dl>
  );
}

interface WaitingProps {
  readonly name: string;
  readonly importId: string;
  readonly mayDecide: boolean;
  readonly isBusy: boolean;
  readonly onDecide: (decision: { readonly to: 'approve' | 'abandon'; readonly vanishing?: number }) => void;
}

/** What a person is to agree to: the first reading, or one that takes much away. */
function Waiting({ name, importId, mayDecide, isBusy, onDecide }: WaitingProps): ReactNode {
  const { t } = useWords();
  const [differences, setDifferences] = useState<Differences>();
  const vanishing = differences?.vanishing;
  useEffect(() => {
    if (!mayDecide) return;
    let isShown = true;
    void fetchDifferences(importId).then((reply) => {
      if (isShown && reply.ok) setDifferences(reply.value);
    });
    return () => {
      isShown = false;
    };
  }, [importId, mayDecide]);
  return (
    <div className="connector-note">
      <p>
        <strong>{t('connectors.waits')}</strong>
      </p>
      {differences !== undefined && <p>{t('connectors.differences', { ...differences })}</p>}
      {differences?.isIssued === true && vanishing !== undefined && (
        <p>{t('connectors.vanished', { number: groupDigits(vanishing) })}</p>
      )}
      {mayDecide && (
        <div className="connector-acts">
          <Act
            label={t('connectors.approve')}
            name={name}
            isBusy={isBusy}
            onAct={() => onDecide({ to: 'approve', ...(vanishing !== undefined && { vanishing }) })}
          />
          <Act label={t('connectors.decline')} name={name} isBusy={isBusy} onAct={() => onDecide({ to: 'abandon' })} />
        </div>
      )}
    </div>
  );
}

interface ActProps {
  readonly label: string;
  readonly name: string;
  readonly isBusy: boolean;
  readonly onAct: () => void;
}

/** Its description says to which connector it is done: there is one of each on every card. */
function Act({ label, name, isBusy, onAct }: ActProps): ReactNode {
  return (
    <button
      type="button"
      className="side-button"
      aria-describedby={`connector-${name}`}
      aria-disabled={isBusy}
      onClick={() => isBusy || onAct()}
    >
      {label}
    </button>
  );
}

function isLate({ refreshedAt, unavailableAfterSeconds }: Connector, readAt: number): boolean {
  if (refreshedAt === undefined || unavailableAfterSeconds === undefined) return false;
  return readAt - refreshedAt > unavailableAfterSeconds * 1_000;
}

function markOf({ standing, trouble, waitsFor, refreshedAt }: Connector, late: boolean): Status {
  if (late) return 'bad';
  if (trouble !== undefined) return 'warning';
  if (standing === 'stopped') return 'none';
  return waitsFor === undefined && refreshedAt !== undefined ? 'good' : 'later';
}
