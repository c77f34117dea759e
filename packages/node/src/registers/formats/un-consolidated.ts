// SPDX-License-Identifier: Apache-2.0
// The consolidated list of the United Nations Security Council as XML: individuals with names in their own script, aliases, dates, papers.
import type { AlertName, PersonDocument } from '@iims/wire/alert-person';
import type { NameQuality, Sex } from '@iims/wire/code-lists';
import { countryCode } from './countries.ts';
import { decodeText, type TextEncoding } from './decode-text.ts';
import type { PersonDraft, ReadEntry } from './draft.ts';
import { fileRefused } from './file-refused.ts';
import { datesOf, nameInOrder, nameWithComma, paperNumber, withoutSigns, yearOf, yearsBetween } from './list-words.ts';
import { readXml, type XmlPiece } from './xml.ts';

/**
 * The entries of the list; entities are refused, since a register of persons holds persons.
 * @throws IimsError `import.*` with the line
 */
export function* readUnConsolidated(chunks: Iterable<Uint8Array>, encoding?: TextEncoding): Generator<ReadEntry> {
  let depth = 0;
  let entry: Building | undefined;
  for (const piece of readXml(decodeText(chunks, encoding))) {
    if (piece.kind === 'open') depth += 1;
    if (depth === 1 && piece.kind === 'open' && piece.name !== ROOT_NAME) {
      throw fileRefused(
        'import.markup',
        piece.line,
        `the element ${ROOT_NAME} holds the list`,
        'Give the list as the United Nations publishes it.',
      );
    }
    if (entry === undefined && piece.kind === 'open' && ENTRY_NAMES.includes(piece.name)) {
      const root = { texts: [], children: [] };
      entry = { name: piece.name, line: piece.line, depth, open: [], root, elements: 0, characters: 0 };
    } else if (entry !== undefined) {
      if (piece.kind === 'close' && depth === entry.depth) {
        yield readEntry(entry);
        entry = undefined;
      } else build(entry, piece);
    }
    if (piece.kind === 'close') depth -= 1;
  }
}

interface Element {
  readonly texts: string[];
  readonly children: (readonly [name: string, element: Element])[];
}

interface Building {
  readonly name: string;
  readonly line: number;
  readonly depth: number;
  readonly open: Element[];
  readonly root: Element;
  elements: number;
  characters: number;
}

/** An entry that grows beyond the bound is refused, and kept no further. */
function build(entry: Building, piece: XmlPiece): void {
  if (piece.kind === 'open') entry.elements += 1;
  if (piece.kind === 'text') entry.characters += piece.text.length;
  const within = entry.open.at(-1) ?? entry.root;
  const isKept = !isTooLong(entry);
  if (piece.kind === 'text') {
    if (isKept) within.texts.push(piece.text);
  } else if (piece.kind === 'open') {
    const element: Element = { texts: [], children: [] };
    if (isKept) within.children.push([piece.name, element]);
    entry.open.push(element);
  } else entry.open.pop();
}

function isTooLong({ elements, characters }: Building): boolean {
  return elements > ENTRY_ELEMENTS_MAX || characters > ENTRY_CHARACTERS_MAX;
}

function readEntry(entry: Building): ReadEntry {
  const { name, line, root } = entry;
  if (name !== 'INDIVIDUAL') return { kind: 'refused', line, reason: 'other-kind' };
  if (isTooLong(entry)) return { kind: 'refused', line, reason: 'too-long' };
  const number = textOf(root, 'DATAID');
  if (!/^[0-9]{1,12}$/.test(number)) return { kind: 'refused', line, reason: 'no-id' };
  const names = namesOf(root);
  if (!names.some(({ quality }) => quality === 'primary')) return { kind: 'refused', line, reason: 'no-name' };
  const [listedOn] = datesOf(textOf(root, 'LISTED_ON'));
  const programme = textOf(root, 'UN_LIST_TYPE');
  const sex = SEX_OF.get(textOf(root, 'GENDER'));
  const person: PersonDraft = {
    number,
    reference: textOf(root, 'REFERENCE_NUMBER') || number,
    names,
    birthDates: all(root, 'INDIVIDUAL_DATE_OF_BIRTH').flatMap(birthDatesOf),
    placesOfBirth: all(root, 'INDIVIDUAL_PLACE_OF_BIRTH')
      .map(placeOf)
      .filter((place) => place !== ''),
    nationalities: all(root, 'NATIONALITY')
      .flatMap((nationality) => all(nationality, 'VALUE'))
      .flatMap((value) => countryCode(ownText(value)) ?? []),
    documents: all(root, 'INDIVIDUAL_DOCUMENT').flatMap((paper) => paperOf(paper) ?? []),
    ...(sex === undefined ? {} : { sex }),
    ...(programme === '' ? {} : { programme }),
    ...(listedOn?.length === 'YYYY-MM-DD'.length ? { listedOn } : {}),
  };
  return { kind: 'person', line, person };
}

