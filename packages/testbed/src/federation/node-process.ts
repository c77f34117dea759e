// SPDX-License-Identifier: Apache-2.0
// One node as a process of its own, so that a scenario can kill it: `node node-process.ts DIRECTORY` says `ready` when it serves.
// `before:ACT` or `after:ACT` behind the directory lets it die by itself, as by kill -9, at its third write of that act. Drafts of
// messages that come by the channel are sent, and answered with their id.
import { sendMessage } from '@iims/node/messages/send';
import { startNode } from '@iims/node/start-node';

const [, , directory, crash] = process.argv;
const node = await startNode({ directory: directory! });
if (crash !== undefined) dieAt(crash);
process.on('message', (draft: Parameters<typeof sendMessage>[1]) => {
  void sendMessage(node.messages, draft, { account: 'operator.test' }).then(({ id }) => process.send!(id));
});
process.stdout.write('ready\n');
// The channel ends with the process that started this one, however that ends.
process.once('disconnect', () => process.exit());

/** What was committed then is on the disk; nothing that follows from it has happened. */
function dieAt(point: string): void {
  const [when, act] = point.split(':');
  const { store } = node.messages;
  const write = store.write.bind(store) as (entry: unknown, act?: { readonly name: string }) => Promise<unknown>;
  let times = 0;
  const dying = async (entry: unknown, asked?: { readonly name: string }): Promise<unknown> => {
    if (asked?.name === act) times += 1;
    const isIt = asked?.name === act && times === CRASH_AT;
    if (isIt && when === 'before') await die();
    const written = await write(entry, asked);
    if (isIt) await die();
    return written;
  };
  Object.assign(store, { write: dying });
}

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

const CRASH_AT = 3;
