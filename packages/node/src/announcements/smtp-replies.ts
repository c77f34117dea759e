// SPDX-License-Identifier: Apache-2.0
// The replies of a relay, one after the other: their codes alone, within a bound. `250-` goes on, `250 ` ends (RFC 5321, 4.2).
import type { Socket } from 'node:net';

interface Waiting {
  readonly resolve: (code: number) => void;
  readonly reject: (fault: Error) => void;
}

export class ReplyReader {
  readonly #socket: Socket;
  readonly #onData = (part: Buffer) => this.#take(part);
  #text = '';
  #bytes = 0;
  #fault: Error | undefined;
  #waiting: Waiting | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData);
    socket.on('error', (fault) => this.#end(fault));
    socket.on('close', () => this.#end(new Error('closed')));
  }

  /** Something stands behind the last reply that was given. */
  get hasMore(): boolean {
    return this.#text !== '';
  }

  /** The code of the next reply; one caller at a time. Rejects where the connection ended, or said what is no reply. */
  next(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#answer();
    });
  }

  /** Reads nothing more. */
  stop(): void {
    this.#socket.off('data', this.#onData);
  }

  #take(part: Buffer): void {
    this.#bytes += part.length;
    this.#text += part.toString('latin1');
    if (this.#bytes > REPLIES_BYTES_MAX) this.#end(new Error('too much'));
    this.#answer();
  }

  #answer(): void {
    const waiting = this.#waiting;
    const match = this.#fault === undefined ? REPLY.exec(this.#text) : null;
    if (waiting === undefined || (match === null && this.#fault === undefined)) return;
    this.#waiting = undefined;
    const [whole, code] = match ?? [];
    if (code === undefined) {
      waiting.reject(this.#fault ?? new Error('no reply'));
      return;
    }
    this.#text = this.#text.slice(whole!.length);
    waiting.resolve(Number(code));
  }

  #end(fault: Error): void {
    this.#fault ??= fault;
    this.#answer();
  }
}

/** Lines that go on, and the one that ends; or a line that is no reply. */
const REPLY = /^(?:\d{3}-[^\n]*\n)*(?:(\d{3})(?: [^\n]*)?\r?\n|(?!\d{3}[- \r\n])[^\n]*\n)/;
/** In one conversation. */
const REPLIES_BYTES_MAX = 8_192;
