// SPDX-License-Identifier: Apache-2.0
// Two nodes on loopback, each a process of its own, one of which sends as it is told (message-sender.ts), and what that took.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '@iims/cli/node-process';
import { GEO, TestFederation, UKR } from '@iims/testbed/federation/test-federation';
import type { StateCode } from '@iims/wire/identifiers';
import { useOf } from './process-use.ts';

const SENDER = fileURLToPath(new URL('./message-sender.ts', import.meta.url));

export interface Measured {
  readonly perSecond: number;
  /** Processor time of the sending and of the receiving node for each message, all threads, milliseconds. */
  readonly cpuMs: number;
  readonly receiverCpuMs: number;
  /** From the call to the sender's durable entry, and to the receipt that is kept; milliseconds. */
  readonly stored: readonly number[];
  readonly receipted: readonly number[];
}

export class MessagePair {
  readonly #federation: TestFederation;
  readonly #children: ChildProcess[] = [];
  #sender: ChildProcess | undefined;
  #receiver: ChildProcess | undefined;

  static async start(): Promise<MessagePair> {
    const pair = new MessagePair(await TestFederation.found({ states: [GEO, UKR] }));
    await pair.startReceiver();
    pair.#sender = await pair.#start(GEO);
    return pair;
  }

  private constructor(federation: TestFederation) {
    this.#federation = federation;
  }

  async measure(task: object): Promise<Measured> {
    const receiver = this.#receiver!.pid!;
    const before = useOf(receiver).cpuMs;
    const measured = (await this.tell(task)) as Omit<Measured, 'receiverCpuMs'>;
    return { ...measured, receiverCpuMs: (useOf(receiver).cpuMs - before) / measured.receipted.length };
  }

  /** @returns what the sender says when it has done it */
  async tell(task: object): Promise<unknown> {
    this.#sender!.send(task);
    const [said] = await once(this.#sender!, 'message');
    return said;
  }

  async stopReceiver(): Promise<void> {
    this.#receiver!.kill('SIGTERM');
    await once(this.#receiver!, 'exit');
  }

  async startReceiver(): Promise<void> {
    this.#receiver = await this.#start(UKR);
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await this.#federation.close();
  }

  async #start(state: StateCode): Promise<ChildProcess> {
    const child = spawn(process.execPath, [...NODE_FLAGS, SENDER, this.#federation.directoryOf(state)], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, ...NODE_ENVIRONMENT },
    });
    this.#children.push(child);
    await once(child.stdout!, 'data');
    return child;
  }
}

/** The time within which so great a share of them was done. */
export function within(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
