// SPDX-License-Identifier: Apache-2.0
// A digest in 16 groups, as people read it aloud or compare it with paper (spec/ceremony.md, 3).

/** The 16 groups of a digest (64 hexadecimal digits): five decimal digits each, 00000 to 65535. */
export function spokenGroups(sha256Hex: string): readonly string[] {
  return hexGroups(sha256Hex).map((group) => String(Number.parseInt(group, 16)).padStart(GROUP_DIGITS, '0'));
}

/** The same 16 groups in hexadecimal. */
export function hexGroups(sha256Hex: string): readonly string[] {
  return sha256Hex.match(/.{4}/gu) ?? [];
}

/** Groups in rows of four. */
export function rows(groups: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(groups.length / ROW_GROUPS) }, (_, row) =>
    groups.slice(row * ROW_GROUPS, (row + 1) * ROW_GROUPS),
  );
}

const GROUP_DIGITS = 5;
const ROW_GROUPS = 4;
