// SPDX-License-Identifier: Apache-2.0
// `iims message waiting`, `release` and `refuse-release`: what a second person looks at before it is sent.
import type { ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import { print } from '../terminal.ts';
import type { MessageOptions } from './message.ts';

export type WaitingMessagesOptions = MessageOptions;

export interface ReleaseMessageOptions extends MessageOptions {
  readonly digest: string;
}

export interface RefuseReleaseOptions extends MessageOptions {
  readonly ground: string;
  readonly reason?: string;
}

/** All that wait, or what one of them says. */
export function showWaiting(id: string | undefined, options: WaitingMessagesOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const shown =
      id === undefined
        ? await session.get('/api/messages/waiting')
        : await session.post('/api/messages/waiting/open', { id });
    print(JSON.stringify(shown));
  });
}

export function releaseMessage(id: string, { digest, ...options }: ReleaseMessageOptions): Promise<ExitStatus> {
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.post('/api/messages/release', { id, digest }))),
  );
}

export function refuseRelease(id: string, { ground, reason, ...options }: RefuseReleaseOptions): Promise<ExitStatus> {
  const said = { id, ground, ...(reason === undefined ? {} : { words: reason }) };
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.post('/api/messages/refuse-release', said))),
  );
}
