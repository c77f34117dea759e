// SPDX-License-Identifier: Apache-2.0
// Messages between two nodes, each a process of its own on loopback: `node bench/messages.ts`. From the call that sends to the signed
// receipt that is kept, one message each to the other State: at 100 a second, as many as go, and 10,000 that wait while the other is away.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '@iims/cli/demo-processes';
import { GEO, TestFederation, UKR } from '@iims/testbed/federation/test-federation';
import { useOf } from './process-use.ts';

const SECONDS = Number(process.argv[2] ?? 10);
const QUEUED = Number(process.argv[3] ?? 10_000);
const UNDER_WAY = 256;
const SENDER = fileURLToPath(new URL('./message-sender.ts', import.meta.url));

const federation = await TestFederation.found({ states: [GEO, UKR] });
const children: ChildProcess[] = [];
try {
  const ukraine = await start(UKR);
  const georgia = await start(GEO);
  say('at 100 a second', await measure(georgia, ukraine, { perSecond: 100, seconds: SECONDS }));
  say(`${UNDER_WAY} at once`, await measure(georgia, ukraine, { underWay: UNDER_WAY, seconds: SECONDS }));
  ukraine.kill('SIGTERM');
  await once(ukraine, 'exit');
  georgia.send({ queue: QUEUED });
  await once(georgia, 'message');
  await start(UKR);
  const since = performance.now();
  georgia.send({ drained: true });
  await once(georgia, 'message');
  process.stdout.write(`${QUEUED} that waited are drained in ${((performance.now() - since) / 1_000).toFixed(1)} s\n`);
} finally {
  for (const child of children) child.kill('SIGKILL');
  await federation.close();
}

interface Measured {
  readonly perSecond: number;
  /** Processor time of the sending and of the receiving node for each message, all threads, milliseconds. */
  readonly cpuMs: number;
  readonly receiverCpuMs: number;
  /** From the call to the sender's durable entry, and to the receipt that is kept; milliseconds. */
  readonly stored: readonly number[];
  readonly receipted: readonly number[];
}

async function start(state: typeof GEO): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...NODE_FLAGS, SENDER, federation.directoryOf(state)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...NODE_ENVIRONMENT },
  });
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

async function measure(sender: ChildProcess, receiver: ChildProcess, task: object): Promise<Measured> {
  const before = useOf(receiver.pid!).cpuMs;
  sender.send(task);
  const [measured] = (await once(sender, 'message')) as [Omit<Measured, 'receiverCpuMs'>];
  const receiverCpuMs = (useOf(receiver.pid!).cpuMs - before) / measured.receipted.length;
  return { ...measured, receiverCpuMs };
}

function say(name: string, { perSecond, cpuMs, receiverCpuMs, stored, receipted }: Measured): void {
  const show = (times: readonly number[]) => {
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
    return `p50 ${at(0.5)} p99 ${at(0.99)} ms`;
  };
  process.stdout.write(
    `${name}: ${perSecond.toFixed(0)}/s; stored ${show(stored)}; receipt kept ${show(receipted)}; ${receipted.length} messages, ${cpuMs.toFixed(2)} ms of processor time each at the sender, ${receiverCpuMs.toFixed(2)} at the receiver\n`,
  );
}
