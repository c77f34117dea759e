// SPDX-License-Identifier: Apache-2.0
// How many receipts of a flood of messages are proven by themselves: `node bench/proven-receipts.ts [PER-SECOND] [SECONDS]`. Two nodes,
// each a process of its own on loopback; messages of one to the other at so many a second, and what is kept of the other's log meanwhile
// and after.
import { setTimeout } from 'node:timers/promises';
import { MessagePair } from './message-pair.ts';

const PER_SECOND = Number(process.argv[2] ?? 500);
const SECONDS = Number(process.argv[3] ?? 30);
const LOOKS = 6;

const pair = await MessagePair.start();
try {
  const began = performance.now();
  const { perSecond, cpuMs, receiverCpuMs } = await pair.measure({ perSecond: PER_SECOND, seconds: SECONDS });
  process.stdout.write(
    `${perSecond.toFixed(0)}/s for ${SECONDS} s; ${cpuMs.toFixed(2)} ms of processor time each at the sender, ${receiverCpuMs.toFixed(2)} at the receiver, proofs included\n`,
  );
  for (let look = 0; look < LOOKS; look += 1) {
    const { kept, proven } = (await pair.tell({ proven: true })) as { kept: number; proven: number };
    const after = ((performance.now() - began) / 1_000).toFixed(0);
    process.stdout.write(`after ${after} s: ${kept} receipts, ${proven} of them proven\n`);
    await setTimeout(5_000);
  }
} finally {
  await pair.close();
}
