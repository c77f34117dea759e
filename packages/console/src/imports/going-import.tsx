// SPDX-License-Identifier: Apache-2.0
// An import that goes on: how far it is, what it would change, which rows were refused, and the decision.
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { GoOnSending } from './go-on-sending.tsx';
import { IMPORT_WORDS } from './import-codes.ts';
import { ImportFault } from './import-fault.tsx';
import { type ImportShown, type PreviewShown, stepImport, vanishingWith } from './import-state.ts';
import { FindingProgress, Progress } from './progress.tsx';
import { RefusedRows } from './refused-rows.tsx';
import type { ImportsView } from './use-imports.ts';

interface GoingProps {
  readonly one: ImportShown;
  readonly view: ImportsView;
  readonly use: SessionUse;
  readonly onChange: () => Promise<void>;
}

export function GoingImport({ one, view, use, onChange }: GoingProps): ReactNode {
  const { t } = useWords();
  const [fault, setFault] = useState<Fault>();
  const [isSettled, setSettled] = useState(false);
  const { importId, register, standing, preview } = one;
  const step = async (name: 'preview' | 'approve' | 'abandon') => {
    const vanished = name === 'approve' && preview !== undefined ? wordOf(preview, isSettled) : undefined;
    const reply = await stepImport(use.session, name, { importId, ...(vanished !== undefined && { vanished }) });
    if (!reply.ok && endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.ok ? undefined : reply.fault);
    await onChange();
  };
  const held = view.registers.find(({ id }) => id === register);
  const waitsForOther = one.secondPerson && one.by === use.session.user;
  return (
    <section className="card going" aria-labelledby={`import-${importId}`}>
      <h2 id={`import-${importId}`}>
        <bdi>{register}</bdi> <span className="soft">{t(`import-standing.${standing}`)}</span>
      </h2>
      <Standing one={one} use={use} onChange={onChange} />
      {preview !== undefined && standing === 'previewed' && (
        <>
          <PreviewBlock preview={preview} held={held?.alerts ?? 0} register={register} />
          <VanishedBlock
            vanished={preview.vanished}
            before={held?.vanished ?? 0}
            isSettled={isSettled}
            onSettled={setSettled}
          />
        </>
      )}
      {one.fault !== undefined && <ImportFault fault={{ code: one.fault }} />}
      {fault !== undefined && <ImportFault fault={fault} />}
      {standing === 'previewed' && waitsForOther && <p>{t('imports.second-person')}</p>}
      <div className="import-acts">
        {standing === 'previewed' && (
          <button
            type="button"
            className="main-button"
            aria-disabled={waitsForOther}
            onClick={() => waitsForOther || void step('approve')}
          >
            {t('imports.approve')}
          </button>
        )}
        {standing === 'quarantined' && (
          <button type="button" className="main-button" onClick={() => void step('preview')}>
            {t('imports.read-file')}
          </button>
        )}
        {one.finding === undefined && (
          <button type="button" className="side-button" onClick={() => void step('abandon')}>
            {t('imports.abandon')}
          </button>
        )}
      </div>
    </section>
  );
}

function Standing({ one, use, onChange }: Omit<GoingProps, 'view'>): ReactNode {
  const { t } = useWords();
  const { standing, rows, applied, finding } = one;
  if (standing === 'reading')
    return <Progress label={t('imports.rows-read', { rows: groupDigits(rows ?? 0) })} share={undefined} />;
  if (finding !== undefined) return <FindingProgress finding={finding} />;
  if (standing === 'applying')
    return <Progress label={t('imports.applying')} share={applied && Math.min(applied.done / applied.of, 1)} />;
  if (standing === 'receiving') return <GoOnSending one={one} use={use} onChange={onChange} />;
  return null;
}

function PreviewBlock({
  preview,
  held,
  register,
}: {
  preview: PreviewShown;
  held: number;
  register: string;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const { differences, read, accepted, refused, qualityScore, completeFor } = preview;
  const leaving = held === 0 ? 0 : differences.removed / held;
  return (
    <>
      <p className="preview-counts">
        {t('imports.counts', {
          read: groupDigits(read),
          accepted: groupDigits(accepted),
          refused: groupDigits(refused),
        })}
        {qualityScore !== undefined && ` · ${t('imports.quality', { score: qualityScore })}`}
      </p>
      {completeFor !== undefined && (
        <p className={completeFor.length === 0 ? 'soft' : 'notice'}>
          {completeFor.length === 0
            ? t('imports.complete-none')
            : t('imports.complete-for', { types: completeFor.map((type) => words.code('document', type)).join(', ') })}
        </p>
      )}
      {completeFor !== undefined && refused > 0 && (
        <p className="notice" role="alert">
          {t('imports.refused-unknown')}
        </p>
      )}
      <dl className="differences">
        {IMPORT_WORDS.difference.map((difference) => (
          <div key={difference}>
            <dt>{t(`difference.${difference}`)}</dt>
            <dd className="number">{groupDigits(differences[difference])}</dd>
          </div>
        ))}
      </dl>
      {leaving >= LARGE_SHARE && (
        <p className="notice" role="alert">
          {t(completeFor === undefined ? 'imports.many-leave' : 'imports.many-leave-issued', {
            percent: Math.round(leaving * 100),
            removed: groupDigits(differences.removed),
          })}
        </p>
      )}
      {refused > 0 && <RefusedRows preview={preview} register={register} />}
    </>
  );
}

/** Where none vanishes, the word of whoever approves would be of those that vanished before, and he gives it apart. */
function wordOf(preview: PreviewShown, isSettled: boolean): number | undefined {
  return preview.vanished === 0 && isSettled ? 0 : vanishingWith(preview);
}

interface VanishedProps {
  /** With this list; undefined where nothing follows from it. */
  readonly vanished: number | undefined;
  /** With earlier lists, unseen. */
  readonly before: number;
  readonly isSettled: boolean;
  readonly onSettled: (isSettled: boolean) => void;
}

function VanishedBlock({ vanished, before, isSettled, onSettled }: VanishedProps): ReactNode {
  const { t } = useWords();
  if (vanished === undefined) return null;
  if (vanished > 0)
    return (
      <p className="notice" role="alert">
        {t('imports.vanished', { number: groupDigits(vanished) })}
        {before > 0 && ` ${t('imports.vanished-too', { number: groupDigits(before) })}`}
      </p>
    );
  if (before === 0) return null;
  return (
    <label className="settle-vanished">
      <input type="checkbox" checked={isSettled} onChange={({ target }) => onSettled(target.checked)} />
      {t('imports.vanished-settle', { number: groupDigits(before) })}
    </label>
  );
}

/** Of a register that would leave: more is said plainly, and goes by no script without a person's word. */
const LARGE_SHARE = 0.05;
