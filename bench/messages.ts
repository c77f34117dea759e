// SPDX-License-Identifier: Apache-2.0
// Messages between two nodes, each a process of its own on loopback: `node bench/messages.ts`. From the call that sends to the signed
// receipt that is kept, one message each to the other State: at 100 a second, as many as go, and 10,000 that wait while the other is away.
import { type Measured, MessagePair, within } from './message-pair.ts';

const SECONDS = Number(process.argv[2] ?? 10);
const QUEUED = Number(process.argv[3] ?? 10_000);
const UNDER_WAY = 256;

const pair = await MessagePair.start();
try {
  say('at 100 a second', await pair.measure({ perSecond: 100, seconds: SECONDS }));
  say(`${UNDER_WAY} at once`, await pair.measure({ underWay: UNDER_WAY, seconds: SECONDS }));
  await pair.stopReceiver();
  await pair.tell({ queue: QUEUED });
  await pair.startReceiver();
  const since = performance.now();
  await pair.tell({ drained: true });
  process.stdout.write(`${QUEUED} that waited are drained in ${((performance.now() - since) / 1_000).toFixed(1)} s\n`);
} finally {
  await pair.close();
}

function say(name: string, { perSecond, cpuMs, receiverCpuMs, stored, receipted }: Measured): void {
  const show = (times: readonly number[]) =>
    `p50 ${within(times, 0.5).toFixed(1)} p99 ${within(times, 0.99).toFixed(1)} ms`;
  process.stdout.write(
    `${name}: ${perSecond.toFixed(0)}/s; stored ${show(stored)}; receipt kept ${show(receipted)}; ${receipted.length} messages, ${cpuMs.toFixed(2)} ms of processor time each at the sender, ${receiverCpuMs.toFixed(2)} at the receiver\n`,
  );
}
