// SPDX-License-Identifier: Apache-2.0
// The keyboard of a page. Single letters work only where no text is being edited, can be switched off, and are those of a Latin
// keyboard under every layout.
import { useEffect, useRef } from 'react';
import { useSettings } from '../look/settings.ts';

/** How a key is pressed. */
export interface KeyStanding {
  readonly singleKeysOn: boolean;
  readonly isTyping: boolean;
}

/** What a key does, or undefined where it is left to the browser. */
export type ActOfKey = (key: string, standing: KeyStanding) => (() => void) | undefined;

export function usePageKeys(actOf: ActOfKey): void {
  const { singleKeysOn } = useSettings();
  const latest = useRef(actOf);
  useEffect(() => {
    latest.current = actOf;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isMeantElsewhere(event)) return;
      const isTyping = (event.target as Element | null)?.matches('input, textarea') === true;
      const act = latest.current(latinKeyOf(event), { singleKeysOn, isTyping });
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [singleKeysOn]);
}

/** Keys of the browser, and of forms and dialogs, are left to them. */
function isMeantElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return true;
  return (event.target as Element | null)?.closest('dialog, form, select') != null;
}

/** The letter that the key shows on a Latin keyboard, so that it works under a Cyrillic or Georgian layout as well. */
function latinKeyOf({ key, code }: KeyboardEvent): string {
  const isOtherLetter = /^\p{L}$/u.test(key) && !/^[a-z]$/i.test(key);
  return isOtherLetter ? (/^Key([A-Z])$/.exec(code)?.[1] ?? key) : key;
}
