// SPDX-License-Identifier: Apache-2.0
// A server that answers a ClientHello with less than it offers, byte by byte (RFC 8446, 4.1), and keeps what comes back.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { concatBytes, fromHex } from '@iims/wire/bytes';

/** What the server chooses in place of what was offered. */
export type Downgrade = { readonly hello: 'retry' | 'server'; readonly group: number } | { readonly hello: 'tls-1.2' };

export class ClassicalServer {
  /** What clients sent after they were answered, one element for each connection on which something came. */
  readonly afterChoice: Uint8Array[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #downgrade: Downgrade = { hello: 'tls-1.2' };

  private constructor() {
    this.#server = createServer((socket) => this.#answer(socket));
  }

  static async listen(port: number): Promise<ClassicalServer> {
    const server = new ClassicalServer();
    server.#server.listen(port, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  /** Forgets what came, and chooses this from the next connection on. */
  reset(downgrade: Downgrade): void {
    this.#downgrade = downgrade;
    this.afterChoice.length = 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(socket: Socket): void {
    let hello: Uint8Array = new Uint8Array(0);
    let isAnswered = false;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      if (isAnswered) return void this.afterChoice.push(Uint8Array.from(bytes));
      hello = concatBytes(hello, bytes);
      if (!isWhole(hello)) return;
      isAnswered = true;
      socket.write(serverHello(this.#downgrade, sessionIdOf(hello)));
    });
  }
}

/** Whether the one record of a ClientHello is there. */
function isWhole(record: Uint8Array): boolean {
  return record.length >= 5 && record.length >= 5 + ((record[3]! << 8) | record[4]!);
}

/** Behind the record's and the message's head, version and random. */
function sessionIdOf(record: Uint8Array): Uint8Array {
  const at = 5 + 4 + 2 + 32;
  return record.subarray(at, at + 1 + record[at]!);
}

function serverHello(downgrade: Downgrade, sessionId: Uint8Array): Uint8Array {
  const extensions = extensionsOf(downgrade);
  const body = concatBytes(
    TLS_1_2,
    downgrade.hello === 'retry' ? RETRY_RANDOM : new Uint8Array(32).fill(7),
    sessionId,
    downgrade.hello === 'tls-1.2' ? ECDHE_AES_256_GCM : AES_256_GCM,
    NO_COMPRESSION,
    u16(extensions.length),
    extensions,
  );
  const message = concatBytes(Uint8Array.of(SERVER_HELLO, 0), u16(body.length), body);
  return concatBytes(Uint8Array.of(HANDSHAKE), TLS_1_2, u16(message.length), message);
}

function extensionsOf(downgrade: Downgrade): Uint8Array {
  if (downgrade.hello === 'tls-1.2') return new Uint8Array(0);
  const share = concatBytes(u16(32), new Uint8Array(32).fill(9));
  const keyShare = downgrade.hello === 'retry' ? u16(downgrade.group) : concatBytes(u16(downgrade.group), share);
  return concatBytes(extension(SUPPORTED_VERSIONS, TLS_1_3), extension(KEY_SHARE, keyShare));
}

function extension(type: number, value: Uint8Array): Uint8Array {
  return concatBytes(u16(type), u16(value.length), value);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const SUPPORTED_VERSIONS = 43;
const KEY_SHARE = 51;
const TLS_1_2 = Uint8Array.of(3, 3);
const TLS_1_3 = Uint8Array.of(3, 4);
const AES_256_GCM = Uint8Array.of(0x13, 0x02);
const ECDHE_AES_256_GCM = Uint8Array.of(0xc0, 0x2c);
const NO_COMPRESSION = Uint8Array.of(0);
/** By this random a ServerHello is a HelloRetryRequest (RFC 8446, 4.1.3). */
const RETRY_RANDOM = fromHex('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c');
