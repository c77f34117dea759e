// SPDX-License-Identifier: Apache-2.0
// Where a key press lands, which decides whether a letter is text or a shortcut.

/** `box`: the one box. `field`: another text field, where every key is text. `dialog`: a dialog has the keys to itself. */
export type KeyTarget = 'box' | 'field' | 'dialog' | 'elsewhere';

export function keyTargetOf(target: EventTarget | null, box: HTMLElement | null): KeyTarget {
  if (target === box) return 'box';
  if (!(target instanceof Element)) return 'elsewhere';
  if (target.closest('dialog') !== null) return 'dialog';
  return target.matches('input:not([type=checkbox]), textarea') ? 'field' : 'elsewhere';
}
