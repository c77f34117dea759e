// SPDX-License-Identifier: Apache-2.0
// A program of a State that its node tells by webhook what has come, and that goes on whatever dies: it keeps what it was told, in order.
import { strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { signedHeaders } from '@iims/node/announcements/webhook-signature';
import { readConfig, writeConfig } from '@iims/node/config';
import { KEYS_FOLDER } from '@iims/node/data-directory';
import { writePrivateFile } from '@iims/node/keys/private-files';
import { assert } from '@iims/wire/assert';
import { toBase64, utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { TestFederation } from '../federation/test-federation.ts';

export class ToldProgram {
  /** Ids of the calls, as often as they came. */
  readonly calls: string[] = [];
  /** The messages that they told of. */
  readonly messages: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request).then((status) => response.writeHead(status).end());
    });
  }

  /** Told of every message that comes from now on; the State's node does not run. */
  static async open(federation: TestFederation, state: StateCode): Promise<ToldProgram> {
    const program = new ToldProgram();
    program.#server.listen(0, HOST);
    await once(program.#server, 'listening');
    const { port } = program.#server.address() as AddressInfo;
    const folder = federation.directoryOf(state);
    const target = { name: NAME, url: `http://${HOST}:${port}/`, events: ['message.received' as const] };
    writeConfig(folder, { ...readConfig(folder), webhooks: { hosts: [HOST], targets: [target] } });
    await writePrivateFile(join(folder, KEYS_FOLDER, `webhook-${NAME}`), utf8(`whsec_${toBase64(SECRET)}`));
    // What came before the node knew of it is not told.
    await federation.start(state);
    for (let looks = 0; (await federation.entries(state, 'webhook.started')).length === 0; looks += 1) {
      assert(looks < LOOKS_MAX, 'a node begins with a target when it has started');
      await setTimeout(LOOK_AGAIN_MS);
    }
    await federation.stop(state);
    return program;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage): Promise<number> {
    const body = (await buffer(request).catch(() => undefined))?.toString();
    // A node that died while it told of something tells of it again.
    if (body === undefined) return 400;
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
    const signed = signedHeaders(SECRET, { id: String(id), timestamp: Number(timestamp), body });
    strictEqual(signature, signed['webhook-signature']);
    this.calls.push(String(id));
    this.messages.push(String(JSON.parse(body).data.messageId));
    return 204;
  }
}

const HOST = '127.0.0.1';
const NAME = 'program';
const SECRET = new Uint8Array(32).fill(7);
const LOOK_AGAIN_MS = 50;
const LOOKS_MAX = 2_400;
