// SPDX-License-Identifier: Apache-2.0
// Frames between a node and a plug-in: u32 length, then deterministic CBOR of a map (spec/national.md, 14).
import { concatBytes } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';

export type PlugInMap = Readonly<Record<string, unknown>>;

export function encodeFrame(map: PlugInMap): Uint8Array {
  const body = encodeCbor(map);
  const head = new Uint8Array(HEAD_BYTES);
  new DataView(head.buffer).setUint32(0, body.length);
  return concatBytes(head, body);
}

/** Puts the pieces of a stream together to frames. What breaks a rule is `undefined`, and nothing can be read after it. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #length = 0;

  /** The frames that this piece completes. */
  *take(piece: Uint8Array): Generator<PlugInMap | undefined> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    while (this.#length >= HEAD_BYTES) {
      const bytes = this.#joined();
      const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
      if (size > FRAME_BYTES_MAX) return yield undefined;
      if (bytes.length < HEAD_BYTES + size) return;
      this.#pieces = [bytes.subarray(HEAD_BYTES + size)];
      this.#length -= HEAD_BYTES + size;
      yield readMap(bytes.subarray(HEAD_BYTES, HEAD_BYTES + size));
    }
  }

  #joined(): Uint8Array {
    if (this.#pieces.length > 1) this.#pieces = [concatBytes(...this.#pieces)];
    return this.#pieces[0]!;
  }
}

function readMap(bytes: Uint8Array): PlugInMap | undefined {
  try {
    const value = decodeCbor(bytes);
    const isMap =
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
    return isMap ? (value as PlugInMap) : undefined;
  } catch {
    return undefined;
  }
}

const HEAD_BYTES = 4;
/** The greatest message and what a layer adds to it. */
export const FRAME_BYTES_MAX = 2 * 1024 * 1024 + 64 * 1024;
