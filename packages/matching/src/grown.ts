// SPDX-License-Identifier: Apache-2.0
// Typed arrays that grow: a quarter as much again each time, so that adding one by one stays cheap and little lies idle.

/** The array, or a longer copy of it that holds `needed` elements; what is added is zero. */
export function grown<A extends Int32Array | Uint16Array | Uint8Array>(array: A, needed: number): A {
  if (needed <= array.length) return array;
  const longer = new (array.constructor as new (length: number) => A)(
    Math.max(needed, array.length + (array.length >> 2)),
  );
  longer.set(array);
  return longer;
}

/** A copy with an eighth of room behind: of what was read from a file, so that the first who is added waits for no copying. */
export function withRoom<A extends Int32Array | Uint16Array | Uint8Array>(array: A): A {
  const longer = new (array.constructor as new (length: number) => A)(array.length + (array.length >> 3) + SPARE);
  longer.set(array);
  return longer;
}

const SPARE = 64;
