// SPDX-License-Identifier: Apache-2.0
// What a node remarks of a mail that it read (spec/mail-import.md, 12), and why it did not take one, each with words of its own.
import { MAIL_REMARKS } from '@iims/wire/mail-remarks';

export const MAIL_REFUSALS = ['malformed', 'too-complex', 'too-large', 'other'] as const;
export type MailRefusal = (typeof MAIL_REFUSALS)[number];

export function refusalOf(code: string): MailRefusal {
  return MAIL_REFUSALS.find((refusal) => code === `mail.${refusal}`) ?? 'other';
}

/** By the head of the catalogue keys that are made of them. */
export const MAIL_WORDS = {
  'mail-remark': MAIL_REMARKS,
  'mail-standing': ['imported', 'here', ...MAIL_REFUSALS],
} as const;
