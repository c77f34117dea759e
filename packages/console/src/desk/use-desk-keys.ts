// SPDX-License-Identifier: Apache-2.0
// The keyboard of the desk, as mail programs have it. Single letters work only where no text is being edited, and can be switched off.
import { useEffect, useRef } from 'react';
import { useSettings } from '../look/settings.ts';

export interface DeskKeys {
  readonly onStep: (step: number) => void;
  readonly onOpen: () => void;
  readonly onReply: () => void;
  readonly onWrite: () => void;
  /** What the first officer in the line asks to have confirmed. */
  readonly onSendAsked: () => void;
  readonly onFind: () => void;
  readonly onBack: () => void;
  readonly onKeys: () => void;
}

export function useDeskKeys(keys: DeskKeys): void {
  const { singleKeysOn } = useSettings();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isMeantElsewhere(event)) return;
      const target = event.target as Element | null;
      const act = actOf(latinKeyOf(event), latest.current, {
        singleKeysOn,
        isTyping: target?.matches('input, textarea') === true,
      });
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [singleKeysOn]);
}

/** Keys of the browser, and of forms and dialogs, are left to them. */
export function isMeantElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return true;
  return (event.target as Element | null)?.closest('dialog, form, select') != null;
}

interface Standing {
  readonly singleKeysOn: boolean;
  readonly isTyping: boolean;
}

/** The letter that the key shows on a Latin keyboard, so that it works under a Cyrillic or Georgian layout as well. */
function latinKeyOf({ key, code }: KeyboardEvent): string {
  const isOtherLetter = /^\p{L}$/u.test(key) && !/^[a-z]$/i.test(key);
  return isOtherLetter ? (/^Key([A-Z])$/.exec(code)?.[1] ?? key) : key;
}

function actOf(key: string, keys: DeskKeys, { singleKeysOn, isTyping }: Standing): (() => void) | undefined {
  switch (key) {
    case 'ArrowDown':
      return () => keys.onStep(1);
    case 'ArrowUp':
      return () => keys.onStep(-1);
    case 'Escape':
      return keys.onBack;
  }
  if (isTyping || !singleKeysOn) return undefined;
  switch (key.toLowerCase()) {
    case 'j':
      return () => keys.onStep(1);
    case 'k':
      return () => keys.onStep(-1);
    case 'o':
      return keys.onOpen;
    case 'r':
      return keys.onReply;
    case 'c':
      return keys.onWrite;
    case 's':
      return keys.onSendAsked;
    case '/':
      return keys.onFind;
    case '?':
      return keys.onKeys;
  }
  return undefined;
}
