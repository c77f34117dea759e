// SPDX-License-Identifier: Apache-2.0
// One plug-in: a program of the State's own that wraps contents or signs them, in a process that sees nothing else
// (spec/national.md, 13 to 17). Whatever it does wrong ends it and fails the question; nothing goes on without it.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { Clock } from '../clock.ts';
import type { PlugInConfig } from '../config.ts';
import { encodeFrame, FRAME_BYTES_MAX, FrameReader, type PlugInMap } from './plug-in-frames.ts';

/** What a plug-in can be asked. */
export interface PlugIn {
  readonly name: string;
  /** All five throw `national.missing`, `national.stopped`, `national.late`, `national.answer`, `national.refused`, `national.busy`. */
  wrap(context: Uint8Array, content: Uint8Array): Promise<Uint8Array>;
  unwrap(context: Uint8Array, content: Uint8Array): Promise<Uint8Array>;
  sign(message: Uint8Array): Promise<Uint8Array>;
  verify(message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  close(): Promise<void>;
}

/** Nothing is started before it is first asked. */
export function openPlugIn(config: PlugInConfig, clock: Clock): PlugIn {
  return new PlugInProcess(config, clock);
}

class PlugInProcess implements PlugIn {
  readonly name: string;
  readonly #config: PlugInConfig;
  readonly #clock: Clock;
  #running: Running | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #nextId = 1;

  constructor(config: PlugInConfig, clock: Clock) {
    this.name = config.name;
    this.#config = config;
    this.#clock = clock;
  }

  async wrap(context: Uint8Array, content: Uint8Array): Promise<Uint8Array> {
    const { content: wrapped } = await this.#ask('wrap', { context, content }, ['content']);
    if (!(wrapped instanceof Uint8Array) || holds(wrapped, content)) throw this.#wrongAnswer();
    return wrapped;
  }

  async unwrap(context: Uint8Array, content: Uint8Array): Promise<Uint8Array> {
    const { content: plain } = await this.#ask('unwrap', { context, content }, ['content']);
    if (!(plain instanceof Uint8Array)) throw this.#wrongAnswer();
    return plain;
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    const { signature } = await this.#ask('sign', { message }, ['signature']);
    const isOne = signature instanceof Uint8Array && signature.length > 0 && signature.length <= SIGNATURE_BYTES_MAX;
    if (!isOne) throw this.#wrongAnswer();
    return signature;
  }

  async verify(message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    const { valid } = await this.#ask('verify', { message, signature }, ['valid']);
    if (typeof valid !== 'boolean') throw this.#wrongAnswer();
    return valid;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#end();
  }

  /** One question after another; its time begins when it is asked, so that behind a question that is late the others are late too. */
  #ask(op: Operation, fields: PlugInMap, expected: readonly string[]): Promise<PlugInMap> {
    if (this.#waiting >= WAITING_MAX) throw fault('national.busy', this.name, `at most ${WAITING_MAX} questions wait`);
    this.#waiting += 1;
    const until = this.#clock.monotonic() + this.#config.timeoutMs;
    const answered = this.#turn.then(async () => {
      try {
        const running = await this.#start(until);
        if (!running.ops.has(op)) throw fault('national.missing', this.name, `it offers ${op}`);
        return await this.#exchange(running, { op, ...fields }, { expected, until });
      } finally {
        this.#waiting -= 1;
      }
    });
    this.#turn = answered.catch(() => undefined);
    return answered;
  }

  async #start(until: number): Promise<Running> {
    if (this.#clock.monotonic() >= until) throw this.#late();
    if (this.#running) return this.#running;
    // A program that ends at once would otherwise be started as often as somebody asks.
    if (this.#clock.monotonic() - this.#startedAt < START_EVERY_MS) throw this.#stopped();
    this.#startedAt = this.#clock.monotonic();
    const running = await startProcess(this.#config.command).catch((cause: unknown) => {
      throw fault('national.missing', this.name, 'the command can be started', cause);
    });
    this.#running = running;
    const hello = { op: 'hello', protocol: PROTOCOL };
    const { protocol, name, ops } = await this.#exchange(running, hello, {
      expected: ['protocol', 'name', 'ops'],
      until,
    });
    const offered = Array.isArray(ops) ? new Set<unknown>(ops) : undefined;
    const isWhole = (pair: readonly string[]): boolean => offered!.has(pair[0]) === offered!.has(pair[1]);
    if (protocol !== PROTOCOL || name !== this.name || offered === undefined || !PAIRS.every(isWhole)) {
      throw await this.#endedFor(this.#wrongAnswer());
    }
    running.ops = offered;
    return running;
  }

  /** Sends one question and waits for its answer. After any fault but a refusal the process is ended: it may still answer late. */
  async #exchange(running: Running, question: PlugInMap, { expected, until }: Expectation): Promise<PlugInMap> {
    const id = this.#nextId++;
    const frame = encodeFrame({ ...question, id });
    if (frame.length > FRAME_BYTES_MAX) throw fault('national.answer', this.name, `at most ${FRAME_BYTES_MAX} bytes`);
    const outcome = await running.ask(frame, Math.max(0, until - this.#clock.monotonic()));
    if (outcome === 'ended') throw await this.#endedFor(this.#stopped());
    if (outcome === 'late') throw await this.#endedFor(this.#late());
    if (outcome === undefined || outcome.id !== id) throw await this.#endedFor(this.#wrongAnswer());
    const fields = Object.keys(outcome).filter((field) => field !== 'id');
    if (fields.length === 1 && isRefusal(outcome.refused)) {
      throw fault('national.refused', this.name, `its ground is ${outcome.refused}`);
    }
    if (fields.length !== expected.length || !expected.every((field) => fields.includes(field))) {
      throw await this.#endedFor(this.#wrongAnswer());
    }
    return outcome;
  }

  async #endedFor(reason: IimsError): Promise<IimsError> {
    await this.#end();
    return reason;
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.end();
  }

  #stopped(): IimsError {
    return fault('national.stopped', this.name, 'it runs until the node ends it');
  }

  #late(): IimsError {
    return fault('national.late', this.name, `an answer within ${this.#config.timeoutMs} ms`);
  }

  #wrongAnswer(): IimsError {
    return fault('national.answer', this.name, 'one answer of exactly the named fields to each question');
  }
}

