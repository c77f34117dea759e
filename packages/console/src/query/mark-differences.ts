// SPDX-License-Identifier: Apache-2.0
// Two texts letter by letter: what of the second stands in the first, what does not, and where something is left out.
// Case does not count. Pure.

export interface Segment {
  readonly text: string;
  /** `other`: these letters are not in what was asked. `gap`: letters of what was asked are left out here. */
  readonly kind: 'same' | 'other' | 'gap';
}

/** The letters of `held`, in order; a gap has no text of its own. */
export function markDifferences(asked: string, held: string): readonly Segment[] {
  const [one, other] = [lettersOf(asked), lettersOf(held)];
  const common = commonLengths(one.map(foldCase), other.map(foldCase));
  const segments: Segment[] = [];
  let [i, j] = [0, 0];
  let isGapOpen = false;
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && foldCase(one[i]!) === foldCase(other[j]!)) {
      if (isGapOpen) segments.push(GAP);
      isGapOpen = false;
      add(segments, 'same', other[j]!);
      i += 1;
      j += 1;
    } else if (j < other.length && (i === one.length || common[i]![j + 1]! >= common[i + 1]![j]!)) {
      // Other letters in the place of those that are missing tell it already.
      isGapOpen = false;
      add(segments, 'other', other[j]!);
      j += 1;
    } else {
      isGapOpen = segments.at(-1)?.kind !== 'other';
      i += 1;
    }
  }
  return isGapOpen ? [...segments, GAP] : segments;
}

/** Whether two texts are the same but for case and marks between the letters. */
export function isSameText(asked: string, held: string): boolean {
  const plain = (text: string) => lettersOf(text).map(foldCase).join('').replace(BETWEEN, '');
  return plain(asked) === plain(held);
}

function add(segments: Segment[], kind: 'same' | 'other', letter: string): void {
  const last = segments.at(-1);
  if (last?.kind === kind) segments[segments.length - 1] = { kind, text: last.text + letter };
  else segments.push({ kind, text: letter });
}

/** `lengths[i][j]`: letters that the rests from i and j have in common, in their order. */
function commonLengths(one: readonly string[], other: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      lengths[i]![j] =
        one[i] === other[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}

/** Whole letters, marks included, up to the bound. */
function lettersOf(text: string): readonly string[] {
  return [...text.normalize('NFC').slice(0, LETTERS_COMPARED_MAX)];
}

function foldCase(letter: string): string {
  return letter.toUpperCase();
}

const GAP: Segment = { kind: 'gap', text: '' };
const BETWEEN = /[^\p{L}\p{M}\p{N}]+/gu;
/** A fact has 120 characters, a name that was asked 200. */
const LETTERS_COMPARED_MAX = 256;
