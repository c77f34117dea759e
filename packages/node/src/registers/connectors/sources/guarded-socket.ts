// SPDX-License-Identifier: Apache-2.0
// A socket to a source that gives up when too much comes, or nothing for too long. Drivers collect a whole row before they give it,
// so the bound must stand before them.
import { connect, Socket } from 'node:net';
import { CONNECT_MS_MAX, PAGE_BYTES_MAX, PAGE_MS_MAX, tooLarge, tooSlow } from './source.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export class GuardedSocket {
  readonly socket: Socket;
  #fault: Error | undefined;
  #end: (fault: Error) => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    // It may break before its driver listens, and between two pages.
    socket.on('error', (fault) => {
      this.#fault ??= fault;
      this.#end(fault);
    });
  }

  /** For a driver that connects by itself. */
  static unconnected(): GuardedSocket {
    return new GuardedSocket(new Socket());
  }

  /** A host that begins with a slash is a Unix socket. */
  static connect({ host, port }: Address): GuardedSocket {
    return new GuardedSocket(host.startsWith('/') ? connect(host) : connect(port, host));
  }

  /** Runs what opens the connection. Throws what it throws, or `connector.too-slow`. */
  opening<R>(work: () => Promise<R>): Promise<R> {
    return this.#guarded(work, CONNECT_MS_MAX, `a connection opens within ${CONNECT_MS_MAX / 1_000} s`);
  }

  /** Runs what reads one page. Throws what it throws, `connector.too-slow` or `connector.too-large`. */
  page<R>(work: () => Promise<R>): Promise<R> {
    return this.#guarded(work, PAGE_MS_MAX, `a page comes within ${PAGE_MS_MAX / 1_000} s`);
  }

  async #guarded<R>(work: () => Promise<R>, msMax: number, rule: string): Promise<R> {
    if (this.#fault !== undefined) throw this.#fault;
    const bytesBefore = this.socket.bytesRead;
    const ended = new Promise<never>((_, reject) => {
      this.#end = reject;
    });
    const end = (fault: Error): void => {
      this.#fault = fault;
      this.socket.destroy();
      this.#end(fault);
    };
    const slow = setTimeout(() => end(tooSlow(rule)), msMax);
    const watch = setInterval(() => {
      if (this.socket.bytesRead - bytesBefore > PAGE_BYTES_MAX)
        end(tooLarge(`a page has at most ${PAGE_BYTES_MAX} bytes`));
    }, WATCH_MS);
    const working = work();
    working.catch(() => undefined);
    try {
      return await Promise.race([working, ended]);
    } catch (thrown) {
      throw this.#fault ?? thrown;
    } finally {
      clearTimeout(slow);
      clearInterval(watch);
    }
  }
}

/** What comes between two looks stays in memory: some ten MiB. */
const WATCH_MS = 10;
