// SPDX-License-Identifier: Apache-2.0
// One node as a process of its own, so that a scenario can kill it: `node node-process.ts DIRECTORY` says `ready` when it serves.
// `before:ACT` or `after:ACT` behind the directory lets it die by itself, as by kill -9, at its third write of that act; `hurried` behind
// that has its log witnessed at once. What an operator would do comes by the channel, and is answered when the operator would be.
import { messageDesk } from '@iims/node/messages/message-desk';
import type { MessageDraft } from '@iims/node/messages/send';
import { startNode } from '@iims/node/start-node';
import { findingsOf } from '@iims/node/store/cross-checks';
import { deletionsToldOf } from '@iims/node/store/message-holders';
import { findMessageRow } from '@iims/node/store/messages';
import { deliveriesOf, waitingStates } from '@iims/node/store/outbox';
import { listWaitingMessages } from '@iims/node/store/waiting-messages';
import { HURRIED_PACE } from './hurried-pace.ts';

/** What an operator does. What is proposed waits for a second one, who releases it. */
export type Deed =
  | { readonly do: 'send'; readonly draft: MessageDraft }
  | { readonly do: 'propose'; readonly draft: MessageDraft }
  | { readonly do: 'release' | 'open' | 'recall' | 'look'; readonly id: string };

/** What an operator is told of it. */
export interface Told {
  /** Of the message. */
  readonly id: string;
  /** Of an own message its deliveries' status, of another's its own; `unknown` where there is none. */
  readonly status: string;
  /** Whether own registers and earlier messages were asked about what it names. */
  readonly isChecked: boolean;
  /** Partners that have said with their signature that they deleted it. */
  readonly deletions: number;
  /** Partners for whom something waits, whatever it is. */
  readonly waiting: number;
}

const [, , directory, crash, pace] = process.argv;
const witnessing = pace === 'hurried' ? { witnessing: { pace: HURRIED_PACE } } : {};
const node = await startNode({ directory: directory!, ...witnessing });
if (crash) dieAt(crash);
const desk = messageDesk(node.messages);
const deskOfTwo = messageDesk(node.messages, {
  coreData: true,
  kinds: ['free-message'],
  handling: [],
  classifications: [],
});
process.on('message', (deed: Deed) => void act(deed).then((told) => process.send!(told)));
process.stdout.write('ready\n');
// The channel ends with the process that started this one, however that ends.
process.once('disconnect', () => process.exit());

async function act(deed: Deed): Promise<Told> {
  if (deed.do === 'send') return look((await desk.send(deed.draft, BY)).id);
  if (deed.do === 'propose') return look((await deskOfTwo.send(deed.draft, BY)).id);
  if (deed.do === 'release') await release(deed.id);
  if (deed.do === 'open') await desk.open(deed.id, BY.account);
  if (deed.do === 'recall') await desk.recall({ id: deed.id, ground: 'sent-in-error' }, BY);
  return look(deed.id);
}

/** Whoever releases reads what waits: what a node released before it died is not among it. */
async function release(id: string): Promise<void> {
  const waiting = await listWaitingMessages(node.messages.store.reader);
  const proposal = waiting.find((one) => one.id === id);
  if (proposal !== undefined) await deskOfTwo.release({ id, digest: proposal.digest }, { account: 'second.test' });
}

async function look(id: string): Promise<Told> {
  const { reader } = node.messages.store;
  const row = await findMessageRow(reader, id);
  const status = (await deliveriesOf(reader, id))[0]?.status ?? row?.status ?? 'unknown';
  const isChecked = row !== undefined && (await findingsOf(reader, row.no)) !== undefined;
  const [deletions, waiting] = await Promise.all([deletionsToldOf(reader, id), waitingStates(reader)]);
  return { id, status, isChecked, deletions: deletions.length, waiting: waiting.length };
}

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
const BY = { account: 'operator.test' };
