// SPDX-License-Identifier: Apache-2.0
// Asks for the reason before a partner is suspended, and says what that does.
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../language/use-words.ts';

interface SuspendDialogProps {
  readonly state: string;
  readonly onSuspend: (reason: string) => void;
  readonly onClose: () => void;
}

export function SuspendDialog({ state, onSuspend, onClose }: SuspendDialogProps): ReactNode {
  const words = useWords();
  const { t } = words;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim();
    if (reason === '') return;
    onSuspend(reason);
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} className="suspend" onClose={onClose} aria-labelledby="suspend-title">
      <form onSubmit={submit}>
        <h2 id="suspend-title">{t('suspend.title', { state: words.state(state) })}</h2>
        <p>{t('suspend.what')}</p>
        <label>
          {t('suspend.reason')}
          <input name="reason" maxLength={REASON_LENGTH_MAX} required autoComplete="off" />
        </label>
        <div className="suspend-acts">
          <button type="submit" className="main-button danger">
            {t('suspend.confirm')}
          </button>
          <button type="button" className="side-button" onClick={() => dialog.current?.close()}>
            {t('suspend.cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** As the node bounds it (spec/officer-edge.md). */
const REASON_LENGTH_MAX = 200;
