// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import {
  contentLength,
  isSizeBucket,
  lengthField,
  SIZE_BUCKET_MAX_BYTES,
  SIZE_BUCKETS_BYTES,
  sizeBucketFor,
  unpad,
  withPadded,
} from './padding.ts';

test('content of every length around a bucket fills the smallest one and comes back', () => {
  for (const bucket of SIZE_BUCKETS_BYTES) {
    for (const length of [bucket - 5, bucket - 4]) {
      const content = new Uint8Array(length).fill(1);
      assert.equal(sizeBucketFor(length), bucket);
      assert.ok(Buffer.from(content).equals(unpad(pad([content.subarray(0, 9), content.subarray(9)], bucket))!));
    }
  }
  assert.equal(sizeBucketFor(0), 2_048);
});

test('above 2 MiB a bucket is at most a sixteenth greater than what it holds, up to 17 · 2^36 bytes', () => {
  for (let power = 2 ** 21; power < SIZE_BUCKET_MAX_BYTES; power *= 2) {
    for (const filled of [power + 9, power * 1.3, power * 1.5 + 1, power * 2 - 1, power * 2].map(Math.floor)) {
      const bucket = sizeBucketFor(filled - 8);
      if (bucket === undefined) assert.ok(filled > SIZE_BUCKET_MAX_BYTES);
      else {
        assert.ok(bucket >= filled && bucket <= (filled * 17) / 16, `${filled} in ${bucket}`);
        assert.equal(sizeBucketFor(bucket - 8), bucket);
        assert.equal(contentLength(lengthField(filled - 8, bucket), bucket), filled - 8);
        assert.deepEqual(
          [isSizeBucket(bucket), isSizeBucket(bucket - 1), isSizeBucket(bucket + 1)],
          [true, false, false],
        );
      }
    }
  }
  assert.equal(sizeBucketFor(2 ** 21 - 3), 17 * 2 ** 17);
  assert.equal(sizeBucketFor(SIZE_BUCKET_MAX_BYTES - 7), undefined);
  for (const size of [0, 1.5, -2_048, '2048', 18 * 2 ** 36]) assert.ok(!isSizeBucket(size));
});

test('a length that its bucket does not need, or that no number holds, is refused', () => {
  const bucket = 17 * 2 ** 17;
  const field = new Uint8Array(8);
  for (const length of [0n, 2n ** 20n, BigInt(bucket - 7), 2n ** 53n, 2n ** 64n - 1n]) {
    new DataView(field.buffer).setBigUint64(0, length);
    assert.equal(contentLength(field, bucket), undefined);
  }
  assert.equal(contentLength(field.subarray(0, 4), bucket), undefined);
});

test('buckets grow, each by at most a half', () => {
  for (const [place, bucket] of SIZE_BUCKETS_BYTES.entries()) {
    if (place > 0) assert.ok(bucket > SIZE_BUCKETS_BYTES[place - 1]! && bucket <= 1.5 * SIZE_BUCKETS_BYTES[place - 1]!);
  }
});

test('there is one padded form: other lengths, a greater bucket, and padding that is not zero are refused', () => {
  const padded = pad([new Uint8Array(100)], 2_048);
  assert.equal(unpad(padded)?.length, 100);
  assert.equal(unpad(padded.with(2_047, 1)), undefined);
  assert.equal(unpad(padded.with(104, 1)), undefined);
  assert.equal(unpad(padded.with(0, 1)), undefined);
  assert.equal(unpad(padded.subarray(1)), undefined);
  assert.equal(unpad(new Uint8Array(3)), undefined);
  assert.equal(unpad(pad([new Uint8Array(100)], 3_072)), undefined);
  assert.equal(unpad(pad([new Uint8Array(16_000)], 16_384).with(16_100, 1)), undefined);
});

test('content that does not fit its bucket is a fault of the program', () => {
  assert.throws(() => pad([new Uint8Array(2_045)], 2_048), AssertionFailure);
});

test('a bucket is overwritten after its use, also when that fails', () => {
  for (const bucket of [2_048, 128 * 1_024]) {
    let seen: Uint8Array | undefined;
    const use = (padded: Uint8Array): void => {
      seen = padded;
      assert.ok(padded.includes(7));
      throw new Error('stop');
    };
    assert.throws(() => withPadded([new Uint8Array(9).fill(7)], bucket, use), /stop/);
    assert.equal(seen?.length, bucket);
    assert.ok(seen.every((byte) => byte === 0));
  }
});

function pad(parts: readonly Uint8Array[], bucketBytes: number): Uint8Array {
  let copy = new Uint8Array(0);
  withPadded(parts, bucketBytes, (padded) => {
    copy = padded.slice();
  });
  return copy;
}
