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
