// SPDX-License-Identifier: Apache-2.0
// An answer that is too long for memory: asked for on a connection of its own, taken as it comes into memory that is used again, and
// the line waits while its taker does. Nothing of a gigabyte is left for the collector.
import { isIP, type OnReadOpts } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { IimsError } from '@iims/wire/errors';
import { type AnswerHead, readAnswerHead } from './answer-head.ts';

export interface StreamCall {
  readonly path: string;
  /** Told of each part of an answer with status 200, which the next overwrites; while what it returns is pending, nothing more is read. */
  readonly take: (part: Uint8Array) => Promise<void> | undefined;
  /** No byte for so long ends it. */
  readonly silenceMs: number;
  /** Fewer bytes within so long end it: who drips holds the line as who is silent does. */
  readonly pace?: { readonly bytesMin: number; readonly withinMs: number };
  /** Ends it when it is aborted. */
  readonly signal: AbortSignal;
}

export interface StreamEnd {
  readonly status: number;
  /** Of an answer with another status than 200, its first bytes. */
  readonly body: Uint8Array;
}

export interface StreamOptions {
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly tls: object;
  readonly connectMs: number;
}

/** Resolves at the end of the answer, when all of it was taken. Rejects with what broke the line, or with what `take` rejected with. */
export function takeStream(options: StreamOptions, call: StreamCall): Promise<StreamEnd> {
  const { signal } = call;
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const answer = new StreamedAnswer(options, call, (settled) => {
      signal.removeEventListener('abort', onAbort);
      if ('fault' in settled) reject(settled.fault);
      else resolve(settled.end);
    });
    const onAbort = () => answer.giveUp(signal.reason);
    signal.addEventListener('abort', onAbort);
  });
}

type Settled = { readonly end: StreamEnd } | { readonly fault: unknown };

class StreamedAnswer {
  readonly #call: StreamCall;
  readonly #settle: (settled: Settled) => void;
  readonly #line: TLSSocket;
  readonly #refused: Uint8Array[] = [];
  #head: AnswerHead | undefined;
  #beforeHead = new Uint8Array(0);
  #left = 0;
  #isOver = false;
  #isTaking = false;
  /** At most what one read from the line holds. */
  readonly #held: Uint8Array[] = [];
  #isClosed = false;
  #silence: NodeJS.Timeout | undefined;
  #pace: NodeJS.Timeout | undefined;
  #cameInPace = 0;

  constructor({ endpoint, tls, connectMs }: StreamOptions, call: StreamCall, settle: (settled: Settled) => void) {
    this.#call = call;
    this.#settle = settle;
    const { host, port } = endpoint;
    const onread: OnReadOpts = {
      buffer: new Uint8Array(READ_BYTES),
      callback: (count, buffer) => this.#read(buffer.subarray(0, count)),
    };
    // Not named in the types of `tls`, and documented there.
    const connection: ConnectionOptions & { readonly onread: OnReadOpts } = { ...tls, host, port, onread };
    this.#line = connect(connection);
    this.#line.setNoDelay(true);
    this.#line.once('secureConnect', () => this.#ask(isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`));
    this.#line.on('error', (cause) => this.giveUp(cause));
    this.#line.once('close', () => this.#closed());
    this.#listen(connectMs);
  }

  giveUp(fault: unknown): void {
    this.#end({ fault });
  }

