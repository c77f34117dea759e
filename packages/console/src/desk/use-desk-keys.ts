// SPDX-License-Identifier: Apache-2.0
// The keyboard of the desk, as mail programs have it.
import { type KeyStanding, usePageKeys } from '../screen/use-page-keys.ts';

export interface DeskKeys {
  readonly onStep: (step: number) => void;
  readonly onOpen: () => void;
  readonly onReply: () => void;
  readonly onArchive: () => void;
  readonly onWrite: () => void;
  /** What the first officer in the line asks to have confirmed. */
  readonly onSendAsked: () => void;
  readonly onFind: () => void;
  readonly onBack: () => void;
  readonly onKeys: () => void;
}

export function useDeskKeys(keys: DeskKeys): void {
  usePageKeys((key, standing) => actOf(key, keys, standing));
}

function actOf(key: string, keys: DeskKeys, { singleKeysOn, isTyping }: KeyStanding): (() => void) | undefined {
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
    case 'e':
      return keys.onArchive;
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
