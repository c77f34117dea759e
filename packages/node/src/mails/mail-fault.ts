// SPDX-License-Identifier: Apache-2.0
// Why a mail is not read: it is none, or it is more than a reader takes (spec/mail-import.md, 7 and 8). Neither repeats anything of it.
import { IimsError } from '@iims/wire/errors';

export function noMail(rule: string): IimsError {
  return new IimsError('mail.malformed', {
    message: 'This is no mail that can be read.',
    field: 'file',
    rule,
    fix: 'Export one mail as .eml from the mail program.',
  });
}

export function tooComplex(rule: string): IimsError {
  return new IimsError('mail.too-complex', {
    message: 'The mail is more than a reader takes.',
    field: 'file',
    rule,
    fix: 'Keep its file as an attachment of a message or on paper; it is not imported in part.',
  });
}
