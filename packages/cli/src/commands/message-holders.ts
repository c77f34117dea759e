// SPDX-License-Identifier: Apache-2.0
// `iims message forward` and `recall`: who may hold what a message says.
import type { Purpose } from '@iims/wire/code-lists';
import type { RECALL_GROUNDS } from '@iims/wire/message-kinds/recall';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import { print } from '../terminal.ts';
import { addressesOf, type MessageOptions } from './message.ts';

export interface ForwardMessageOptions extends MessageOptions {
  readonly to: string;
  readonly purpose?: string;
  readonly remarks?: string;
  readonly askRelease?: string;
}

export interface RecallMessageOptions extends MessageOptions {
  readonly ground: string;
  readonly reason?: string;
}

export async function forwardMessage(id: string, options: ForwardMessageOptions): Promise<ExitStatus> {
  const { purpose, remarks, askRelease } = options;
  const to = addressesOf(options.to);
  return inSession(options, async (session) => {
    const forwarding = { id, to, remarks, askRelease, purpose: purpose as Purpose | undefined };
    print(JSON.stringify(await session.call('POST /api/messages/forward', forwarding)));
  });
}

/** A State that was not reached is a fault: somebody has to call it. */
export async function recallMessage(id: string, options: RecallMessageOptions): Promise<ExitStatus> {
  const { ground, reason } = options;
  let isReached = true;
  const status = await inSession(options, async (session) => {
    const recalled = await session.call('POST /api/messages/recall', {
      id,
      ground: ground as (typeof RECALL_GROUNDS)[number],
      reason,
    });
    isReached = recalled.unreached.length === 0;
    print(JSON.stringify(recalled));
  });
  return isReached ? status : EXIT.fault;
}
