// SPDX-License-Identifier: Apache-2.0
// The skeleton of a loose form, under which words are found, and its signature, by which most others are passed over
// (spec/matching.md 9).

/** Classes of consonants in the order of the signature's counts, and the loose letters of each. */
const CLASSES: readonly (readonly [string, string])[] = [
  ['P', 'bpBPO'],
  ['F', 'fvwWV'],
  ['T', 'dtTD'],
  ['K', 'ghkqxGKQH'],
  ['L', 'l'],
  ['M', 'm'],
  ['N', 'n'],
  ['R', 'r'],
  ['S', 'szcjCSZJX'],
];
export const CLASS_BITS = 3;
export const CLASS_COUNT_MAX = (1 << CLASS_BITS) - 1;

/** No vowels but an initial one, written A; a class once where it follows itself, even across a vowel. */
export function skeletonOf(form: string): string {
  let skeleton = '';
  for (let at = 0; at < form.length; at += 1) {
    const index = classOf(form.charCodeAt(at));
    if (index < 0) {
      if (at === 0) skeleton = 'A';
      continue;
    }
    const name = CLASSES[index]![0];
    if (!skeleton.endsWith(name)) skeleton += name;
  }
  return skeleton;
}

/** A count of three bits for each of the nine classes, the first class lowest. */
export function signatureOf(form: string): number {
  let signature = 0;
  for (let at = 0; at < form.length; at += 1) {
    const index = classOf(form.charCodeAt(at));
    if (index < 0) continue;
    const shift = index * CLASS_BITS;
    if (((signature >> shift) & CLASS_COUNT_MAX) < CLASS_COUNT_MAX) signature += 1 << shift;
  }
  return signature;
}

/** False where there may be more consonants of a class than it can count. */
export function isCountedWhole(signature: number): boolean {
  for (let left = signature; left !== 0; left >>>= CLASS_BITS)
    if ((left & CLASS_COUNT_MAX) === CLASS_COUNT_MAX) return false;
  return true;
}

/** By how many consonants two signatures differ, in sum. */
export function signatureDistance(a: number, b: number): number {
  return (
    PART_DISTANCES[((a & PART_MASK) << PART_BITS) | (b & PART_MASK)]! +
    PART_DISTANCES[(((a >>> PART_BITS) & PART_MASK) << PART_BITS) | ((b >>> PART_BITS) & PART_MASK)]! +
    PART_DISTANCES[(((a >>> (2 * PART_BITS)) & PART_MASK) << PART_BITS) | ((b >>> (2 * PART_BITS)) & PART_MASK)]!
  );
}

/** A signature is told in three parts, each of three classes. */
export const SIGNATURE_PART_BITS = 3 * CLASS_BITS;
const PART_BITS = SIGNATURE_PART_BITS;
const PART_MASK = (1 << PART_BITS) - 1;
const PART_DISTANCES = new Uint8Array(1 << (2 * PART_BITS));
for (let pair = 0; pair < PART_DISTANCES.length; pair += 1) {
  for (let shift = 0; shift < PART_BITS; shift += CLASS_BITS) {
    const one = (pair >> (PART_BITS + shift)) & CLASS_COUNT_MAX;
    PART_DISTANCES[pair]! += Math.abs(one - ((pair >> shift) & CLASS_COUNT_MAX));
  }
}

function classOf(unit: number): number {
  return unit < CLASS_OF_UNIT.length ? CLASS_OF_UNIT[unit]! : -1;
}

const CLASS_OF_UNIT = new Int8Array(128).fill(-1);
for (const [index, [, letters]] of CLASSES.entries()) {
  for (const letter of letters) CLASS_OF_UNIT[letter.charCodeAt(0)] = index;
}
