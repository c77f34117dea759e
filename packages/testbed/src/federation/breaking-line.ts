// SPDX-License-Identifier: Apache-2.0
// A line on loopback that breaks: it passes bytes both ways, and cuts every connection when so many have come from the server.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export class BreakingLine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #cutAfter: number[];
  #passed = 0;
  /** How often it was cut. */
  cuts = 0;

  private constructor(target: number, cutAfter: readonly number[]) {
    this.#cutAfter = [...cutAfter];
    this.#server = createServer((client) => this.#join(client, connect(target, LOOPBACK)));
  }

  /** Passes what comes at `port` on to `target`. `cutAfter`: bytes from the server between one cut and the next; then none. */
  static async listen(port: number, target: number, cutAfter: readonly number[]): Promise<BreakingLine> {
    const line = new BreakingLine(target, cutAfter);
    line.#server.listen(port, LOOPBACK);
    await once(line.#server, 'listening');
    return line;
  }

  cut(): void {
    this.cuts += 1;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
    server.on('data', (bytes) => this.#count(bytes.length));
  }

  #count(bytes: number): void {
    this.#passed += bytes;
    const [next] = this.#cutAfter;
    if (next === undefined || this.#passed < next) return;
    this.#cutAfter.shift();
    this.#passed = 0;
    this.cut();
  }
}

const LOOPBACK = '127.0.0.1';
