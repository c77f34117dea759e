// SPDX-License-Identifier: Apache-2.0
// Which lines of a list belong to one machine-readable zone, also where one of them was read badly (spec/manifest.md, 6).
import type { ManifestLine } from './manifest-line.ts';

interface Lines {
  peek(): ManifestLine | undefined;
  next(): ManifestLine | undefined;
}

/** Whether a line is, or is meant as, a line of a zone. */
export function isZoneLine(text: string): boolean {
  if (text.length > CHARACTERS_MAX || isNameWithDate(text)) return false;
  const line = compact(text);
  if (!ALPHABET.test(line)) return false;
  return LENGTHS.has(line.length) && digitsIn(line) >= DIGITS_WITHOUT_FILLERS_MIN ? true : isLikeZoneLine(line);
}

/** The line and those after it that belong to the same zone: as many as its length says, and none that begins another zone. */
export function takeZone(first: ManifestLine, lines: Lines): readonly ManifestLine[] {
  const block = [first];
  const length = compact(first.text).length;
  const count = WHOLE_ZONES.has(length) || !BEGINS_ZONE.test(compact(first.text)) ? 1 : length <= TD1_ABOUT_MAX ? 3 : 2;
  while (block.length < count) {
    const following = lines.peek();
    if (following === undefined || !isZoneLine(following.text)) break;
    if (beginsAnother(compact(following.text), count, block.length)) break;
    block.push(lines.next()!);
  }
  return block;
}

/** A second line is known by its digits, the third of TD1 by having none: either may look like a beginning otherwise. */
function beginsAnother(line: string, count: number, place: number): boolean {
  if (!BEGINS_ZONE.test(line)) return false;
  return count === 2 ? digitsIn(line.slice(9)) < BIRTH_DATE_DIGITS : place !== 2 || digitsIn(line) > 0;
}

/** With fillers, also where a reader lost or added some characters. */
function isLikeZoneLine(line: string): boolean {
  return line.length >= BROKEN_MIN && line.length <= BROKEN_MAX && line.includes('<');
}

/** The one box's `SURNAME<<GIVEN 740812`. */
function isNameWithDate(text: string): boolean {
  return text.includes('<<') && DATE_AT_END.test(text.trimEnd());
}

function digitsIn(line: string): number {
  let count = 0;
  for (const character of line) if (character >= '0' && character <= '9') count += 1;
  return count;
}

function compact(text: string): string {
  return text.replace(BLANKS, '').toUpperCase();
}

const ALPHABET = /^[A-Z0-9<]+$/;
const BLANKS = /\s+/g;
const DATE_AT_END = /[A-Z<] [0-9]{6}$/i;
/** P, I, A, C or V, one more letter or a filler, and letters for the State. */
const BEGINS_ZONE = /^[PIACV][A-Z<][A-Z<]{3}/;
/** The digits of a second line without fillers: its two dates. */
const DIGITS_WITHOUT_FILLERS_MIN = 12;
const BIRTH_DATE_DIGITS = 6;
const LENGTHS: ReadonlySet<number> = new Set([30, 36, 44, 72, 88, 90]);
const WHOLE_ZONES: ReadonlySet<number> = new Set([72, 88, 90]);
const TD1_ABOUT_MAX = 32;
const BROKEN_MIN = 26;
const BROKEN_MAX = 92;
/** A line of a zone with blanks between its characters. */
const CHARACTERS_MAX = 256;
