// SPDX-License-Identifier: Apache-2.0
// Brings the log of uses of a pack back to the node, and says how far it holds.
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FileButton } from '../screen/file-button.tsx';
import { PackFault } from './pack-fault.tsx';
import { type UploadedLog, uploadLog } from './packs.ts';

export function UploadForm({ use, onTaken }: { use: SessionUse; onTaken: () => Promise<void> }): ReactNode {
  const { t } = useWords();
  const [isSending, setSending] = useState(false);
  const [taken, setTaken] = useState<UploadedLog>();
  const [fault, setFault] = useState<Fault>();
  const send = async (file: File | undefined) => {
    if (file === undefined || isSending) return;
    setSending(true);
    setFault(undefined);
    setTaken(undefined);
    const reply = await uploadLog(use.session, file);
    setSending(false);
    if (!reply.ok && endsSession(reply.fault)) return use.onSessionEnd();
    if (!reply.ok) return setFault(reply.fault);
    setTaken(reply.value);
    await onTaken();
  };
  return (
    <section className="card" aria-labelledby="upload-log">
      <h2 id="upload-log">{t('packs.upload')}</h2>
      <div className="pack-file">
        <FileButton label={t('packs.log')} showsChosen onFiles={([file]) => void send(file)} />
        <span className="soft">{t('packs.upload-how', { ending: '.uses' })}</span>
      </div>
      <p aria-live="polite" className="pack-busy soft">
        {isSending && t('packs.sending')}
      </p>
      {fault !== undefined && <PackFault fault={fault} />}
      {taken !== undefined && <TakenNote taken={taken} />}
    </section>
  );
}

function TakenNote({ taken: { uses, taken, isEnded, broken } }: { taken: UploadedLog }): ReactNode {
  const { t } = useWords();
  return (
    <div className={broken === undefined ? 'pack-note pack-made' : 'pack-note pack-broken'} role="status">
      <p>{t('packs.taken', { uses, taken })}</p>
      {broken === undefined ? (
        <p>{t(isEnded ? 'packs.log-ended' : 'packs.log-open')}</p>
      ) : (
        <p>
          <strong>{t('packs.log-broken')}</strong> <bdi>{broken}</bdi>
        </p>
      )}
    </div>
  );
}
