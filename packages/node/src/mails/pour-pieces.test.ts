// SPDX-License-Identifier: Apache-2.0
// A line that takes what leaves too slowly is broken off, over real sockets; one that takes it gets all of it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pourPieces } from './pour-pieces.ts';

const PIECE = new Uint8Array(262_144);
/** More than the sockets of both ends hold. */
const PIECES = 400;
const LONG_MS = 3_600_000;

test('a line that takes a little at a time is broken off, and holds nothing any more', {
  timeout: 60_000,
}, async (t) => {
  const { poured, reader } = await pouringTo(t, { silenceMsMax: LONG_MS, msMax: 200 });
  let [taken, isOver] = [0, false];
  void poured.then(() => {
    isOver = true;
  });
  while (!isOver) {
    taken += (reader.read(1_024) as Buffer | null)?.length ?? 0;
    await setTimeout(1);
  }
  assert.equal(await poured, false);
  assert.ok(taken < PIECES * PIECE.length);
});

test('a line that takes nothing is broken off, however long it may take', { timeout: 60_000 }, async (t) => {
  const { poured } = await pouringTo(t, { silenceMsMax: 200 });
  assert.equal(await poured, false);
});

test('a line that takes it gets all of it', { timeout: 60_000 }, async (t) => {
  const { poured, reader } = await pouringTo(t, { silenceMsMax: LONG_MS, msMax: LONG_MS });
  let taken = 0;
  for await (const some of reader) taken += (some as Buffer).length;
  assert.deepEqual([await poured, taken], [true, PIECES * PIECE.length]);
});

async function pouringTo(
  t: { after(done: () => void): void },
  bounds: Parameters<typeof pourPieces>[2],
): Promise<{ readonly poured: Promise<boolean>; readonly reader: Socket }> {
  const server: Server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reader = connect((server.address() as { port: number }).port, '127.0.0.1');
  // It may be reset, since the other end has more to say.
  reader.on('error', () => undefined);
  const [out] = (await once(server, 'connection')) as [Socket];
  t.after(() => {
    reader.destroy();
    server.close();
  });
  return { poured: pourPieces(out, pieces(), bounds), reader };
}

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < PIECES; n += 1) yield PIECE;
}
