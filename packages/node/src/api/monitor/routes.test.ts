// SPDX-License-Identifier: Apache-2.0
// The paths of witnesses and monitors as standard programs see them: status, type and body.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tile } from '@iims/tlog/tile';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import Fastify from 'fastify';
import type { WitnessReply } from '../../audit/witness.ts';
import { addMonitorRoutes, type MonitorDoor } from './routes.ts';

test('a cosignature, a size that is held and a refusal have the status, type and body of tlog-witness', async () => {
  const replies: [WitnessReply, number, string | undefined, string][] = [
    [{ status: 200, cosignatures: utf8('— w aaaa\n') }, 200, 'text/plain; charset=utf-8', '— w aaaa\n'],
    [{ status: 409, heldSize: 12 }, 409, 'text/x.tlog.size', '12\n'],
    [{ status: 400 }, 400, undefined, ''],
    [{ status: 403 }, 403, undefined, ''],
    [{ status: 404 }, 404, undefined, ''],
    [{ status: 422 }, 422, undefined, ''],
  ];
  for (const [reply, status, type, body] of replies) {
    const asked: string[] = [];
    const app = await edge({
      addCheckpoint: async (bytes) => {
        asked.push(new TextDecoder().decode(bytes));
        return reply;
      },
    });
    // Whatever a program says the body is.
    for (const contentType of ['application/octet-stream', 'text/plain', 'application/x-www-form-urlencoded']) {
      const response = await app.inject({
        method: 'POST',
        url: '/v1/witness/add-checkpoint',
        headers: { 'content-type': contentType },
        body: 'old 0\n\n',
      });
      assert.deepEqual([response.statusCode, response.headers['content-type'], response.body], [status, type, body]);
    }
    assert.deepEqual(asked, ['old 0\n\n', 'old 0\n\n', 'old 0\n\n']);
  }
});

test('what a witness cannot do at the moment may be asked again, and leaves no entry', async () => {
  for (const code of ['witness.clock', 'store.full', 'store.busy'] as const) {
    const app = await edge({ addCheckpoint: () => Promise.reject(new IimsError(code, { message: 'secret' })) });
    const response = await app.inject({ method: 'POST', url: '/v1/witness/add-checkpoint', body: 'old 0\n\n' });
    assert.deepEqual([response.statusCode, response.json()], [503, { error: { code } }]);
  }
});

test('a body that is too large or missing is refused before it is weighed', async () => {
  const app = await edge({ addCheckpoint: () => assert.fail('it is not weighed') });
  const url = '/v1/witness/add-checkpoint';
  assert.equal((await app.inject({ method: 'POST', url })).statusCode, 400);
  assert.equal((await app.inject({ method: 'POST', url, body: 'x'.repeat(200_000) })).statusCode, 413);
});

test('what is held is given for an origin, and nothing for another', async () => {
  const app = await edge({
    heldCheckpoint: async (origin) => (origin === 'iims/GEO/audit/1' ? utf8('note\n') : undefined),
  });
  const get = async (query: string) => (await app.inject({ url: `/v1/witness/held${query}` })).statusCode;
  assert.equal(await get('?origin=iims%2FGEO%2Faudit%2F1'), 200);
  for (const query of ['', '?origin=iims', '?origin=a&origin=b']) assert.equal(await get(query), 404);
});

test('tiles are read by the paths of tlog-tiles and by no others', async () => {
  const read: Tile[] = [];
  const app = await edge({
    publishedCheckpoint: async () => utf8('checkpoint\n'),
    publishedTile: async (tile) => {
      read.push(tile);
      return tile.index === 0 ? new Uint8Array(32) : undefined;
    },
  });
  const get = async (path: string) => (await app.inject({ url: `/v1/log/${path}` })).statusCode;
  assert.equal(await get('checkpoint'), 200);
  assert.equal(await get('tile/0/000.p/1'), 200);
  assert.equal(await get('tile/entries/000'), 200);
  assert.equal(await get('tile/0/001'), 404);
  assert.equal(read.length, 3);
  for (const path of ['tile/0/0', 'tile/0/..%2F..%2Fnode.json', 'tile/0/000.p/257', 'node.json']) {
    assert.equal(await get(path), 404);
  }
  assert.equal(read.length, 3);
});

test('gossip is handed on, and what is malformed is refused', async () => {
  const heard: [number, StateCode][] = [];
  const app = await edge({
    receiveGossip(body, by) {
      if (body.length === 1) throw new IimsError('witness.malformed', { message: 'one byte' });
      heard.push([body.length, by]);
    },
  });
  const post = async (body: string) =>
    (await app.inject({ method: 'POST', url: '/v1/witness/gossip', body })).statusCode;
  assert.deepEqual([await post('two'), await post('1'), heard], [200, 400, [[3, 'UKR']]]);
});

async function edge(door: Partial<MonitorDoor>) {
  const app = Fastify();
  const nothing = async () => undefined;
  await app.register((scope) =>
    addMonitorRoutes(
      scope,
      {
        addCheckpoint: async () => ({ status: 404 }),
        heldCheckpoint: nothing,
        receiveGossip: () => undefined,
        publishedCheckpoint: nothing,
        publishedTile: nothing,
        ...door,
      },
      () => 'UKR' as StateCode,
    ),
  );
  return app;
}
