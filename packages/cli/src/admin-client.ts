// SPDX-License-Identifier: Apache-2.0
// Calls the node that runs in a data directory, for commands: what it refuses is told as it says it.
import { type AdminCall, callAdmin } from '@iims/node/admin-call';
import { readConfig } from '@iims/node/config';
import { RemoteFault } from './terminal.ts';

/** What the node answered. Throws `RemoteFault` with what it refused, `node.unreachable` where none runs, `config.*` for no node's directory. */
export async function callNode<R extends object>(directory: string, call: AdminCall): Promise<R> {
  readConfig(directory);
  const { status, answer } = await callAdmin(directory, call);
  if (status === 200) return answer as R;
  const { error } = answer as { readonly error?: Record<string, string> };
  throw new RemoteFault(error ?? { code: 'node.fault', message: 'The node refused.' });
}
