// SPDX-License-Identifier: Apache-2.0
// What a State says about itself, in a file that people wrote (`--about`): checked before anybody signs it, and faults name file and field.

import { utf8 } from '@iims/wire/bytes';
import { PURPOSES } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { EVERY_OTHER_REGISTER, parseStateAbout, type StateAbout, type StateBodyJson } from '@iims/wire/trust-documents';

/** Form alone. Throws `input.invalid`. */
export function requireAbout(value: unknown, file: string): StateAbout {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(file, '', 'a JSON object');
  const unknown = Object.keys(value).find((field) => !ABOUT_FIELDS.some((known) => known === field));
  if (unknown !== undefined) throw refused(file, '', `no other fields than ${ABOUT_FIELDS.join(', ')}`);
  try {
    return parseStateAbout(utf8(JSON.stringify(value)));
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    throw refused(file, fault.field ?? '', fault.rule ?? 'spec/trust-list.md, 3');
  }
}

/** Rights are for other States, for purposes that officers can name, to registers that the document declares. Throws `input.invalid`. */
export function checkRights(
  { state, rights, registers }: Pick<StateBodyJson, 'rights' | 'registers'> & { readonly state: StateCode },
  file: string,
): void {
  for (const [index, { register, purposes, states }] of rights.entries()) {
    const at = `rights.${index}`;
    if (register !== EVERY_OTHER_REGISTER && !registers.some(({ id }) => id === register)) {
      throw refused(file, `${at}.register`, 'a register that the document declares, or * for every other one');
    }
    if (!purposes.every((purpose) => PURPOSES.some((known) => known === purpose))) {
      throw refused(file, `${at}.purposes`, `purposes among ${PURPOSES.join(', ')}`);
    }
    if (states.some((asking) => asking === state)) {
      throw refused(file, `${at}.states`, 'other States; a State asks its own registers without a right');
    }
  }
}

function refused(file: string, field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'The file breaks a rule of what a State says about itself.',
    field: field === '' ? `about ${file}` : `about ${file}: ${field}`,
    rule,
    fix: 'Correct the file; docs/ceremony.md shows an example.',
  });
}

const ABOUT_FIELDS = ['name', 'authorities', 'registers', 'rights', 'contactPoints'] as const;
