// SPDX-License-Identifier: Apache-2.0
// What a command does between signing in at a node and signing out again.
import { EXIT, type ExitStatus } from './exit-status.ts';
import { type NodeSession, signIn } from './node-client.ts';
import { readPasswordFile } from './option-values.ts';

/** What every command needs that speaks to a running node. */
export interface SessionOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
}

/** Resolves to what `act` says, or to success where it says nothing. Signs out whatever happens. */
export async function inSession(
  { node, user, passwordFile }: SessionOptions,
  // biome-ignore lint/suspicious/noConfusingVoidType: an act that prints and no more says nothing.
  act: (session: NodeSession) => Promise<ExitStatus | void>,
): Promise<ExitStatus> {
  const session = await signIn({ url: node, user, password: readPasswordFile(passwordFile) });
  try {
    return (await act(session)) ?? EXIT.ok;
  } finally {
    await session.signOut().catch(() => undefined);
  }
}
