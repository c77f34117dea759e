// SPDX-License-Identifier: Apache-2.0
// Why one line of a list, or a file, cannot be asked, in the officer's language.
import type { Words } from '../language/use-words.ts';
import { faultKey } from '../screen/fault-text.ts';

const OF_FIELD: Readonly<Record<string, string>> = {
  birthDate: 'list.bad.birth-date',
  name: 'list.bad.name',
  number: 'list.bad.number',
  file: 'list.bad.file',
};

export function refusalText(
  { t }: Words,
  { code = '', field = '' }: { readonly code?: string; readonly field?: string },
): string {
  const known = code === 'input.invalid' ? OF_FIELD[field] : undefined;
  return t(known ?? faultKey(code));
}
