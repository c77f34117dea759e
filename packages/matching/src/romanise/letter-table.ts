// SPDX-License-Identifier: Apache-2.0
// What a table of romanisation is: each letter of a script and how it is written in small Latin letters.

/** Letter, or pair of letters, to Latin letters; in scripts without vowels to loose letters (`loose-form.ts`). */
export type LetterTable = Readonly<Record<string, string>>;