type Operation = 'wrap' | 'unwrap' | 'sign' | 'verify';

/** The fields of an answer, and until when it is waited for, on the monotonic clock. */
interface Expectation {
  readonly expected: readonly string[];
  readonly until: number;
}

/** A process that has been started, with what it says it offers. */
interface Running {
  ops: ReadonlySet<unknown>;
  /** The next frame that comes, `undefined` for one that breaks a rule, or why there is none. */
  ask(frame: Uint8Array, timeoutMs: number): Promise<PlugInMap | undefined | 'late' | 'ended'>;
  end(): Promise<void>;
}

async function startProcess([program, ...args]: readonly string[]): Promise<Running> {
  const child = spawn(program!, args, { cwd: '/', env: {}, shell: false, stdio: 'pipe', windowsHide: true });
  const closed = new Promise<'ended'>((resolve) => child.once('close', () => resolve('ended')));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  // Read, so that a talkative program does not stand still; dropped, since nobody knows what it says.
  child.stderr.resume();
  return {
    ops: new Set(),
    ask: (frame, timeoutMs) => ask(child, closed, frame, timeoutMs),
    end: () => end(child, closed),
  };
}

async function ask(
  child: ChildProcessWithoutNullStreams,
  closed: Promise<'ended'>,
  frame: Uint8Array,
  timeoutMs: number,
): Promise<PlugInMap | undefined | 'late' | 'ended'> {
  const reader = new FrameReader();
  let timer: NodeJS.Timeout | undefined;
  let onData = (_piece: Uint8Array): void => undefined;
  try {
    const answer = new Promise<PlugInMap | undefined>((resolve) => {
      onData = (piece) => {
        const frames = [...reader.take(piece)];
        // More than one answer to one question is none.
        if (frames.length > 0) resolve(frames.length === 1 ? frames[0] : undefined);
      };
      child.stdout.on('data', onData);
    });
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeoutMs);
    });
    child.stdin.write(frame);
    return await Promise.race([answer, late, closed]);
  } finally {
    clearTimeout(timer);
    child.stdout.off('data', onData);
  }
}

async function end(child: ChildProcessWithoutNullStreams, closed: Promise<'ended'>): Promise<void> {
  child.kill('SIGKILL');
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  await closed;
}

/** Whether the plain content stands in what is said to be wrapped; an empty or tiny one may by chance. */
function holds(wrapped: Uint8Array, content: Uint8Array): boolean {
  return content.length >= 8 && Buffer.from(wrapped).includes(Buffer.from(content));
}

function isRefusal(refused: unknown): refused is string {
  return typeof refused === 'string' && /^[a-z0-9-]{1,40}$/u.test(refused);
}

function fault(code: ErrorCode & `national.${string}`, name: string, rule: string, cause?: unknown): IimsError {
  return new IimsError(code, {
    message: `The national plug-in ${name} did not do what was asked.`,
    field: name,
    rule,
    fix: 'Nothing was sent or shown. Put the plug-in right; the agreement with the partner asks for it.',
    ...(cause === undefined ? {} : { cause }),
  });
}

const PROTOCOL = 1;
const PAIRS = [
  ['wrap', 'unwrap'],
  ['sign', 'verify'],
] as const;
const WAITING_MAX = 64;
const START_EVERY_MS = 1_000;
export const SIGNATURE_BYTES_MAX = 65_536;
