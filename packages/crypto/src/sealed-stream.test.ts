// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { equalBytes } from '@iims/wire/bytes';
import type { ByteSource } from './byte-source.ts';
import { openMessage, sealMessage } from './envelope.ts';
import { CONTENT_BYTES_MAX, SEGMENT_BYTES } from './message-body.ts';
import {
  bytesOf,
  contentOf,
  counting,
  fields,
  keysOf,
  keysOfFirst,
  openFrom,
  pipeOf,
  sealed,
  sealOf,
  second,
  sourceOf,
} from './message-stream.fixture.ts';
import { openStream } from './opened-stream.ts';
import { sealStream } from './sealed-stream.ts';

const CHUNK_BYTES = 16_384;

describe('a message that streams', () => {
  for (const length of [0, 1, 500, CHUNK_BYTES, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 2_000_000]) {
    test(`of ${length} bytes is the same envelope as one in memory, for each recipient`, async () => {
      const content = contentOf(length);
      const envelope = await sealed(content);
      const inMemory = sealMessage({ ...fields, content, random: counting() });
      assert.equal(envelope.length, inMemory.length);
      assert.ok(equalBytes(openMessage(envelope, keysOfFirst).content, content));
      for (const keys of [keysOfFirst, keysOf(second)]) {
        assert.ok(equalBytes((await openFrom(pipeOf(inMemory), keys)).released, content));
      }
    });
  }

  for (const length of [2_093_000, 2 ** 21, 3 * SEGMENT_BYTES, 5_000_000]) {
    test(`of ${length} bytes comes back from a pipe, with header and description, and is padded by at most a sixteenth`, async () => {
      const content = contentOf(length);
      const stream = await sealOf(content);
      const envelope = await bytesOf(stream.from(0));
      assert.equal(envelope.length, stream.bytes);
      assert.ok(envelope.length < 1.07 * length + 20_000);
      const opened = await openStream(pipeOf(envelope), keysOfFirst, envelope.length);
      assert.deepEqual(opened.header, stream.header);
      assert.deepEqual(opened.about, fields.about);
      assert.deepEqual([opened.contentBytes, opened.segmentCount], [length, Math.ceil(length / SEGMENT_BYTES)]);
      assert.ok(equalBytes(await bytesOf(opened.segments()), content));
    });
  }

  test('has the same bytes from every offset on, so that a transfer goes on where it stopped', async () => {
    const stream = await sealOf(contentOf(3 * SEGMENT_BYTES + 77));
    const envelope = await bytesOf(stream.from(0));
    const offsets = [
      1,
      12,
      2_000,
      6_100,
      6_101,
      16_400,
      16_401,
      1_100_000,
      2_300_017,
      envelope.length - 1,
      envelope.length,
    ];
    for (const offset of offsets) {
      assert.ok(equalBytes(await bytesOf(stream.from(offset)), envelope.subarray(offset)), `from ${offset}`);
    }
  });

  test('is opened from any segment on', async () => {
    const content = contentOf(4 * SEGMENT_BYTES + 5);
    const envelope = await sealed(content);
    for (const segment of [0, 1, 3, 4]) {
      for (const source of [sourceOf(envelope), pipeOf(envelope)]) {
        const opened = await openStream(source, keysOfFirst);
        assert.ok(equalBytes(await bytesOf(opened.segments(segment)), content.subarray(segment * SEGMENT_BYTES)));
      }
    }
  });

  test('takes no more than 1 TiB, and only the kind of a message', async () => {
    const tooLong = { ...fields, content: sourceOf(new Uint8Array(0)), contentBytes: CONTENT_BYTES_MAX + 1 };
    await assert.rejects(sealStream(tooLong), { code: 'envelope.too-large' });
    await assert.rejects(sealOf(contentOf(1), { about: { kind: 'query-frame' } }), { code: 'envelope.suite' });
    await assert.rejects(sealOf(contentOf(1), { recipients: [] }), { code: 'envelope.header' });
  });
});

describe('a source that changes while it is sealed', () => {
  const content = contentOf(2 * SEGMENT_BYTES + 9);
  /** Gives `then` in place of the content once it was read to its end. */
  const changing = (then: Uint8Array): ByteSource => {
    let passes = 0;
    return {
      async read(offset, length) {
        if (offset === 0) passes += 1;
        return (passes > 1 ? then : content).subarray(offset, offset + length);
      },
    };
  };

  for (const [name, then] of [
    ['in its first byte', content.with(0, content[0]! ^ 1)],
    ['in its last byte', content.with(-1, content.at(-1)! ^ 1)],
    ['to fewer bytes', content.subarray(0, -1)],
    ['to more bytes', Buffer.concat([content, content])],
  ] as const) {
    test(`${name} leaves an unfinished envelope`, async () => {
      const stream = await sealStream({ ...fields, content: changing(then), contentBytes: content.length });
      let written = 0;
      const seal = async (): Promise<void> => {
        for await (const piece of stream.from(0)) written += piece.length;
      };
      await assert.rejects(seal(), { code: 'envelope.source-changed' });
      assert.ok(written < stream.bytes);
    });
  }

  test('is noticed already in the first reading when its length is not the announced one', async () => {
    for (const contentBytes of [content.length - 1, content.length + 1, 0]) {
      const stream = sealStream({ ...fields, content: sourceOf(content), contentBytes });
      await assert.rejects(stream, { code: 'envelope.source-changed' });
    }
  });
});
