// SPDX-License-Identifier: Apache-2.0
// Why one line of a list cannot be asked, in the officer's language.
import type { Words } from '../language/use-words.ts';
import { faultKey } from '../screen/fault-text.ts';

const OF_FIELD: Readonly<Record<string, string>> = {
  birthDate: 'list.bad.birth-date',
  name: 'list.bad.name',
  number: 'list.bad.number',
};

export function refusalText({ t }: Words, { code = '', field = '' }: Readonly<Record<string, string>>): string {
  const known = code === 'input.invalid' ? OF_FIELD[field] : undefined;
  return t(known ?? faultKey(code));
}
