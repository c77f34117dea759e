// SPDX-License-Identifier: Apache-2.0
// Lines come out whole, however the bytes are cut.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Line, LineCutter } from './byte-lines.ts';

function linesOf(text: string, pieceBytes: number, bytesMax = 100): string[] {
  const cutter = new LineCutter(bytesMax);
  const lines: string[] = [];
  const take = (line: Line): void => {
    lines.push(line === 'too-long' ? line : Buffer.from(line).toString());
  };
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = Buffer.from(bytes.subarray(at, at + pieceBytes));
    for (const line of cutter.cut(piece)) take(line);
    // Whoever sent it uses its memory again.
    piece.fill(0x21);
  }
  for (const line of cutter.end()) take(line);
  return lines;
}

describe('lines out of pieces', () => {
  for (const pieceBytes of [1, 2, 3, 7, 100]) {
    it(`are whole in pieces of ${pieceBytes} bytes`, () => {
      assert.deepEqual(linesOf('one\n\nthrée\nfour', pieceBytes), ['one', '', 'thrée', 'four']);
    });
    it(`that are too long are passed over in pieces of ${pieceBytes} bytes`, () => {
      assert.deepEqual(linesOf('12345\n123456\n12345\n123456', pieceBytes, 5), [
        '12345',
        'too-long',
        '12345',
        'too-long',
      ]);
    });
  }
});
