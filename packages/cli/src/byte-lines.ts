// SPDX-License-Identifier: Apache-2.0
// Lines out of pieces of bytes, in constant memory: a line that is too long is passed over as it comes.

/** The bytes of a line without its end, or that it was too long. Valid until the next call. */
export type Line = Uint8Array | 'too-long';

/** Takes pieces and gives the lines that each of them ends. */
export class LineCutter {
  readonly #bytesMax: number;
  #rest: Uint8Array[] = [];
  #restBytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The lines that end in this piece. What follows the last end is copied and kept. */
  *cut(piece: Uint8Array): Generator<Line, void, undefined> {
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
      yield this.#line(piece.subarray(start, end));
      start = end + 1;
    }
    this.#keep(piece.subarray(start));
  }

  /** The last line, where it has no end. */
  *end(): Generator<Line, void, undefined> {
    if (this.#restBytes > 0) yield this.#line(NOTHING);
  }

  #line(last: Uint8Array): Line {
    const bytes = this.#restBytes + last.length;
    const parts = this.#rest;
    this.#rest = [];
    this.#restBytes = 0;
    if (bytes > this.#bytesMax) return 'too-long';
    return parts.length === 0 ? last : Buffer.concat([...parts, last]);
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#restBytes += part.length;
    if (this.#restBytes > this.#bytesMax) this.#rest = [];
    else this.#rest.push(new Uint8Array(part));
  }
}

const LINE_FEED = 0x0a;
const NOTHING = new Uint8Array();
