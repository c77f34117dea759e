// SPDX-License-Identifier: Apache-2.0
// A node that sends messages to Ukraine as it is told, and measures how long they take; see messages.ts.
import { setTimeout } from 'node:timers/promises';
import { type MessageDraft, sendMessage } from '@iims/node/messages/send';
import { startNode } from '@iims/node/start-node';
import { nextDeliveryTime } from '@iims/node/store/outbox';
import type { StateCode } from '@iims/wire/identifiers';

type Task =
  | { readonly perSecond: number; readonly seconds: number }
  | { readonly underWay: number; readonly seconds: number }
  | { readonly queue: number }
  | { readonly drained: true }
  | { readonly proven: true };

const UKR = 'UKR' as StateCode;
const DRAFT: MessageDraft = {
  kind: 'free-message',
  to: [{ state: UKR }],
  caseRef: 'BENCH-1',
  urgency: 'routine',
  handling: { code: 'H0' },
  fields: { subject: 'A vehicle', text: 'The vehicle was seen at the crossing, with two persons in it.' },
  attachments: [],
};

const node = await startNode({ directory: process.argv[2]! });
const { store } = node.messages;
const receipted = new Map<string, () => void>();
watchReceipts();
process.on('message', (task: Task) => void run(task).then((measured) => process.send!(measured)));
process.stdout.write('ready\n');
process.once('disconnect', () => process.exit());

async function run(task: Task): Promise<object> {
  if ('queue' in task) {
    for (let sent = 0; sent < task.queue; sent += 100) await Promise.all(Array.from({ length: 100 }, () => send()));
    return {};
  }
  if ('drained' in task) {
    while (await anyWaits()) await setTimeout(50);
    return {};
  }
  if ('proven' in task) return proven();
  const times = { stored: [] as number[], receipted: [] as number[] };
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const until = startedAt + task.seconds * 1_000;
  const one = async (): Promise<void> => {
    const sentAt = performance.now();
    const { id } = await send();
    times.stored.push(performance.now() - sentAt);
    await new Promise<void>((kept) => receipted.set(id, kept));
    times.receipted.push(performance.now() - sentAt);
  };
  if ('perSecond' in task) await atPace(task.perSecond, until, one);
  else await Promise.all(Array.from({ length: task.underWay }, () => again(until, one)));
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    perSecond: times.receipted.length / seconds,
    cpuMs: (user + system) / 1_000 / times.receipted.length,
    ...times,
  };
}

async function atPace(perSecond: number, until: number, one: () => Promise<void>): Promise<void> {
  const all: Promise<void>[] = [];
  for (let due = performance.now(); due < until; due += 1_000 / perSecond) {
    await setTimeout(Math.max(0, due - performance.now()));
    all.push(one());
  }
  await Promise.all(all);
}

async function again(until: number, one: () => Promise<void>): Promise<void> {
  while (performance.now() < until) await one();
}

function send() {
  return sendMessage(node.messages, DRAFT, { account: 'operator.test' });
}

async function anyWaits(): Promise<boolean> {
  return (await nextDeliveryTime(store.reader, UKR, Date.now())) !== undefined;
}

/** How many receipts are kept, and behind how many of them the partner's entry, witnessed. */
async function proven(): Promise<object> {
  const [row] = await store.reader.all<{ kept: number; proven: number }>(
    `select count(d.receipt) as kept, count(p.content) as proven from message_delivery d
       left join message_entry_proof p on p.message_no = d.message_no and p.state = d.state and p.standing = 'witnessed'`,
  );
  return { ...row };
}

/** Told when a receipt is durable. */
function watchReceipts(): void {
  const write = store.write.bind(store) as (
    entry: { readonly body: { readonly messageId?: string } },
    act?: { readonly name: string },
  ) => Promise<unknown>;
  Object.assign(store, {
    write: async (...asked: Parameters<typeof write>) => {
      const written = await write(...asked);
      const { messageId = '' } = asked[0].body ?? {};
      if (asked[1]?.name === 'take-message-receipt') {
        // The call that sent it resumes first.
        setImmediate(() => {
          receipted.get(messageId)?.();
          receipted.delete(messageId);
        });
      }
      return written;
    },
  });
}
