// SPDX-License-Identifier: Apache-2.0
// `iims webhook list|test`: which programs a running node tells that something has come, and whether they are reached.
import { resolve } from 'node:path';
import { callNode } from '../admin-client.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { print, say } from '../terminal.ts';

export interface ListWebhooksOptions {
  readonly dir: string;
  readonly json: boolean;
}

export interface TestWebhookOptions extends ListWebhooksOptions {
  readonly name: string;
}

interface ListedWebhooks {
  readonly webhooks: readonly {
    readonly name: string;
    readonly host: string;
    readonly events: readonly string[];
    readonly reachedAt?: string;
    readonly failing?: { readonly since: string; readonly code: string };
  }[];
}

export async function listWebhooks({ dir, json }: ListWebhooksOptions): Promise<ExitStatus> {
  const listed = await callNode<ListedWebhooks>(resolve(dir), { verb: 'GET', path: '/webhooks' });
  if (json) print(JSON.stringify(listed));
  else
    for (const { name, host, events, ...standing } of listed.webhooks) {
      print([name, host, events.join(' '), standingOf(standing)].join('\t'));
    }
  return EXIT.ok;
}

/** Ends with the fault of the target where it is not reached, or does not take what it is told. */
export async function testWebhook({ dir, name, json }: TestWebhookOptions): Promise<ExitStatus> {
  const tested = await callNode<object>(resolve(dir), { verb: 'POST', path: '/webhooks/test', body: { name } });
  if (json) print(JSON.stringify(tested));
  else say(`${name} took the call.`);
  return EXIT.ok;
}

function standingOf({ failing, reachedAt }: Pick<ListedWebhooks['webhooks'][number], 'failing' | 'reachedAt'>): string {
  if (failing !== undefined) return `fails since ${failing.since}: ${failing.code}`;
  return reachedAt === undefined ? 'told nothing yet' : `reached ${reachedAt}`;
}
