// SPDX-License-Identifier: Apache-2.0
// What checks against packs met: an operator says of each whether it stands.
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import { momentText } from '../administrator/moment-text.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { PackFault } from './pack-fault.tsx';
import { type PackHit, settleHit } from './packs.ts';

interface HitListProps {
  readonly hits: readonly PackHit[];
  readonly use: SessionUse;
  readonly onSettled: () => Promise<void>;
}

export function HitList({ hits, use, onSettled }: HitListProps): ReactNode {
  const { t } = useWords();
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  const settle = async (entry: number, stands: boolean) => {
    if (isBusy) return;
    setBusy(true);
    const reply = await settleHit(use.session, entry, stands);
    if (!reply.ok && endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.ok ? undefined : reply.fault);
    await onSettled();
    setBusy(false);
  };
  return (
    <section className="card pack-hits" aria-labelledby="pack-hits">
      <h2 id="pack-hits">{t('packs.hits')}</h2>
      <p className="soft">{t('packs.hits-about')}</p>
      {fault !== undefined && <PackFault fault={fault} />}
      <ul>
        {hits.map((hit) => (
          <HitItem key={hit.entry} hit={hit} isBusy={isBusy} onSettle={settle} />
        ))}
      </ul>
    </section>
  );
}

interface HitItemProps {
  readonly hit: PackHit;
  readonly isBusy: boolean;
  readonly onSettle: (entry: number, stands: boolean) => Promise<void>;
}

function HitItem({ hit: { entry, user, usedAt, met }, isBusy, onSettle }: HitItemProps): ReactNode {
  const words = useWords();
  const { t } = words;
  const said = `pack-hit-${entry}`;
  return (
    <li>
      <div id={said}>
        {met.map(({ register, alertId, band }) => (
          <p key={`${register} ${alertId}`}>
            <strong className="number">
              <bdi>{alertId}</bdi>
            </strong>{' '}
            {t(band === 'hit' ? 'past.hit' : 'past.compare')} · <bdi className="soft">{register}</bdi>
          </p>
        ))}
        <p className="soft">
          <bdi>{user}</bdi> · {momentText(words, usedAt)} · {t('packs.entry', { entry })}
        </p>
      </div>
      <div className="pack-acts">
        {[true, false].map((stands) => (
          <button
            key={String(stands)}
            type="button"
            className="side-button"
            aria-describedby={said}
            aria-disabled={isBusy}
            onClick={() => void onSettle(entry, stands)}
          >
            {t(stands ? 'packs.stands' : 'packs.stands-not')}
          </button>
        ))}
      </div>
    </li>
  );
}
