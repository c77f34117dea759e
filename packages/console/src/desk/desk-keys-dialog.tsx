// SPDX-License-Identifier: Apache-2.0
// All keys of the desk, and the switch for single-letter keys (WCAG 2.2, 2.1.4).
import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../language/use-words.ts';
import { changeSettings, useSettings } from '../look/settings.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import { KeyList, KeySwitch } from '../screen/key-list.tsx';

const KEYS = [
  { caps: ['J', '↓'], key: 'desk.key-next' },
  { caps: ['K', '↑'], key: 'desk.key-before' },
  { caps: ['O'], key: 'desk.key-open' },
  { caps: ['R'], key: 'desk.key-reply' },
  { caps: ['E'], key: 'desk.key-archive' },
  { caps: ['C'], key: 'desk.key-write' },
  { caps: ['N'], key: 'case.key-note' },
  { caps: ['T'], key: 'case.key-task' },
  { caps: ['M'], key: 'case.key-take' },
  { caps: ['S'], key: 'desk.key-send-asked' },
  { caps: ['/'], key: 'desk.key-find' },
  { caps: ['Esc'], key: 'desk.key-back' },
  { caps: ['Ctrl', 'Enter'], key: 'desk.key-send' },
] as const;

export function DeskKeysDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { singleKeysOn } = useSettings();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="keys" onClose={onClose} aria-labelledby="keys-title">
      <h2 id="keys-title">{t('keys.title')}</h2>
      <KeyList keys={KEYS} />
      <KeySwitch
        label={t('keys.single-on')}
        on={singleKeysOn}
        onChange={() => changeSettings({ singleKeysOn: !singleKeysOn })}
      />
      <button type="button" className="main-button" onClick={() => dialog.current?.close()}>
        {t('keys.close')} <KeyCap>Esc</KeyCap>
      </button>
    </dialog>
  );
}
