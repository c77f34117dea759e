// SPDX-License-Identifier: Apache-2.0
// One call of a webhook (spec/announcements.md, 5 and 6): of the answer its status counts, and nothing is kept.
import { IimsError } from '@iims/wire/errors';
import { type JsonCall, type PostOptions, postJson } from './post-json.ts';

export type WebhookCall = JsonCall;

/** Resolves when the receiver has taken it. @throws IimsError `webhook.address`, `webhook.refused`, `webhook.unreachable` */
export async function postWebhook(call: WebhookCall, options: PostOptions = {}): Promise<void> {
  const { status } = await postJson(call, options, { answerBytesMax: ANSWER_BYTES_MAX, unreachable });
  if (status >= 200 && status < 300) return;
  throw new IimsError('webhook.refused', {
    message: 'The receiver of a webhook does not take what it is told.',
    field: 'webhooks.targets',
    rule: status >= 300 && status < 400 ? 'no redirect is followed' : `a status of 200 to 299, not ${status}`,
    fix: 'Look into the log of the receiver.',
  });
}

function unreachable(cause: unknown): IimsError {
  return new IimsError('webhook.unreachable', {
    message: 'The receiver of a webhook does not answer in time, or its certificate does not hold.',
    field: 'webhooks.targets',
    fix: 'Check its address, its certificate and that it runs.',
    ...(cause === undefined ? {} : { cause }),
  });
}

const ANSWER_BYTES_MAX = 16_384;
