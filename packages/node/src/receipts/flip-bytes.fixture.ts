// SPDX-License-Identifier: Apache-2.0
// Flips bytes of a receipt, one at a time, and says which of the changed files still verify.
import assert from 'node:assert/strict';
import { IimsError } from '@iims/wire/errors';
import { type ReceiptToVerify, verifyReceipt } from './verify-receipt.ts';

export function flipsThatPass({ file, rootOfTrust }: ReceiptToVerify, places: Iterable<number>): number[] {
  const passed: number[] = [];
  for (const place of places) {
    const flipped = file.slice();
    flipped[place]! ^= 1 << (place % 8);
    try {
      verifyReceipt({ file: flipped, rootOfTrust });
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
