// SPDX-License-Identifier: Apache-2.0
// Which programs and mailboxes of the own State the node tells that something has come, and whether it reaches them
// (spec/announcements.md, 11 and 16 to 18).
import { asObject, type JsonObject, listOf, numberOf, textOf, textsOf } from '../api/read-json.ts';

export interface Announcers {
  readonly webhooks: readonly Webhook[];
  /** Undefined where no mailbox is configured. */
  readonly mail: Mail | undefined;
}

export interface Webhook extends Reached {
  readonly name: string;
  readonly host: string;
  readonly events: readonly string[];
  readonly entriesBehind: number;
}

export interface Mail extends Reached {
  readonly mailboxes: number;
}

/** Times in milliseconds since 1970. */
interface Reached {
  readonly reachedAt: number | undefined;
  readonly failing: { readonly since: number; readonly code: string } | undefined;
}

export function announcersOf(body: JsonObject): Announcers {
  const mail = asObject(body.mail);
  return {
    webhooks: listOf(body, 'webhooks', webhookOf),
    mail: mail && { mailboxes: numberOf(mail, 'mailboxes') ?? 0, ...reachedOf(mail, 'announcedAt') },
  };
}

function webhookOf(webhook: JsonObject): Webhook | undefined {
  const [name, host] = [textOf(webhook, 'name'), textOf(webhook, 'host')];
  if (name === undefined || host === undefined) return undefined;
  const entriesBehind = numberOf(webhook, 'entriesBehind') ?? 0;
  return { name, host, events: textsOf(webhook, 'events'), entriesBehind, ...reachedOf(webhook, 'reachedAt') };
}

function reachedOf(announcer: JsonObject, key: string): Reached {
  const failing = asObject(announcer.failing);
  const [since, code] = [timeOf(failing, 'since'), failing && textOf(failing, 'code')];
  return {
    reachedAt: timeOf(announcer, key),
    failing: since === undefined || code === undefined ? undefined : { since, code },
  };
}

function timeOf(object: JsonObject | undefined, key: string): number | undefined {
  const time = Date.parse((object && textOf(object, key)) ?? '');
  return Number.isNaN(time) ? undefined : time;
}
