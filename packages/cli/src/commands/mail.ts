// SPDX-License-Identifier: Apache-2.0
// `iims mail show|test`: whether mailboxes of the bureau hear that messages wait.
import { resolve } from 'node:path';
import { callNode } from '../admin-client.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { print, say } from '../terminal.ts';

export interface MailOptions {
  readonly dir: string;
  readonly json: boolean;
}

interface ShownMail {
  readonly mail?: {
    readonly mailboxes: number;
    readonly announcedAt?: string;
    readonly failing?: { readonly since: string; readonly code: string };
  };
}

export async function showMail({ dir, json }: MailOptions): Promise<ExitStatus> {
  const shown = await callNode<ShownMail>(resolve(dir), { verb: 'GET', path: '/mail' });
  print(json ? JSON.stringify(shown) : inWords(shown));
  return EXIT.ok;
}

/** Ends with the fault of the relay where it is not reached, or does not take the mail. */
export async function testMail({ dir, json }: MailOptions): Promise<ExitStatus> {
  const tested = await callNode<object>(resolve(dir), { verb: 'POST', path: '/mail/test', body: {} });
  if (json) print(JSON.stringify(tested));
  else say('The relay took the mail.');
  return EXIT.ok;
}

function inWords({ mail }: ShownMail): string {
  if (mail === undefined) return 'No mailbox is configured.';
  const { mailboxes, announcedAt, failing } = mail;
  const last = announcedAt === undefined ? 'nothing announced yet' : `last announced ${announcedAt}`;
  const fails = failing === undefined ? [] : [`fails since ${failing.since}: ${failing.code}`];
  return [`mailboxes ${mailboxes}`, last, ...fails].join('\t');
}
