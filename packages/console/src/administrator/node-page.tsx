// SPDX-License-Identifier: Apache-2.0
// The administrator's page: how the node stands, and the commands with which an administrator works.
import { type ReactNode, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Reply } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { PageHeader } from '../screen/page-header.tsx';
import { fetchNodeState, type NodeState } from './node-state.ts';
import './node-page.css';

const COMMANDS = [
  { line: 'iims user add --dir DIR --user NAME --role ROLE', key: 'node.command-add' },
  { line: 'iims user disable --dir DIR --user NAME', key: 'node.command-disable' },
  { line: 'iims user list --dir DIR', key: 'node.command-list' },
  { line: 'iims audit verify --dir DIR', key: 'node.command-verify' },
] as const;

export function NodePage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const { onSessionEnd } = use;
  const [reply, setReply] = useState<Reply<NodeState>>();
  useEffect(() => {
    let left = false;
    void fetchNodeState().then((fetched) => {
      if (left) return;
      if (!fetched.ok && endsSession(fetched.fault)) return onSessionEnd();
      setReply(fetched);
    });
    return () => {
      left = true;
    };
  }, [onSessionEnd]);

  return (
    <>
      <PageHeader use={use} />
      <main className="node">
        <h1>{t('node.title')}</h1>
        <section className="card">
          <h2>{t('node.state')}</h2>
          {reply === undefined && <p>{t('screen.loading')}</p>}
          {reply?.ok === true && <NodeStateTable node={reply.value} />}
          {reply?.ok === false && <FaultNote fault={reply.fault} />}
        </section>
        <section className="card">
          <h2>{t('node.commands')}</h2>
          <p className="soft">{t('node.commands-why')}</p>
          <dl className="commands">
            {COMMANDS.map(({ line, key }) => (
              <div className="row" key={key}>
                <dt>
                  <code dir="ltr">{line}</code>
                </dt>
                <dd>{t(key)}</dd>
              </div>
            ))}
          </dl>
        </section>
      </main>
    </>
  );
}

function NodeStateTable({ node }: { node: NodeState }): ReactNode {
  const { t, code, state, age } = useWords();
  const now = Date.now();
  return (
    <dl>
      <div className="row">
        <dt>{t('node.log')}</dt>
        <dd>{t('log.size', { count: node.logSize, size: groupDigits(node.logSize) })}</dd>
      </div>
      <div className="row">
        <dt>{t('node.trust-root')}</dt>
        <dd>{node.trustRootVersion}</dd>
      </div>
      {node.partners.map((partner) => (
        <div className="row" key={partner.state}>
          <dt>
            <bdi>{state(partner.state)}</bdi>
          </dt>
          <dd>
            {code('standing', partner.standing)}
            {partner.standing !== 'fresh' && partner.because !== undefined && (
              <>
                {' '}
                · <bdi>{code('because', partner.because)}</bdi>
              </>
            )}
          </dd>
        </div>
      ))}
      {node.registers.map((register) => (
        <div className="row" key={register.id}>
          <dt>
            <bdi>{register.title}</bdi>
          </dt>
          <dd>
            {t('node.alerts', { count: register.alerts, alerts: groupDigits(register.alerts) })} ·{' '}
            {t('state.data-age', { age: age(register.checkedAt, now) })}
          </dd>
        </div>
      ))}
    </dl>
  );
}
