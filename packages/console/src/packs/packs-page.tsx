// SPDX-License-Identifier: Apache-2.0
// The page of offline packs: making one, bringing its log of uses back, settling what its checks met, and which are out, returned or missing.
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import { fetchNodeState } from '../administrator/node-state.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { PageHeader } from '../screen/page-header.tsx';
import { ReadHead } from '../screen/read-head.tsx';
import { HitList } from './hit-list.tsx';
import { MakeForm } from './make-form.tsx';
import { PackFault } from './pack-fault.tsx';
import { PackItem } from './pack-item.tsx';
import { fetchHits, fetchPacks, type Pack, type PackHit, strikeDevice } from './packs.ts';
import { UploadForm } from './upload-form.tsx';
import './packs-page.css';

interface View {
  readonly packs: readonly Pack[];
  readonly hits: readonly PackHit[];
  /** By the clock of the screen, milliseconds since 1970. */
  readonly readAt: number;
}

/** It is never read by itself: a page that nobody looks at must not keep a session alive. */
export function PacksPage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const [view, setView] = useState<View>();
  const [fault, setFault] = useState<Fault>();
  const [isReading, setReading] = useState(true);
  const { session, onSessionEnd } = use;
  const may = (permission: string) => session.permissions.includes(permission);
  const maySettle = may('pack.settle');
  const read = useCallback(async () => {
    setReading(true);
    const [packs, hits] = await Promise.all([fetchPacks(), maySettle ? fetchHits() : NO_HITS]);
    setReading(false);
    const failed = [packs, hits].find((reply) => !reply.ok);
    if (failed?.ok === false && endsSession(failed.fault)) return onSessionEnd();
    setFault(failed?.ok === false ? failed.fault : undefined);
    if (packs.ok && hits.ok) setView({ packs: packs.value, hits: hits.value, readAt: Date.now() });
  }, [maySettle, onSessionEnd]);
  const registers = useRegisters(may('pack.make') && may('node.read-state'));
  useEffect(() => void read(), [read]);
  const strike = async (deviceId: string) => {
    const reply = await strikeDevice(session, deviceId);
    if (!reply.ok && endsSession(reply.fault)) return onSessionEnd();
    await read();
    if (!reply.ok) setFault(reply.fault);
  };
  return (
    <>
      <PageHeader use={use} />
      <main className="packs">
        <ReadHead title={t('packs.title')} readAt={view?.readAt} isReading={isReading} onRead={() => void read()} />
        <p className="soft">{t('packs.about')}</p>
        {fault !== undefined && <PackFault fault={fault} />}
        {view !== undefined && view.hits.length > 0 && <HitList hits={view.hits} use={use} onSettled={read} />}
        {may('pack.make') && <MakeForm use={use} registers={registers} onMade={read} />}
        {may('pack.upload') && <UploadForm use={use} onTaken={read} />}
        {view !== undefined && (
          <PackList packs={view.packs} onStrike={may('pack.make') ? (id) => void strike(id) : undefined} />
        )}
      </main>
    </>
  );
}

interface PackListProps {
  readonly packs: readonly Pack[];
  readonly onStrike: ((deviceId: string) => void) | undefined;
}

/** A device is struck off at the latest of its packs. */
function PackList({ packs, onStrike }: PackListProps): ReactNode {
  const { t } = useWords();
  const isLatest = ({ packId, deviceId }: Pack) => packs.find((one) => one.deviceId === deviceId)?.packId === packId;
  return (
    <section className="card" aria-labelledby="pack-list">
      <h2 id="pack-list">{t('packs.list')}</h2>
      {packs.length === 0 && <p>{t('packs.none')}</p>}
      <ul className="pack-list">
        {packs.map((pack) => (
          <PackItem
            key={pack.packId}
            pack={pack}
            onStrike={onStrike && !pack.isStruck && isLatest(pack) ? () => onStrike(pack.deviceId) : undefined}
          />
        ))}
      </ul>
    </section>
  );
}

/** Without them a pack is made of all. */
function useRegisters(isWanted: boolean): readonly { readonly id: string; readonly title: string }[] {
  const [registers, setRegisters] = useState<readonly { readonly id: string; readonly title: string }[]>([]);
  useEffect(() => {
    if (!isWanted) return;
    void fetchNodeState().then((reply) => {
      if (reply.ok) setRegisters(reply.value.registers);
    });
  }, [isWanted]);
  return registers;
}

const NO_HITS = Promise.resolve({ ok: true, value: [] as readonly PackHit[] } as const);
