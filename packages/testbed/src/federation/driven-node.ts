// SPDX-License-Identifier: Apache-2.0
// A node as a process of its own, told what to do; under strace where it is to be counted or killed, dying at a write, or days ahead of
// this machine.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { assert } from '@iims/wire/assert';
import { AHEAD_VARIABLE } from './clock-ahead.ts';
import type { Deed, Told } from './node-process.ts';

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

export interface Life {
  readonly tracing?: Tracing;
  /** `before:ACT` or `after:ACT`: it dies by itself at its third write of that act. */
  readonly crash?: string;
  /** How far the node's clock is ahead of this machine's, in milliseconds. */
  readonly aheadMs?: number;
  /** Its log is witnessed within a second or two, in place of minutes. */
  readonly isHurried?: boolean;
}

export class DrivenNode {
  readonly #child: ChildProcess;
  readonly #gone: Promise<undefined>;
  /** The end of what it wrote to its standard error. */
  #complaints = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#gone = once(child, 'exit').then(() => undefined);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-COMPLAINT_CHARACTERS_MAX);
    });
  }

  /** Undefined where it died before it served. */
  static async start(
    directory: string,
    { tracing, crash, aheadMs = 0, isHurried = false }: Life = {},
  ): Promise<DrivenNode | undefined> {
    const strace = tracing === undefined ? [] : straceWords(tracing);
    const clock = aheadMs === 0 ? [] : ['--import', CLOCK_AHEAD];
    const life = [crash ?? '', ...(isHurried ? ['hurried'] : [])];
    const [command, ...words] = [...strace, process.execPath, ...clock, NODE_PROCESS, directory, ...life];
    // strace counts calls by thread, and which of a pool makes the next is chance.
    const threads = tracing === undefined ? {} : { UV_THREADPOOL_SIZE: '1' };
    const env = { ...process.env, ...threads, [AHEAD_VARIABLE]: String(aheadMs) };
    const child = spawn(command!, words, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const node = new DrivenNode(child);
    const said = await Promise.race([once(child.stdout!, 'data'), node.#gone]);
    if (said !== undefined) return node;
    await node.#gone;
    node.#refuseOtherDeath();
    return undefined;
  }

  get isDead(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Nobody waits for what the operator is told. */
  begin(deed: Deed): void {
    if (this.#child.connected) this.#child.send(deed, () => undefined);
  }

  /** What the operator is told, or undefined where the node died first. */
  async act(deed: Deed): Promise<Told | undefined> {
    if (this.isDead || !this.#child.connected) return undefined;
    const told = once(this.#child, 'message') as Promise<[Told]>;
    this.begin(deed);
    const said = await Promise.race([told, this.#gone]);
    if (said === undefined) this.#refuseOtherDeath();
    return said?.[0];
  }

  /** It exits with its channel, under strace too. */
  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#gone;
  }

  /** Not of one under strace: the signal would end strace alone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  /** Until it has died by itself. */
  async died(): Promise<void> {
    await this.#gone;
    this.#refuseOtherDeath();
  }

  #refuseOtherDeath(): void {
    assert(this.#child.signalCode === 'SIGKILL', `a node ends by a kill alone: ${this.#complaints}`);
  }
}

function straceWords({ trace, kill }: Tracing): string[] {
  const watched = ['-e', `trace=${CRASH_CALLS.join(',')}`, '-e', 'signal=none'];
  const injected = kill === undefined ? [] : ['-e', `inject=${kill.call}:signal=KILL:when=${kill.nth}`];
  // Without --seccomp-bpf, which is quicker, but with which strace 6.1 injects no signal.
  return ['strace', '-f', '-qqq', '-y', '-s', '0', '-o', trace, ...watched, ...injected];
}

const NODE_PROCESS = fileURLToPath(new URL('./node-process.ts', import.meta.url));
const CLOCK_AHEAD = new URL('./clock-ahead.ts', import.meta.url).href;
const COMPLAINT_CHARACTERS_MAX = 2_000;
