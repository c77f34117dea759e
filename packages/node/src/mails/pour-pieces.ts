// SPDX-License-Identifier: Apache-2.0
// Lets content leave piece by piece, as fast as its line takes it, and no slower than it must.
import type { Writable } from 'node:stream';
import { written } from '../attachments/drained.ts';

export interface PouringBounds {
  /** A line that takes nothing of a piece for so long is broken off. */
  readonly silenceMsMax: number;
  /** And one that has not taken all by then, where somebody waits for what it holds. */
  readonly msMax?: number;
}

/** Ends the line, or breaks it off. Resolves to whether it took everything; throws what reading a piece throws. */
export async function pourPieces(
  out: Writable,
  pieces: AsyncIterable<Uint8Array>,
  { silenceMsMax, msMax }: PouringBounds,
): Promise<boolean> {
  const tooSlow = msMax === undefined ? undefined : setTimeout(() => out.destroy(), msMax);
  try {
    for await (const piece of pieces) {
      if (await written(out, piece, silenceMsMax)) continue;
      out.destroy();
      return false;
    }
    out.end();
    return true;
  } finally {
    clearTimeout(tooSlow);
  }
}
