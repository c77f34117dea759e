// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { equalBytes } from '@iims/wire/bytes';
import { SEGMENT_BYTES } from './message-body.ts';
import {
  bytesOf,
  contentOf,
  counting,
  fields,
  keysOf,
  keysOfFirst,
  openFrom,
  pipeOf,
  second,
  sourceOf,
} from './message-stream.fixture.ts';
import { openStream } from './opened-stream.ts';
import { type SealedPiece, SealingOnce } from './sealing-once.ts';

const CHUNK_BYTES = 16_384;
/** The content begins so far into the first chunk, for content of one segment. */
const lengths = [0, 1, 500, 12_000, 13_000, CHUNK_BYTES, 100_000, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1];

describe('content that is sealed as it comes', () => {
  for (const length of [...lengths, 2_093_000, 3 * SEGMENT_BYTES + 77, 5_000_000]) {
    for (const portion of [7_001, 262_144]) {
      test(`in portions of ${portion}, ${length} bytes, opens for each recipient`, async () => {
        const content = contentOf(length);
        const { sealing, envelope } = sealed(content, portion);
        for (const keys of [keysOfFirst, keysOf(second)]) {
          const opened = await openStream(pipeOf(envelope), keys, sealing.bytes);
          assert.ok(equalBytes(opened.root, sealing.root));
          assert.deepEqual(opened.headerBytes, sealing.headerBytes);
          assert.ok(equalBytes(await bytesOf(opened.segments()), content));
        }
      });
    }
  }

  test('fills the envelope without a gap and writes no byte twice', () => {
    const { envelope, written } = sealed(contentOf(3 * SEGMENT_BYTES + 77), 100_000);
    assert.equal(written, envelope.length);
  });

  test('opens with the key that it gives to be kept', async () => {
    const content = contentOf(40_000);
    const { sealing, envelope } = sealed(content, 9_999);
    const keys = { ...keysOfFirst, kemKey: () => undefined, keptMessageKey: sealing.messageKey };
    assert.ok(equalBytes(await bytesOf((await openStream(sourceOf(envelope), keys)).segments()), content));
  });

  test('is not opened where a byte of it is another, wherever that stands', async () => {
    const { envelope } = sealed(contentOf(2 * SEGMENT_BYTES), 262_144);
    for (const place of [envelope.length - 1, envelope.length - 1_200_000, 60_000, 5_000]) {
      const changed = envelope.slice();
      changed[place]! ^= 1;
      assert.equal((await openFrom(sourceOf(changed))).code, 'envelope.open-failed');
    }
  });

  test('takes no more than was announced, and is not finished with less', () => {
    const sealing = new SealingOnce({ ...fields, random: counting(), contentBytes: 10 });
    assert.throws(() => sealing.take(new Uint8Array(11)), /no more comes than was announced/);
    sealing.take(new Uint8Array(9));
    assert.throws(() => [...sealing.finish()], /all that was announced has come/);
  });

  test('gives no key that was overwritten', () => {
    const sealing = new SealingOnce({ ...fields, random: counting(), contentBytes: 10 });
    sealing.forget();
    assert.throws(() => sealing.messageKey, /nobody’s/);
    assert.throws(() => sealing.take(new Uint8Array(1)), /no more comes/);
  });
});

function sealed(content: Uint8Array, portion: number) {
  const sealing = new SealingOnce({ ...fields, random: counting(), contentBytes: content.length });
  const envelope = new Uint8Array(sealing.bytes);
  let written = 0;
  const put = ({ at, bytes }: SealedPiece) => {
    assert.ok(envelope.subarray(at, at + bytes.length).every((byte) => byte === 0));
    envelope.set(bytes, at);
    written += bytes.length;
  };
  for (let at = 0; at < content.length; at += portion) {
    const piece = sealing.take(content.subarray(at, at + portion));
    if (piece !== undefined) put(piece);
  }
  for (const piece of sealing.finish()) put(piece);
  return { sealing, envelope, written };
}
