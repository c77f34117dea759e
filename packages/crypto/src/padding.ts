// SPDX-License-Identifier: Apache-2.0
// Padding to size buckets: an observer learns the bucket of what is sealed, never its length.
//
//   padded = length of the content (u32; u64 in buckets above 2 MiB; big-endian) | content | zeros up to the bucket's size

import { assert } from '@iims/wire/assert';

/** The smallest bucket, in bytes, that holds `contentBytes` and their length; `undefined` beyond the greatest. */
export function sizeBucketFor(contentBytes: number): number | undefined {
  const small = SIZE_BUCKETS_BYTES.find((bucket) => SMALL_LENGTH_BYTES + contentBytes <= bucket);
  if (small !== undefined) return small;
  const step = largeStep(LARGE_LENGTH_BYTES + contentBytes);
  const bucket = Math.ceil((LARGE_LENGTH_BYTES + contentBytes) / step) * step;
  return bucket <= SIZE_BUCKET_MAX_BYTES ? bucket : undefined;
}

/** Whether sealed content may have this size. */
export function isSizeBucket(bytes: unknown): bytes is number {
  if (SIZE_BUCKETS.has(bytes)) return true;
  if (!Number.isSafeInteger(bytes)) return false;
  const size = bytes as number;
  return size > IN_MEMORY_BUCKET_MAX_BYTES && size <= SIZE_BUCKET_MAX_BYTES && size % largeStep(size) === 0;
}

/** Above 2 MiB, sixteen buckets to a doubling: at most a sixteenth is padding, and a size tells less than nine bits. */
function largeStep(bytes: number): number {
  let power = IN_MEMORY_BUCKET_MAX_BYTES;
  while (power * 2 <= bytes) power *= 2;
  return power / LARGE_STEPS;
}

/** The bytes in which a bucket of this size says how long its content is. */
export function lengthFieldBytes(bucketBytes: number): number {
  return bucketBytes <= IN_MEMORY_BUCKET_MAX_BYTES ? SMALL_LENGTH_BYTES : LARGE_LENGTH_BYTES;
}

/** What stands first in a bucket: the length of its content, in 4 or 8 bytes. */
export function lengthField(contentBytes: number, bucketBytes: number): Uint8Array {
  const field = new Uint8Array(lengthFieldBytes(bucketBytes));
  const view = new DataView(field.buffer);
  if (field.length === SMALL_LENGTH_BYTES) view.setUint32(0, contentBytes);
  else view.setBigUint64(0, BigInt(contentBytes));
  return field;
}

/**
 * The length of the content, from the first bytes of its bucket. `undefined` unless the bucket is the smallest that holds it.
 */
export function contentLength(field: Uint8Array, bucketBytes: number): number | undefined {
  const view = new DataView(field.buffer, field.byteOffset, field.byteLength);
  if (view.byteLength < lengthFieldBytes(bucketBytes)) return undefined;
  const isSmall = lengthFieldBytes(bucketBytes) === SMALL_LENGTH_BYTES;
  const contentBytes = isSmall ? view.getUint32(0) : Number(view.getBigUint64(0));
  return contentBytes <= SIZE_BUCKET_MAX_BYTES && sizeBucketFor(contentBytes) === bucketBytes
    ? contentBytes
    : undefined;
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
  const lengthBytes = lengthFieldBytes(padded.length);
  let offset = lengthBytes;
  for (const part of parts) {
    assert(offset + part.length <= padded.length, 'the content fits its bucket');
    padded.set(part, offset);
    offset += part.length;
  }
  padded.set(lengthField(offset - lengthBytes, padded.length));
}

/**
 * Takes the content out of a bucket, as a view. `undefined` unless this is the one padded form of the content:
 * the smallest bucket that holds it, filled with zeros.
 */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  const contentBytes = contentLength(padded, padded.length);
  if (contentBytes === undefined) return undefined;
  const start = lengthFieldBytes(padded.length);
  const end = start + contentBytes;
  return isZero(padded.subarray(end)) ? padded.subarray(start, end) : undefined;
}

/** Whether padding is what it must be. */
export function isZero(bytes: Uint8Array): boolean {
  for (let start = 0; start < bytes.length; start += ZEROS.length) {
    const block = bytes.subarray(start, start + ZEROS.length);
    if (Buffer.compare(block, ZEROS.subarray(0, block.length)) !== 0) return false;
  }
  return true;
}

const KIB = 1024;

/** The sizes up to 2 MiB that sealed content may have, in bytes. Steps of a half and a third keep padding below half of the content. */
export const SIZE_BUCKETS_BYTES: readonly number[] = [
  2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048,
].map((size) => size * KIB);
/** What is sealed or opened as a whole, in memory, fits this bucket. */
export const IN_MEMORY_BUCKET_MAX_BYTES = 2 * KIB * KIB;
/** Holds 1 TiB of content with the list of its segments. */
export const SIZE_BUCKET_MAX_BYTES = 17 * 2 ** 36;

const SIZE_BUCKETS: ReadonlySet<unknown> = new Set(SIZE_BUCKETS_BYTES);
const LARGE_STEPS = 16;
const SMALL_LENGTH_BYTES = 4;
const LARGE_LENGTH_BYTES = 8;
const ZEROS = new Uint8Array(4 * KIB);
/** Holds a frame of about thirty answers. Zero between two calls. */
const SHARED = new Uint8Array(64 * KIB);
