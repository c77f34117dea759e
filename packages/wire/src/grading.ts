// SPDX-License-Identifier: Apache-2.0
// How far a source and what it says may be relied on, in the three schemes that bureaus use, and our conversion between them
// (spec/handling.md, 15 to 20). No Zod here: pages load this file.

import { INFORMATION_GRADES, SOURCE_GRADES } from './code-lists.ts';

/** 4x4: Europol Regulation, Art. 29. 6x6: Admiralty and NATO. 3x5x2: United Kingdom. */
export const GRADING_SCHEMES = ['4x4', '6x6', '3x5x2'] as const;
export type GradingScheme = (typeof GRADING_SCHEMES)[number];

/** The values of each scheme, the best first as far as the scheme ranks them. */
export const GRADES = {
  '4x4': { source: SOURCE_GRADES, information: INFORMATION_GRADES },
  '6x6': { source: ['A', 'B', 'C', 'D', 'E', 'F'], information: ['1', '2', '3', '4', '5', '6'] },
  '3x5x2': { source: ['1', '2', '3'], information: ['A', 'B', 'C', 'D', 'E'] },
} as const satisfies Readonly<
  Record<GradingScheme, { readonly source: readonly string[]; readonly information: readonly string[] }>
>;

/** The third part of 3x5x2: lawful sharing permitted, or permitted with conditions. */
export const SHARING_GRADES = ['P', 'C'] as const;
export type SharingGrade = (typeof SHARING_GRADES)[number];

/** A grade as its sender gave it. */
export interface SentGrading {
  readonly scheme: GradingScheme;
  readonly source: string;
  readonly information: string;
  /** With 3x5x2, and there always. */
  readonly sharing?: SharingGrade;
}

/** A grade in another scheme than the sender's. It stands beside the sender's own and never in its place. */
export interface ConvertedGrading {
  readonly scheme: GradingScheme;
  readonly source: string;
  readonly information: string;
  /** Whether the way back gives what the sender wrote; where it does not, meaning was lost. */
  readonly keepsSource: boolean;
  readonly keepsInformation: boolean;
}

/**
 * The grade in each of the other schemes, by our own table.
 * `sent` holds values of its scheme (`GRADES`).
 */
export function convertGrading(sent: SentGrading): readonly ConvertedGrading[] {
  return GRADING_SCHEMES.filter((scheme) => scheme !== sent.scheme).map((scheme) => {
    const there = CONVERSIONS[`${sent.scheme} to ${scheme}`]!;
    const back = CONVERSIONS[`${scheme} to ${sent.scheme}`]!;
    const source = there.source[sent.source]!;
    const information = there.information[sent.information]!;
    return {
      scheme,
      source,
      information,
      keepsSource: back.source[source] === sent.source,
      keepsInformation: back.information[information] === sent.information,
    };
  });
}

/** A conversion takes the nearest meaning; between two, the weaker. */
const CONVERSIONS: Readonly<
  Record<
    string,
    { readonly source: Readonly<Record<string, string>>; readonly information: Readonly<Record<string, string>> }
  >
> = {
  '4x4 to 6x6': { source: { A: 'A', B: 'B', C: 'D', X: 'F' }, information: { 1: '1', 2: '2', 3: '3', 4: '6' } },
  '6x6 to 4x4': {
    source: { A: 'A', B: 'B', C: 'B', D: 'C', E: 'C', F: 'X' },
    information: { 1: '1', 2: '3', 3: '4', 4: '4', 5: '4', 6: '4' },
  },
  '4x4 to 3x5x2': { source: { A: '1', B: '1', C: '3', X: '2' }, information: { 1: 'A', 2: 'A', 3: 'B', 4: 'C' } },
  '3x5x2 to 4x4': { source: { 1: 'B', 2: 'X', 3: 'C' }, information: { A: '2', B: '3', C: '4', D: '4', E: '4' } },
  '6x6 to 3x5x2': {
    source: { A: '1', B: '1', C: '1', D: '3', E: '3', F: '2' },
    information: { 1: 'B', 2: 'B', 3: 'C', 4: 'E', 5: 'E', 6: 'D' },
  },
  '3x5x2 to 6x6': { source: { 1: 'B', 2: 'F', 3: 'E' }, information: { A: '2', B: '2', C: '3', D: '6', E: '5' } },
};
