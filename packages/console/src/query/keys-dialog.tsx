// SPDX-License-Identifier: Apache-2.0
// All keys of the officer's page, and the switches for sound and single-letter keys (WCAG 2.2, 2.1.4).
import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../language/use-words.ts';
import { changeSettings, useSettings } from '../look/settings.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import { KeyList, KeySwitch } from '../screen/key-list.tsx';

const KEYS = [
  { caps: ['Enter'], key: 'keys.enter' },
  { caps: ['Esc'], key: 'keys.esc' },
  { caps: ['F2'], key: 'keys.purpose' },
  { caps: ['Shift', 'Enter'], key: 'keys.new-line' },
] as const;

const SINGLE_KEYS = [
  { caps: ['A'], key: 'keys.ask-again' },
  { caps: ['C'], key: 'keys.confirm' },
  { caps: ['K'], key: 'keys.second-key' },
  { caps: ['P'], key: 'keys.print' },
  { caps: ['T', 'N'], key: 'keys.theme' },
  { caps: ['M'], key: 'keys.sound' },
  { caps: ['?'], key: 'keys.keys' },
] as const;

export function KeysDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { soundOn, singleKeysOn } = useSettings();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="keys" onClose={onClose} aria-labelledby="keys-title">
      <h2 id="keys-title">{t('keys.title')}</h2>
      <KeyList keys={KEYS} />
      <h3>{t('keys.single')}</h3>
      <p className="soft">{t('keys.single-when')}</p>
      <KeyList keys={SINGLE_KEYS} />
      <KeySwitch
        label={t('keys.single-on')}
        on={singleKeysOn}
        onChange={() => changeSettings({ singleKeysOn: !singleKeysOn })}
      />
      <KeySwitch label={t('keys.sound-on')} on={soundOn} onChange={() => changeSettings({ soundOn: !soundOn })} />
      <button type="button" className="main-button" onClick={() => dialog.current?.close()}>
        {t('keys.close')} <KeyCap>Esc</KeyCap>
      </button>
    </dialog>
  );
}
