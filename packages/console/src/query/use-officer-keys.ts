// SPDX-License-Identifier: Apache-2.0
// The keyboard of the officer's page: F2 and Esc everywhere, single letters only where no text is being edited,
// and a scan that lands anywhere on the page finds its way into the box.
import { type RefObject, useEffect, useRef } from 'react';
import { keyTargetOf } from './key-target.ts';
import { effectOfKey, type HeldKey, type Shortcut, SINGLE_KEY_HOLD_MS } from './single-key.ts';

export interface OfficerKeys {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly singleKeysOn: boolean;
  /** The text in the box has its answer: while it is selected whole, letters are shortcuts and typing replaces it. */
  readonly answered: boolean;
  readonly run: (shortcut: Shortcut) => void;
  readonly onNext: () => void;
  readonly onPurpose: () => void;
  /** Text that begins the next input, in place of what stands in the box. */
  readonly onType: (text: string) => void;
}

export function useOfficerKeys(keys: OfficerKeys): void {
  const latest = useRef(keys);
  const held = useRef<{ key: HeldKey; timer: number } | undefined>(undefined);

  useEffect(() => {
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
  // A space presses the button that has the focus; a modifier alone is part of the letter that follows.
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === ' ') return;
  if (target === 'field') return;
  if (target === 'box' && isWritten(keys) && !asksForKeys(event, keys)) return;
  const effect = effectOfKey(event, held.current?.key, keys.singleKeysOn);
  if (effect.type === 'leave') {
    // Focus before the browser types: the letter lands in the box.
    if (target === 'elsewhere') keys.box.current?.focus();
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

/** Somebody works on the text in the box, so that its letters are letters. */
function isWritten({ box, answered }: OfficerKeys): boolean {
  const element = box.current;
  if (!answered || element === null) return true;
  return element.selectionStart !== 0 || element.selectionEnd !== element.value.length;
}

/** No document, plate or name begins with a question mark. */
function asksForKeys(event: KeyboardEvent, { box, singleKeysOn }: OfficerKeys): boolean {
  return event.key === '?' && box.current?.value === '' && singleKeysOn;
}

function release(held: Held): void {
  if (held.current !== undefined) window.clearTimeout(held.current.timer);
  held.current = undefined;
}
