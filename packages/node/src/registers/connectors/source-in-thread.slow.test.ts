// SPDX-License-Identifier: Apache-2.0
// Sources that mean harm, or speak another language: each costs its refresh, never the process.
import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { sourceInThread } from './source-in-thread.ts';
import type { SourcePage } from './sources/source.ts';

/** A message of PostgreSQL's protocol. */
function message(type: string, body: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const AUTHENTICATION_GSS = message('R', Uint8Array.of(0, 0, 0, 7));
const AUTHENTICATION_OK = message('R', Uint8Array.of(0, 0, 0, 0));
const READY = message('Z', Buffer.from('I'));

const HOSTILE: readonly (readonly [string, Uint8Array, string])[] = [
  ['an authentication that the driver does not know', AUTHENTICATION_GSS, 'connector.answer'],
  [
    'a row that ends before its cells',
    Buffer.concat([AUTHENTICATION_OK, READY, message('D', Uint8Array.of(0, 5))]),
    'connector.answer',
  ],
  ['an error that never ends', message('E', Buffer.from('SFATAL')), 'connector.answer'],
];

describe('a source that is read in a thread', () => {
  for (const [what, bytes, code] of HOSTILE) {
    it(`ends its refresh alone by ${what}`, async () => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.write(bytes));
      });
      const port = await listening(server);
      const plan = {
        kind: 'postgresql',
        host: '127.0.0.1',
        port,
        database: 'd',
        user: 'u',
        view: 'v',
        id: 'id',
      } as const;
      await assert.rejects(
        sourceInThread(plan, 2_000).open(['id'], () => undefined),
        { code },
      );
      server.close();
    });
  }

  it('gives a long answer in pieces, and its position with the last', async () => {
    const rows = Array.from({ length: 401 }, (_, i) => ({ id: `${i}` }));
    const body = JSON.stringify({ rows, at: 'here' });
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.end(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        ),
      );
    });
    const url = `http://127.0.0.1:${await listening(server)}/`;
    const changes = { parameter: 'since', position: 'at' };
    const open = await sourceInThread({ kind: 'http', url, rows: 'rows', id: 'id', changes }).open(
      ['id'],
      () => undefined,
    );
    const pieces: SourcePage[] = [];
    for await (const piece of open.pages({ what: 'whole', position: undefined })) pieces.push(piece);
    assert.deepEqual(
      pieces.map((piece) => [piece.rows.length, piece.position !== undefined]),
      [
        [200, false],
        [200, false],
        [1, true],
      ],
    );
    await open.close();
    server.close();
  });
});

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
