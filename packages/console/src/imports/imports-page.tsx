// SPDX-License-Identifier: Apache-2.0
// The operator's page of lists: what waits for a decision, the way in for a file, the registers, and what came before.
import { type ReactNode, useEffect, useRef } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { clockOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { PageHeader } from '../screen/page-header.tsx';
import { BeginSection } from './begin-section.tsx';
import { GoingImport } from './going-import.tsx';
import { isToldFault } from './import-codes.ts';
import { hasEnded, type ImportShown } from './import-state.ts';
import { RegisterSection } from './register-section.tsx';
import { useImports } from './use-imports.ts';
import './imports-page.css';

export function ImportsPage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const { view, fault, read } = useImports(use.onSessionEnd);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const going = view?.imports.filter((one) => !hasEnded(one)) ?? [];
  return (
    <>
      <PageHeader use={use} />
      <main className="imports">
        <div className="imports-head">
          <h1 ref={heading} tabIndex={-1}>
            {t('imports.title')}
          </h1>
          {view !== undefined && <p className="soft">{t('imports.read-at', { time: clockOf(view.readAt) })}</p>}
          <button type="button" className="side-button" onClick={() => void read()}>
            {t('imports.read-again')}
          </button>
        </div>
        {fault !== undefined && <FaultNote fault={fault} />}
        {view !== undefined && (
          <>
            {going.map((one) => (
              <GoingImport key={one.importId} one={one} view={view} use={use} onChange={read} />
            ))}
            <BeginSection view={view} use={use} onChange={read} />
            <RegisterSection view={view} use={use} onChange={read} />
            <EndedSection imports={view.imports.filter(hasEnded)} />
          </>
        )}
      </main>
    </>
  );
}

function EndedSection({ imports }: { imports: readonly ImportShown[] }): ReactNode {
  const { t, date } = useWords();
  if (imports.length === 0) return null;
  return (
    <section className="card" aria-labelledby="ended">
      <h2 id="ended">{t('imports.ended')}</h2>
      <ul className="ended-imports">
        {imports.slice(0, ENDED_SHOWN).map(({ importId, register, standing, begunAt, by, preview, refusal }) => (
          <li key={importId}>
            <strong>
              <bdi>{register}</bdi>
            </strong>
            <span>{t(`import-standing.${standing}`)}</span>
            <span className="soft">
              {date(new Date(begunAt).toISOString().slice(0, 10))}, {clockOf(begunAt)} · <bdi>{by}</bdi>
              {refusal !== undefined && (
                <bdi>
                  {' '}
                  · {refusal.code} {refusal.field}
                </bdi>
              )}
              {preview?.qualityScore !== undefined && ` · ${t('imports.quality', { score: preview.qualityScore })}`}
            </span>
            {refusal !== undefined && isToldFault(refusal.code) && (
              <p className="ended-why">{t(`import-fault.${refusal.code}`)}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const ENDED_SHOWN = 10;
