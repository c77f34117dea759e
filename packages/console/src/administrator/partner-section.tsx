// SPDX-License-Identifier: Apache-2.0
// Every partner: how far it may be relied on, whether it is suspended, and its last test.
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault, Reply } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { PartnerRow } from './partner-row.tsx';
import { resumePartner, suspendPartner, testPartner } from './partners.ts';
import { SuspendDialog } from './suspend-dialog.tsx';
import type { NodeView } from './use-node-view.ts';

interface PartnerSectionProps {
  readonly view: NodeView;
  readonly use: SessionUse;
  /** Reads everything again. */
  readonly onChange: () => Promise<void>;
}

export function PartnerSection({ view, use, onChange }: PartnerSectionProps): ReactNode {
  const { t } = useWords();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [faults, setFaults] = useState<Readonly<Record<string, Fault>>>({});
  const [suspending, setSuspending] = useState<string>();

  const act = async (state: string, send: () => Promise<Reply<unknown>>): Promise<void> => {
    if (busy.has(state)) return;
    setBusy((states) => withState(states, state));
    setFaults(({ [state]: _, ...others }) => others);
    const reply = await send();
    if (!reply.ok && endsSession(reply.fault)) return use.onSessionEnd();
    if (!reply.ok) setFaults((others) => ({ ...others, [state]: reply.fault }));
    await onChange();
    setBusy((states) => withoutState(states, state));
  };
  const test = (state: string) => {
    setOpened((states) => withState(states, state));
    return act(state, () => testPartner(use.session, state));
  };

  const { partners } = view.partners;
  return (
    <section className="card" aria-labelledby="partners">
      <h2 id="partners">{t('partners.title')}</h2>
      {partners.length === 0 && <p>{t('partners.none')}</p>}
      <ul className="partners">
        {partners.map((partner) => (
          <PartnerRow
            key={partner.state}
            partner={partner}
            readAt={view.readAt}
            busy={busy.has(partner.state)}
            fault={faults[partner.state]}
            opened={opened.has(partner.state)}
            onToggle={(open) =>
              setOpened((states) => (open ? withState(states, partner.state) : withoutState(states, partner.state)))
            }
            onTest={() => void test(partner.state)}
            onSuspend={() => setSuspending(partner.state)}
            onResume={() => void act(partner.state, () => resumePartner(use.session, partner.state))}
          />
        ))}
      </ul>
      {suspending !== undefined && (
        <SuspendDialog
          state={suspending}
          onClose={() => setSuspending(undefined)}
          onSuspend={(reason) => void act(suspending, () => suspendPartner(use.session, suspending, reason))}
        />
      )}
    </section>
  );
}

function withState(states: ReadonlySet<string>, state: string): ReadonlySet<string> {
  return new Set([...states, state]);
}

function withoutState(states: ReadonlySet<string>, state: string): ReadonlySet<string> {
  return new Set([...states].filter((one) => one !== state));
}
