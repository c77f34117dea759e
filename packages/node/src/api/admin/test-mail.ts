// SPDX-License-Identifier: Apache-2.0
// POST /mail/test: one mail with the numbers of the moment; what is wrong with the relay is the answer, and an entry.
import { IimsError } from '@iims/wire/errors';
import { z } from 'zod';
import { ADMINISTRATOR, adminMethod } from './method.ts';

export const testMail = adminMethod({
  verb: 'POST',
  path: '/mail/test',
  input: z.strictObject({}),
  async run({ edge }) {
    if (edge.mail === undefined) throw noMailbox();
    await edge.mail.test(ADMINISTRATOR);
    return { outcome: 'taken' };
  },
});

function noMailbox(): IimsError {
  return new IimsError('input.invalid', {
    message: 'This node tells no mailbox anything.',
    field: 'mail',
    rule: 'mail in node.json, read when the node started',
    fix: 'Configure a relay and mailboxes (spec/announcements.md), and start the node again.',
  });
}
