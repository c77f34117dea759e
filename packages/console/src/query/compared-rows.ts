// SPDX-License-Identifier: Apache-2.0
// What was asked and what a State holds about a person, row by row, with how they stand to each other. Pure.
import { canonicalNumber } from '@iims/wire/number-form';
import type { Fact, Hit } from '@iims/wire/verdict';
import type { AskedPerson } from './asked-person.ts';
import { isSameText } from './mark-differences.ts';

/** The rows of a comparison, in the order in which they are read. */
export const COMPARED = ['original', 'latin', 'birth-date', 'sex', 'nationality', 'document'] as const;
export type Compared = (typeof COMPARED)[number];

/**
 * `alike`: found by this spelling, though it is in other letters than what was asked. `in-part`: a date of which one side knows a part,
 * which agrees. `unknown`: one side does not say.
 */
export type ComparedStanding = 'equal' | 'differs' | 'alike' | 'in-part' | 'unknown';

export interface ComparedRow {
  readonly row: Compared;
  /** As text, but for codes of a sex or nationality, and dates YYYY-MM-DD. */
  readonly asked?: string;
  readonly held?: string;
  readonly standing: ComparedStanding;
}

/** Facts that the rows show, or the head of the column; the others are told beneath them. */
export const COMPARED_FACTS: readonly string[] = [
  'surname',
  'given',
  'name-original',
  'name-mrz',
  'birth-date',
  'sex',
  'nationality',
  'document',
  'misused-identity',
];

/** Every row, also those that nobody fills. */
export function comparedRows(asked: AskedPerson, hit: Pick<Hit, 'facts'>): readonly ComparedRow[] {
  const value = (label: string) => hit.facts.find((fact) => fact.label === label)?.value;
  const names = heldNames(hit.facts);
  const [original, latin] = askedNames(asked);
  return [
    nameRow('original', original, names.original, asked),
    nameRow('latin', latin, names.latin, asked),
    dateRow(asked.birthDate, value('birth-date')),
    plainRow('sex', asked.sex, value('sex')),
    plainRow('nationality', asked.nationality, value('nationality')),
    documentRow(asked.documents, value('document')),
  ];
}

interface HeldName {
  readonly text: string;
  /** It is the spelling that met. */
  readonly met: boolean;
}

/** The spelling that met, and the name in the other letters: where both are Latin, as the person writes it and as a zone shows it. */
function heldNames(facts: readonly Fact[]): { original?: HeldName; latin?: HeldName } {
  const value = (label: string) => facts.find((fact) => fact.label === label)?.value;
  const surname = value('surname');
  if (surname === undefined) return {};
  const given = value('given');
  const met: HeldName = { text: given === undefined ? surname : `${surname}, ${given}`, met: true };
  const own = value('name-original');
  if (own !== undefined) return { original: { text: own, met: false }, latin: met };
  const zone = value('name-mrz');
  if (zone !== undefined) return { original: met, latin: { text: zone, met: false } };
  return isLatin(met.text) ? { latin: met } : { original: met };
}

function askedNames({ names }: AskedPerson): readonly [string | undefined, string | undefined] {
  const texts = names.map(({ surname, given }) => (given === '' ? surname : `${surname}, ${given}`));
  return [texts.find((text) => !isLatin(text)), texts.find(isLatin)];
}

function nameRow(
  row: Compared,
  asked: string | undefined,
  held: HeldName | undefined,
  { names }: AskedPerson,
): ComparedRow {
  if (held === undefined) return { row, ...(asked === undefined ? {} : { asked }), standing: 'unknown' };
  const compared = { row, held: held.text, ...(asked === undefined ? {} : { asked }) };
  if (asked !== undefined) return { ...compared, standing: isSameText(asked, held.text) ? 'equal' : 'differs' };
  return { ...compared, standing: held.met && names.length > 0 ? 'alike' : 'unknown' };
}

function plainRow(row: Compared, asked: string | undefined, held: string | undefined): ComparedRow {
  return {
    row,
    ...(asked === undefined ? {} : { asked }),
    ...(held === undefined ? {} : { held }),
    standing: asked === undefined || held === undefined ? 'unknown' : asked === held ? 'equal' : 'differs',
  };
}

function dateRow(asked: string | undefined, held: string | undefined): ComparedRow {
  const row = plainRow('birth-date', asked, held);
  const isPart = row.standing === 'differs' && (asked!.startsWith(`${held}-`) || held!.startsWith(`${asked}-`));
  return isPart ? { ...row, standing: 'in-part' } : row;
}

/** Of several papers that were asked the one with the number that is held; an issuer that one side leaves open contradicts nothing. */
function documentRow(asked: readonly string[], held: string | undefined): ComparedRow {
  if (held === undefined) return plainRow('document', asked[0], undefined);
  const equal = asked.find((paper) => isSamePaper(paper, held));
  return equal === undefined
    ? plainRow('document', asked[0], held)
    : { row: 'document', asked: equal, held, standing: 'equal' };
}

function isSamePaper(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => {
    const blank = text.indexOf(' ');
    return blank < 0 ? ['', text] : [text.slice(0, blank), text.slice(blank + 1)];
  }) as [[string, string], [string, string]];
  return canonicalNumber(a[1]) === canonicalNumber(b[1]) && (a[0] === '' || b[0] === '' || a[0] === b[0]);
}

/** By its first letter: a name is written in one script. */
function isLatin(text: string): boolean {
  return /^[^\p{L}]*\p{Script=Latin}/u.test(text);
}
