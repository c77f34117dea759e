// SPDX-License-Identifier: Apache-2.0
// The leaves of the log: commitments to entries, and the bundles of up to 256 that are published (C2SP tlog-tiles, "Log entries").
// A commitment says nothing about its entry to anybody who has not been given salt and body.

import { sha256OfPrefixed } from '@iims/crypto/primitives';
import { assert } from '@iims/wire/assert';
import { utf8 } from '@iims/wire/bytes';
import { TILE_WIDTH } from './tile.ts';

/** The commitment to an entry: SHA-256 over the length-prefixed "iims/entry", 32-byte salt and body (spec/log.md). */
export function entryCommitment(salt: Uint8Array, body: Uint8Array): Uint8Array {
  assert(salt.length === COMMITMENT_BYTES, 'a salt has 32 bytes');
  return sha256OfPrefixed(ENTRY_LABEL, salt, body);
}

/**
 * What an entry's body tells of the part that its owner keeps to itself: SHA-256 over the length-prefixed "iims/entry/own",
 * 32-byte salt and part (spec/receipt.md, 19). The body may be opened to others; the part and its salt never are.
 */
export function ownPartHash(salt: Uint8Array, part: Uint8Array): Uint8Array {
  assert(salt.length === COMMITMENT_BYTES, 'a salt has 32 bytes');
  return sha256OfPrefixed(OWN_PART_LABEL, salt, part);
}

/** A bundle: each commitment after its length as a big-endian uint16. */
export function encodeEntryBundle(commitments: readonly Uint8Array[]): Uint8Array {
  assert(commitments.length >= 1 && commitments.length <= TILE_WIDTH, 'a bundle holds 1 to 256 entries');
  const bundle = new Uint8Array(commitments.length * BUNDLE_STRIDE_BYTES);
  for (const [position, commitment] of commitments.entries()) {
    assert(commitment.length === COMMITMENT_BYTES, 'a commitment has 32 bytes');
    bundle[position * BUNDLE_STRIDE_BYTES + 1] = COMMITMENT_BYTES;
    bundle.set(commitment, position * BUNDLE_STRIDE_BYTES + LENGTH_BYTES);
  }
  return bundle;
}

/**
 * The commitment at a position of a bundle, or `undefined` where the bundle ends before it or names another length.
 * A bundle of N commitments has exactly N * BUNDLE_STRIDE_BYTES bytes.
 */
export function commitmentAt(bundle: Uint8Array, position: number): Uint8Array | undefined {
  const start = position * BUNDLE_STRIDE_BYTES;
  if (start + BUNDLE_STRIDE_BYTES > bundle.length) return undefined;
  if (bundle[start] !== 0 || bundle[start + 1] !== COMMITMENT_BYTES) return undefined;
  return bundle.subarray(start + LENGTH_BYTES, start + BUNDLE_STRIDE_BYTES);
}

/** A commitment is a SHA-256, and a salt is as long. */
export const COMMITMENT_BYTES = 32;
const LENGTH_BYTES = 2;
/** From one commitment of a bundle to the next. */
export const BUNDLE_STRIDE_BYTES = LENGTH_BYTES + COMMITMENT_BYTES;

const ENTRY_LABEL = utf8('iims/entry');
const OWN_PART_LABEL = utf8('iims/entry/own');
