// SPDX-License-Identifier: Apache-2.0
// One connection sends many requests in one piece: a few are answered, one that sends more than anybody needs is cut.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { openTestEdge, type TestEdge } from './officer-edge.fixture.ts';
import { UNDER_WAY_MAX } from './pipelined-requests.ts';

describe('a connection with requests in one piece', () => {
  let edge: TestEdge;
  before(async () => {
    edge = await openTestEdge();
  });
  after(() => edge.close());

  const request = () => `GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:${edge.port}\r\n\r\n`;
  const open = async (): Promise<Socket> => {
    const socket = connect(edge.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket.on('error', () => undefined);
  };
  /** Until so many answers are here, or the connection is closed. */
  const answersOf = (socket: Socket, wanted: number) =>
    new Promise<number>((resolve) => {
      let text = '';
      const count = () => text.split('HTTP/1.1 ').length - 1;
      socket.on('data', (bytes) => {
        text += bytes.toString('latin1');
        if (count() === wanted) resolve(count());
      });
      socket.once('close', () => resolve(count()));
    });

  it('has a few answered, and again a few when these are', async () => {
    const socket = await open();
    for (let round = 0; round < 3; round += 1) {
      // Those of the round before may count for a moment after their answers came.
      const few = UNDER_WAY_MAX / 2;
      const answers = answersOf(socket, few);
      socket.write(request().repeat(few));
      assert.equal(await answers, few);
      socket.removeAllListeners('data');
    }
    socket.destroy();
  });

  it('is cut where it sends more, whether or not it reads', async () => {
    const many = UNDER_WAY_MAX * 20;
    const socket = await open();
    const answers = answersOf(socket, many);
    socket.write(request().repeat(many));
    assert.ok((await answers) <= UNDER_WAY_MAX, 'it is closed before they are answered');
    const officer = await edge.signIn('officer');
    assert.equal((await edge.get('/api/session', officer)).status, 200, 'and others are');
  });
});
