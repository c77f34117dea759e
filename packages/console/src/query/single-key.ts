// SPDX-License-Identifier: Apache-2.0
// Single-letter keys beside a scanner that types letters too. A letter is held for a moment: a second character
// within that time means that someone types or scans, and both belong into the box; silence means the shortcut.
// Pure: the caller hands in each key and the end of the holding time.

/** A scanner sends a character every few milliseconds, a typist every 100 to 250. */
export const SINGLE_KEY_HOLD_MS = 300;

export type Shortcut = 'ask-again' | 'print' | 'theme' | 'sound' | 'second-key' | 'confirm' | 'keys';

/** The letter that the key shows on a Latin keyboard, so that it works under a Cyrillic or Georgian layout as well. */
export interface PressedKey {
  readonly key: string;
  readonly code: string;
}

export interface HeldKey {
  readonly key: string;
  readonly shortcut: Shortcut;
}

export type KeyEffect =
  | { readonly type: 'hold'; readonly held: HeldKey }
  | { readonly type: 'run'; readonly shortcut: Shortcut }
  /** `text` starts the next input. */
  | { readonly type: 'type'; readonly text: string }
  /** The browser does what it always does. */
  | { readonly type: 'leave' };

/** What a printable key without Ctrl, Alt or Meta does while no text is being edited. */
export function effectOfKey(pressed: PressedKey, held: HeldKey | undefined, singleKeysOn: boolean): KeyEffect {
  if (held !== undefined) return { type: 'type', text: held.key + pressed.key };
  const shortcut = shortcutOf(pressed);
  if (shortcut === undefined || !singleKeysOn) return { type: 'leave' };
  // No document, plate or name begins with a question mark.
  return shortcut === 'keys' ? { type: 'run', shortcut } : { type: 'hold', held: { key: pressed.key, shortcut } };
}

export function shortcutOf({ key, code }: PressedKey): Shortcut | undefined {
  if (key === '?') return 'keys';
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : /^\p{L}$/u.test(key) ? letterOfCode(code) : undefined;
  return letter === undefined ? undefined : SHORTCUT_LETTERS[letter];
}

function letterOfCode(code: string): string | undefined {
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
}

const SHORTCUT_LETTERS: Readonly<Record<string, Shortcut>> = {
  a: 'ask-again',
  c: 'confirm',
  k: 'second-key',
  p: 'print',
  n: 'theme',
  t: 'theme',
  m: 'sound',
};