  #ask(host: string): void {
    this.#line.write(`GET ${this.#call.path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    this.#listen(this.#call.silenceMs);
    const { pace } = this.#call;
    if (pace === undefined) return;
    this.#pace = setInterval(() => {
      // A disk that takes its time is not the partner's.
      if (this.#cameInPace < pace.bytesMin && !this.#isTaking) this.giveUp(tooSlow(pace));
      this.#cameInPace = 0;
    }, pace.withinMs);
  }

  /** False where nothing more is to be read for now. */
  #read(bytes: Uint8Array): boolean {
    if (this.#isOver) return false;
    this.#listen(this.#call.silenceMs);
    this.#cameInPace += bytes.length;
    try {
      const body = this.#head === undefined ? this.#readHead(bytes) : bytes;
      return body === undefined || this.#readBody(body);
    } catch (fault) {
      this.giveUp(fault);
      return false;
    }
  }

  /** What came behind the head; undefined while the head is not whole. */
  #readHead(bytes: Uint8Array): Uint8Array | undefined {
    const all = new Uint8Array(this.#beforeHead.length + bytes.length);
    all.set(this.#beforeHead);
    all.set(bytes, this.#beforeHead.length);
    const read = readAnswerHead(all);
    if (read === undefined) {
      this.#beforeHead = all;
      return undefined;
    }
    this.#head = read.head;
    this.#left = read.head.bytes;
    return read.rest;
  }

  /** Whether more is to be read. */
  #readBody(bytes: Uint8Array): boolean {
    // What TLS has opened already still comes after it was told to stop; the next overwrites it.
    if (this.#isTaking) {
      this.#held.push(bytes.slice());
      return false;
    }
    if (bytes.length > this.#left) throw lost('More came than was announced.');
    this.#left -= bytes.length;
    const { status } = this.#head!;
    if (status !== 200) return this.#readRefusal(bytes);
    const taking = this.#call.take(bytes);
    if (taking === undefined) {
      if (this.#left === 0) this.#endWhole();
      return this.#left > 0;
    }
    // A disk that takes its time is no silence of the partner.
    clearTimeout(this.#silence);
    this.#isTaking = true;
    taking.then(() => this.#goOn()).catch((fault) => this.giveUp(fault));
    return false;
  }

  #goOn(): void {
    this.#isTaking = false;
    if (this.#isOver) return;
    this.#listen(this.#call.silenceMs);
    while (this.#held.length > 0 && !this.#isTaking && !this.#isOver) this.#readBody(this.#held.shift()!);
    if (this.#isTaking || this.#isOver) return;
    if (this.#left === 0) this.#endWhole();
    else if (this.#isClosed) this.giveUp(lost('The line ended before the answer did.'));
    else this.#line.resume();
  }

  #endWhole(): void {
    this.#end({ end: { status: this.#head!.status, body: Buffer.concat(this.#refused) } });
  }

  /** Of a refusal nothing is read that is not kept: a partner may announce a terabyte of it. */
  #readRefusal(bytes: Uint8Array): boolean {
    const held = this.#refused.reduce((sum, { length }) => sum + length, 0);
    this.#refused.push(bytes.slice(0, REFUSAL_BYTES_MAX - held));
    const isOver = this.#left === 0 || held + bytes.length >= REFUSAL_BYTES_MAX;
    if (isOver) this.#endWhole();
    return !isOver;
  }

  /** What came before is taken first. */
  #closed(): void {
    this.#isClosed = true;
    if (!this.#isTaking) this.giveUp(lost('The line ended before the answer did.'));
  }

  #listen(ms: number): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.giveUp(silent(ms)), ms);
  }

  #end(settled: Settled): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#silence);
    clearInterval(this.#pace);
    this.#line.destroy();
    this.#settle(settled);
  }
}

function silent(silenceMs: number): IimsError {
  return lost('The partner fell silent in the middle of an answer.', `a byte at least every ${silenceMs} ms`);
}

function tooSlow({ bytesMin, withinMs }: NonNullable<StreamCall['pace']>): IimsError {
  return lost('The partner gives an answer too slowly.', `${bytesMin} bytes within ${withinMs} ms`);
}

function lost(message: string, rule?: string): IimsError {
  return new IimsError('partner.connection-lost', { message, ...(rule === undefined ? {} : { rule }) });
}

/** A record of TLS has 16 KiB. */
const READ_BYTES = 65_536;
const REFUSAL_BYTES_MAX = 4_096;
