// SPDX-License-Identifier: Apache-2.0
// The keys that matter most, on one quiet line; the whole list stands behind the last of them.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { useSettings } from '../look/settings.ts';
import { KeyCap } from '../screen/key-cap.tsx';

export function KeyHints(): ReactNode {
  const { t } = useWords();
  const { singleKeysOn } = useSettings();
  return (
    <p className="hints" aria-hidden="true">
      <span>
        <KeyCap>Enter</KeyCap> {t('box.ask')}
      </span>
      <span>
        <KeyCap>Esc</KeyCap> {t('box.next')}
      </span>
      <span>
        <KeyCap>F2</KeyCap> {t('purpose.label')}
      </span>
      {singleKeysOn && (
        <span>
          <KeyCap>?</KeyCap> {t('keys.title')}
        </span>
      )}
    </p>
  );
}
