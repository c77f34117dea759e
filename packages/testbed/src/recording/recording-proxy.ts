// SPDX-License-Identifier: Apache-2.0
// A line that is listened to: passes every byte between two ends on loopback and keeps what passed, in its order.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What one end sent at once. */
export interface RecordedChunk {
  readonly from: 'client' | 'server';
  readonly bytes: Uint8Array;
}

/** One connection, from its first byte on. */
export type RecordedConnection = readonly RecordedChunk[];

export interface ProxyRoute {
  /** Where clients connect; 0 takes any free port. */
  readonly port: number;
  /** Where the server listens. */
  readonly target: number;
}

export class RecordingProxy {
  readonly connections: RecordedConnection[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#server = createServer((client) => this.#pass(client, target));
  }

  static async listen({ port, target }: ProxyRoute): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(target);
    proxy.#server.listen(port, LOOPBACK);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(client: Socket, target: number): void {
    const connection: RecordedChunk[] = [];
    this.connections.push(connection);
    const server = connect(target, LOOPBACK);
    this.#record(client, server, 'client', connection);
    this.#record(server, client, 'server', connection);
  }

  #record(from: Socket, to: Socket, end: RecordedChunk['from'], connection: RecordedChunk[]): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      connection.push({ from: end, bytes: Uint8Array.from(bytes) });
      to.write(bytes);
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroySoon();
    });
  }
}

const LOOPBACK = '127.0.0.1';
