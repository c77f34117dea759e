// SPDX-License-Identifier: Apache-2.0
// What is scanned or typed while a query is under way, or before it could be asked again: kept in the order in which it came, until the
// officer turns to it. The answer that is awaited stays on the screen, so nothing here asks by itself. Pure.
import { meaningOfEnter } from './enter-key.ts';

export interface Waiting {
  /** The text whose Enter has not come yet. */
  readonly begun: string;
  /** Each ended with Enter; the first that came is the first. */
  readonly whole: readonly string[];
}

export const NONE_WAITING: Waiting = { begun: '', whole: [] };

/** More is not taken while so many wait, and the page says so. */
export const WAITING_MAX = 20;

export function isFull({ whole }: Waiting): boolean {
  return whole.length >= WAITING_MAX;
}

export function withText(waiting: Waiting, text: string): Waiting {
  return isFull(waiting) ? waiting : { ...waiting, begun: waiting.begun + text };
}

/** Ends the text, or one of its document lines. */
export function withEnter(waiting: Waiting): Waiting {
  const { begun, whole } = waiting;
  switch (meaningOfEnter(begun)) {
    case 'nothing':
      return waiting;
    case 'new-line':
      return { ...waiting, begun: `${begun.trimEnd()}\n` };
    case 'ask':
      return { begun: '', whole: [...whole, begun] };
  }
}

/** As if it were typed: what its lines begin waits as it is. */
export function withPasted(waiting: Waiting, text: string): Waiting {
  const [first = '', ...others] = text.split(/\r\n?|\n/);
  return others.reduce((before, line) => withText(withEnter(before), line), withText(waiting, first));
}

export function withoutLastCharacter(waiting: Waiting): Waiting {
  return { ...waiting, begun: Array.from(waiting.begun).slice(0, -1).join('') };
}

/** A question that failed, when the next one is scanned over it: nobody was told anything of it, and it is the next again. */
export function withUnanswered({ begun, whole }: Waiting, text: string): Waiting {
  return { begun, whole: [text, ...whole] };
}

/** Whether the first character of another text took the place of the one that was selected whole. */
export function beginsAnew(text: string, before: string): boolean {
  return text.length === 1 && before.length > 2;
}

/** The text whose turn it is, empty where none waits, and what waits still. One that was only begun takes its place as it is. */
export function nextText({ begun, whole }: Waiting): { readonly text: string; readonly waiting: Waiting } {
  const [text = '', ...others] = begun === '' ? whole : [...whole, begun];
  return { text, waiting: { begun: '', whole: others } };
}
