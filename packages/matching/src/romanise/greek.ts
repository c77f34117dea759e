// SPDX-License-Identifier: Apache-2.0
// Greek letters in Latin ones (ELOT 743), with the pairs that are one sound.
import type { LetterTable } from './letter-table.ts';

export const GREEK: LetterTable = {
  α: 'a',
  β: 'v',
  γ: 'g',
  δ: 'd',
  ε: 'e',
  ζ: 'z',
  η: 'i',
  θ: 'th',
  ι: 'i',
  κ: 'k',
  λ: 'l',
  μ: 'm',
  ν: 'n',
  ξ: 'ks',
  ο: 'o',
  π: 'p',
  ρ: 'r',
  σ: 's',
  ς: 's',
  τ: 't',
  υ: 'y',
  φ: 'f',
  χ: 'ch',
  ψ: 'ps',
  ω: 'o',
  ου: 'u',
  αυ: 'av',
  ευ: 'ev',
  ηυ: 'iv',
  γγ: 'ng',
  γξ: 'nx',
  γχ: 'nch',
};

/** As a foreign name is heard: μπ, ντ and γκ are how Greek writes b, d and g. */
export const GREEK_FOREIGN: LetterTable = {
  ...GREEK,
  μπ: 'b',
  ντ: 'd',
  γκ: 'g',
  τζ: 'j',
  ει: 'i',
  οι: 'i',
  αι: 'e',
  χ: 'h',
};
