// SPDX-License-Identifier: Apache-2.0
// A node as a process of its own, told what to do, under strace where it is to be counted or killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { assert } from '@iims/wire/assert';
import type { Deed, Told } from '../federation/node-process.ts';

/** A place in a process where it may die: before its `nth` call of the kind, whichever thread makes it. */
export interface CrashPoint {
  readonly call: CrashCall;
  readonly nth: number;
}

/** What changes a disk, and what tells another process. */
export const CRASH_CALLS = [
  'pwrite64',
  'fdatasync',
  'fsync',
  'ftruncate',
  'rename',
  'unlink',
  'writev',
  'write',
] as const;
export type CrashCall = (typeof CRASH_CALLS)[number];

export interface Tracing {
  /** Where strace writes what it sees. */
  readonly trace: string;
  readonly kill?: CrashPoint;
}

export class DrivenNode {
  readonly #child: ChildProcess;
  readonly #gone: Promise<undefined>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#gone = once(child, 'exit').then(() => undefined);
  }

  /** Undefined where it died before it served. */
  static async start(directory: string, tracing?: Tracing): Promise<DrivenNode | undefined> {
    const [command, ...words] = [...(tracing ? straceWords(tracing) : []), process.execPath, NODE_PROCESS, directory];
    // strace counts calls by thread, and which of a pool makes the next is chance.
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
    const child = spawn(command!, words, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    let complaints = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-COMPLAINT_CHARACTERS_MAX);
    });
    const node = new DrivenNode(child);
    const said = await Promise.race([once(child.stdout!, 'data'), node.#gone]);
    if (said !== undefined) return node;
    await node.#gone;
    assert(child.signalCode === 'SIGKILL', `the node stops by the kill alone: ${complaints}`);
    return undefined;
  }

  get isDead(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** What the operator is told, or undefined where the node died first. */
  async act(deed: Deed): Promise<Told | undefined> {
    if (this.isDead || !this.#child.connected) return undefined;
    const told = once(this.#child, 'message') as Promise<[Told]>;
    this.#child.send(deed, () => undefined);
    return (await Promise.race([told, this.#gone]))?.[0];
  }

  /** It exits with its channel. A signal would end strace alone, and leave the node. */
  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#gone;
  }
}

function straceWords({ trace, kill }: Tracing): string[] {
  const watched = ['-e', `trace=${CRASH_CALLS.join(',')}`, '-e', 'signal=none'];
  const injected = kill === undefined ? [] : ['-e', `inject=${kill.call}:signal=KILL:when=${kill.nth}`];
  // Without --seccomp-bpf, which is quicker, but with which strace 6.1 injects no signal.
  return ['strace', '-f', '-qqq', '-y', '-s', '0', '-o', trace, ...watched, ...injected];
}

const NODE_PROCESS = fileURLToPath(new URL('../federation/node-process.ts', import.meta.url));
const COMPLAINT_CHARACTERS_MAX = 2_000;
