// SPDX-License-Identifier: Apache-2.0
// Padding to size buckets: an observer learns the bucket of what is sealed, never its length.
//
//   padded = u32 length (big-endian) | content | zeros up to the bucket's size

import { assert } from '@iims/wire/assert';

/** The smallest bucket, in bytes, that holds `contentBytes` and their length; `undefined` beyond the greatest. */
export function sizeBucketFor(contentBytes: number): number | undefined {
  return SIZE_BUCKETS_BYTES.find((bucket) => LENGTH_BYTES + contentBytes <= bucket);
}

/**
 * Fills a bucket with the joined parts of the content, hands it to `use` and overwrites it. Padded content is needed for one
 * synchronous call only, so small buckets share one buffer instead of leaving one each to the collector.
 */
export function withPadded(parts: readonly Uint8Array[], bucketBytes: number, use: (padded: Uint8Array) => void): void {
  const padded = bucketBytes <= SHARED.length ? SHARED.subarray(0, bucketBytes) : new Uint8Array(bucketBytes);
  try {
    fillBucket(padded, parts);
    use(padded);
  } finally {
    padded.fill(0);
  }
}

/** `padded` is all zero. */
function fillBucket(padded: Uint8Array, parts: readonly Uint8Array[]): void {
  let offset = LENGTH_BYTES;
  for (const part of parts) {
    assert(offset + part.length <= padded.length, 'the content fits its bucket');
    padded.set(part, offset);
    offset += part.length;
  }
  new DataView(padded.buffer, padded.byteOffset).setUint32(0, offset - LENGTH_BYTES);
}

/**
 * Takes the content out of a bucket, as a view. `undefined` unless this is the one padded form of the content:
 * the smallest bucket that holds it, filled with zeros.
 */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  if (padded.length < LENGTH_BYTES) return undefined;
  const contentBytes = new DataView(padded.buffer, padded.byteOffset, padded.byteLength).getUint32(0);
  if (sizeBucketFor(contentBytes) !== padded.length) return undefined;
  const end = LENGTH_BYTES + contentBytes;
  return isZero(padded.subarray(end)) ? padded.subarray(LENGTH_BYTES, end) : undefined;
}

function isZero(bytes: Uint8Array): boolean {
  for (let start = 0; start < bytes.length; start += ZEROS.length) {
    const block = bytes.subarray(start, start + ZEROS.length);
    if (Buffer.compare(block, ZEROS.subarray(0, block.length)) !== 0) return false;
  }
  return true;
}

const KIB = 1024;

/** The sizes that sealed content may have, in bytes. Steps of a half and a third keep padding below half of the content. */
export const SIZE_BUCKETS_BYTES: readonly number[] = [
  2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048,
].map((size) => size * KIB);

const LENGTH_BYTES = 4;
const ZEROS = new Uint8Array(4 * KIB);
/** Holds a frame of about thirty answers. Zero between two calls. */
const SHARED = new Uint8Array(64 * KIB);
