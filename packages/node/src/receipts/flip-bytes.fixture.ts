// SPDX-License-Identifier: Apache-2.0
// Flips bytes of a receipt, one at a time, and says which of the changed files still verify.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { IimsError } from '@iims/wire/errors';
import { parseReceipt } from './receipt-file.ts';
import { ReceiptTrust } from './receipt-trust.ts';
import { type ReceiptToVerify, verifyReceipt, verifyReceiptParts } from './verify-receipt.ts';

export function flipsThatPass({ file, rootOfTrust }: ReceiptToVerify, places: Iterable<number>): number[] {
  const good = parseReceipt(file);
  const trust = ReceiptTrust.of(rootOfTrust, good, []);
  /** As `verifyReceipt`, but documents that are the same are not verified again. */
  const verify = (flipped: Uint8Array): void => {
    const { documents, roots, ...parts } = parseReceipt(flipped);
    const isSame = isDeepStrictEqual([documents, roots], [good.documents, good.roots]);
    if (isSame) verifyReceiptParts(trust, parts);
    else verifyReceipt({ file: flipped, rootOfTrust });
  };
  const passed: number[] = [];
  for (const place of places) {
    const flipped = file.slice();
    flipped[place]! ^= 1 << (place % 8);
    try {
      verify(flipped);
      passed.push(place);
    } catch (fault) {
      assert.ok(fault instanceof IimsError && fault.code.startsWith('receipt.'), String(fault));
    }
  }
  return passed;
}

export function everyNth(length: number, stride: number): number[] {
  return Array.from({ length: Math.ceil(length / stride) }, (_, i) => i * stride);
}
