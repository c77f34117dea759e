// SPDX-License-Identifier: Apache-2.0
// Before a hit goes to the bureau: urgent or routine, and a line on what was found. Enter asks urgently.
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useWords } from '../language/use-words.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import type { HitToConfirm } from './confirmations.ts';

interface ConfirmationDialogProps {
  readonly hit: HitToConfirm;
  readonly onAsk: (isUrgent: boolean, found: string) => void;
  readonly onClose: () => void;
}

export function ConfirmationDialog({ hit, onAsk, onClose }: ConfirmationDialogProps): ReactNode {
  const { t, state } = useWords();
  const [found, setFound] = useState('');
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const ask = (isUrgent: boolean) => {
    onAsk(isUrgent, found);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(true);
  };
  return (
    <dialog ref={dialog} className="keys confirm-dialog" onClose={onClose} aria-labelledby={`${id}-title`}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>{t('confirm.ask')}</h2>
        <p>
          {t('confirm.what-happens', { state: state(hit.state) })}{' '}
          <bdi className="number" dir="ltr">
            {hit.alertId}
          </bdi>
        </p>
        <label htmlFor={id}>{t('confirm.found')}</label>
        <input
          id={id}
          value={found}
          maxLength={FOUND_CHARACTERS_MAX}
          autoComplete="off"
          onChange={({ target }) => setFound(target.value)}
        />
        <div className="confirm-buttons">
          <button type="submit" className="main-button">
            {t('confirm.urgent')} <KeyCap>Enter</KeyCap>
          </button>
          <button type="button" className="side-button" onClick={() => ask(false)}>
            {t('confirm.routine')}
          </button>
          <button type="button" className="quiet-button" onClick={() => dialog.current?.close()}>
            {t('confirm.cancel')} <KeyCap>Esc</KeyCap>
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** As the node takes them. */
const FOUND_CHARACTERS_MAX = 200;
