// SPDX-License-Identifier: Apache-2.0
// The keyboard of the officer's page: F2 and Esc everywhere, single letters only where no text is being edited,
// and a scan that lands anywhere on the page finds its way into the box.
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { type KeyTarget, keyTargetOf } from './key-target.ts';
import { effectOfKey, type HeldKey, type Shortcut, SINGLE_KEY_HOLD_MS } from './single-key.ts';
import { type Waiting, withoutLastCharacter, withText } from './waiting.ts';

export interface OfficerKeys {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly singleKeysOn: boolean;
  /** The text in the box has its answer: while it is selected whole, letters are shortcuts and typing replaces it. */
  readonly answered: boolean;
  /** The box belongs to a query that is under way, or to one that came to its end while the next text was being scanned. */
  readonly keepsOthers: boolean;
  readonly run: (shortcut: Shortcut) => void;
  readonly onNext: () => void;
  readonly onPurpose: () => void;
  /** Text that begins the next input, in place of what stands in the box. */
  readonly onType: (text: string) => void;
  /** What is scanned or typed while the box is another's. */
  readonly onKeep: (change: (waiting: Waiting) => Waiting) => void;
  readonly onKeepEnter: () => void;
}

export function useOfficerKeys(keys: OfficerKeys): void {
  const latest = useRef(keys);
  const held = useRef<{ key: HeldKey; timer: number } | undefined>(undefined);

  // With the screen, and not after it: the next key may come before the browser has painted.
  useLayoutEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => handleKey(event, latest.current, held);
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

type Held = { current: { key: HeldKey; timer: number } | undefined };

function handleKey(event: KeyboardEvent, keys: OfficerKeys, held: Held): void {
  const target = keyTargetOf(event.target, keys.box.current);
  if (target === 'dialog' || event.isComposing) return;
  if (event.key === 'F2' || event.key === 'Escape') {
    event.preventDefault();
    release(held);
    if (event.key === 'F2') keys.onPurpose();
    else keys.onNext();
    return;
  }
  if (target === 'field') return;
  if (target === 'box' && keys.keepsOthers) keep(event, keys);
  else if (isLetter(event) && (target === 'elsewhere' || takesShortcuts(event, keys)))
    handleLetter(event, target, keys, held);
}

function handleLetter(event: KeyboardEvent, target: KeyTarget, keys: OfficerKeys, held: Held): void {
  const effect = effectOfKey(event, held.current?.key, keys.singleKeysOn);
  if (effect.type === 'leave') {
    // Focus before the browser types: the letter lands in the box.
    if (target === 'elsewhere') keys.box.current?.focus();
    if (keys.keepsOthers) keep(event, keys);
    return;
  }
  event.preventDefault();
  release(held);
  if (effect.type === 'run') keys.run(effect.shortcut);
  if (effect.type === 'type') keys.onType(effect.text);
  if (effect.type !== 'hold') return;
  const timer = window.setTimeout(() => {
    held.current = undefined;
    keys.run(effect.held.shortcut);
  }, SINGLE_KEY_HOLD_MS);
  held.current = { key: effect.held, timer };
}

/** A space presses the button that has the focus; a modifier alone is part of the letter that follows. */
function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
}

/** The box takes no key itself while it is another's. */
function keep(event: KeyboardEvent, keys: OfficerKeys): void {
  const isCharacter = Array.from(event.key).length === 1;
  const isCommand = event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph'));
  if (isCharacter && !isCommand) keys.onKeep((waiting) => withText(waiting, event.key));
  else if (event.key === 'Enter') keys.onKeepEnter();
  else if (event.key === 'Backspace') keys.onKeep(withoutLastCharacter);
  else return;
  event.preventDefault();
}

/** In the box a letter is a letter while somebody works on the text. No document, plate or name begins with a question mark. */
function takesShortcuts(event: KeyboardEvent, { box, answered, singleKeysOn }: OfficerKeys): boolean {
  const element = box.current;
  if (element === null) return false;
  if (answered && element.selectionStart === 0 && element.selectionEnd === element.value.length) return true;
  return event.key === '?' && element.value === '' && singleKeysOn;
}

function release(held: Held): void {
  if (held.current !== undefined) window.clearTimeout(held.current.timer);
  held.current = undefined;
}
