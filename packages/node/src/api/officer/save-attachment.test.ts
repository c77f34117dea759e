// SPDX-License-Identifier: Apache-2.0
// What leaves as it is read: the wait for a slow reader ends, and leaves nothing behind.
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { it } from 'node:test';
import { drained, written } from '../../attachments/drained.ts';
import { saveAttachment } from './save-attachment.ts';

const SEGMENTS = 50;

it('ends where nothing is taken, and where the line is closed', async () => {
  const stuck = new Writable({ write: () => undefined });
  stuck.write('more than it takes');
  assert.equal(await drained(stuck, 5), false);
  assert.equal(stuck.listenerCount('drain') + stuck.listenerCount('close'), 0);
  stuck.destroy();
  assert.equal(await drained(stuck), false);
});

it('leaves a segment alone until the line has let go of it, also the last one', async () => {
  const out = new Writable({
    write: (part: Uint8Array, _encoding, done) =>
      void setImmediate(() => {
        came.push(part[0]!);
        done();
      }),
  });
  const came: number[] = [];
  const lent = new Uint8Array(10);
  for (const value of [1, 2, 3]) {
    lent.fill(value);
    assert.equal(await written(out, lent, 1_000), true);
    lent.fill(0);
  }
  assert.deepEqual([came, out.listenerCount('close')], [[1, 2, 3], 0]);
  out.destroy();
  assert.equal(await written(out, lent), false);
});

it('leaves nothing behind at the answer, however many times a saved file waits for it', async () => {
  let listeners = 0;
  let bytes = 0;
  const out = new Writable({
    highWaterMark: 1,
    write(part: Uint8Array, _encoding, done) {
      bytes += part.length;
      listeners = Math.max(listeners, out.listenerCount('close'));
      setImmediate(done);
    },
  });
  const raw = Object.assign(out, { writeHead: () => undefined });
  async function* segments() {
    for (let index = 0; index < SEGMENTS; index += 1) yield new Uint8Array(10);
  }
  const saved = { name: 'a', bytes: SEGMENTS * 10, sha256: new Uint8Array(32), segments: segments() };
  const call = {
    edge: { attachments: { save: async () => saved } },
    session: { officer: { user: 'operator' } },
    input: { id: '', attachment: 1, fromSegment: 0 },
    reply: { raw, hijack: () => undefined, getHeaders: () => ({}) },
    noteFault: (fault: unknown) => assert.fail(String(fault)),
  };
  await saveAttachment.run(call as never);
  assert.equal(bytes, SEGMENTS * 10);
  assert.ok(listeners <= 2, `${listeners} listeners`);
});