/** The name in parts, the same in its own script, and every alias; several spellings of one alias are divided by semicolons. */
function namesOf(root: Element): AlertName[] {
  const parts = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'].map((part) => textOf(root, part));
  const primary = [parts.join(' '), textOf(root, 'NAME_ORIGINAL_SCRIPT')].map((text) => nameInOrder(text, 'primary'));
  const aliases = all(root, 'INDIVIDUAL_ALIAS').flatMap((alias) =>
    spellingsOf(textOf(alias, 'ALIAS_NAME'), textOf(alias, 'QUALITY') === 'Low' ? 'weak-alias' : 'strong-alias'),
  );
  return [...primary, ...aliases].filter((name) => name !== undefined);
}

/** Some aliases stand surname first, with a comma; some have their own script in brackets: `Yusuf Ali (يوسف علي)`. */
function spellingsOf(text: string, quality: NameQuality): AlertName[] {
  const namesIn = (said: string): AlertName[] =>
    said
      .split(';')
      .map((name) => (name.includes(',') ? nameWithComma(name, quality) : nameInOrder(name, quality)))
      .filter((name) => name !== undefined);
  const outside = namesIn(text.replace(IN_BRACKETS, ' '));
  const inside = [...text.matchAll(IN_BRACKETS)].flatMap(([, said]) => namesIn(said!));
  // What stands in brackets in the same script is a remark.
  return [...outside, ...inside.filter(({ script }) => outside.every((name) => name.script !== script))];
}

function birthDatesOf(birth: Element): readonly string[] {
  const kind = textOf(birth, 'TYPE_OF_DATE');
  if (kind === 'BETWEEN') return yearsBetween(yearOf(textOf(birth, 'FROM_YEAR')), yearOf(textOf(birth, 'TO_YEAR')));
  const said = textOf(birth, 'DATE') || textOf(birth, 'YEAR') || textOf(birth, 'NOTE');
  if (kind !== 'APPROXIMATELY') return datesOf(said);
  const year = yearOf(said);
  return year === undefined ? [] : [year];
}

function placeOf(place: Element): string {
  const parts = ['CITY', 'STATE_PROVINCE', 'COUNTRY'].map((part) => textOf(place, part));
  return parts.filter((part) => part !== '').join(', ');
}

function paperOf(paper: Element): PersonDocument | undefined {
  const kind = textOf(paper, 'TYPE_OF_DOCUMENT').toLowerCase();
  const number = paperNumber(textOf(paper, 'NUMBER'));
  if (number === undefined) return undefined;
  const issuingState = countryCode(textOf(paper, 'ISSUING_COUNTRY')) ?? countryCode(textOf(paper, 'COUNTRY_OF_ISSUE'));
  const documentType = /pass?a?port|passeport/.test(kind) ? 'passport' : 'identity-card';
  return { number, documentType, ...(issuingState === undefined ? {} : { issuingState }) };
}

function all(within: Element, name: string): Element[] {
  return within.children.flatMap(([child, element]) => (child === name ? [element] : []));
}

function textOf(within: Element, name: string): string {
  const [first] = all(within, name);
  return first === undefined ? '' : ownText(first);
}

function ownText({ texts }: Element): string {
  return withoutSigns(texts.join(''));
}

const IN_BRACKETS = /\(([^()]*)\)/g;
const ROOT_NAME = 'CONSOLIDATED_LIST';
const ENTRY_NAMES: readonly string[] = ['INDIVIDUAL', 'ENTITY'];
const SEX_OF: ReadonlyMap<string, Sex> = new Map([
  ['Male', 'M'],
  ['Female', 'F'],
]);
/** The largest entry of the list has some 150. */
const ENTRY_ELEMENTS_MAX = 5_000;
/** Of text; the longest has some 5,000. */
const ENTRY_CHARACTERS_MAX = 262_144;
