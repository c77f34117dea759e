// SPDX-License-Identifier: Apache-2.0
// The form that is being filled in, kept in memory alone while its person looks at another page: personal data never lie in the browser's storage.
import type { FormInWork } from './alert-form.tsx';

let kept: { readonly whose: string; readonly form: FormInWork } | undefined;

/** The form of this person; that of anybody else is gone from here on. */
export function takeKeptForm(whose: string): FormInWork | undefined {
  if (kept?.whose !== whose) kept = undefined;
  return kept?.form;
}

export function keepForm(whose: string, form: FormInWork | undefined): void {
  kept = form === undefined ? undefined : { whose, form };
}
