// SPDX-License-Identifier: Apache-2.0
// One line under a header: from its cells to the travel document and the person (spec/manifest.md, 5).
import type { Sex } from './code-lists.ts';
import type { Notice } from './detect.ts';
import { dateOf, personNamed } from './detect-person.ts';
import { IimsError } from './errors.ts';
import { isIssuerCode } from './identifiers.ts';
import type { ManifestColumn } from './manifest-columns.ts';
import { canonicalNumber } from './number-form.ts';
import type { PersonSubject, Subject, TravelDocumentSubject } from './subject.ts';

/** What one line is asked as. */
export interface RowRead {
  readonly label: string;
  readonly subjects: readonly Subject[];
  readonly notices: readonly Notice[];
}

type Row = Readonly<Partial<Record<ManifestColumn, string>>>;

/** @throws IimsError `input.invalid`, `manifest.too-little` */
export function readRow(row: Row): RowRead {
  const notices: Notice[] = [];
  const document = documentOf(row);
  const person = personOf(row, notices);
  if (document === undefined && person === undefined) throw tooLittle();
  if (document === undefined) notices.push('document-not-asked');
  if (person === undefined) notices.push('person-not-asked');
  const subjects = [document, person].filter((subject) => subject !== undefined);
  const label = [
    document?.issuingState,
    document?.number,
    person?.names[0]?.surname,
    person?.names[0]?.given,
    person?.birthDate,
  ];
  return { label: label.filter((part) => part !== undefined && part !== '').join(' '), subjects, notices };
}

/** A name without more is no traveller. */
export function tooLittle(): IimsError {
  return new IimsError('manifest.too-little', {
    message: 'The line says too little of a traveller.',
    field: 'line',
    rule: 'a document number, or a name with a date of birth',
    fix: 'Add the number of the document or the date of birth.',
  });
}

function documentOf({ number = '', issuingState = '' }: Row): TravelDocumentSubject | undefined {
  if (number === '') return undefined;
  const canonical = canonicalNumber(number);
  if (!NUMBER_TEXT.test(number) || !HAS_DIGIT.test(canonical) || !NUMBER_LENGTH.test(canonical))
    throw invalid('number', 'letters and digits, 3 to 20, one digit at least', 'Correct the number of the document.');
  const issuer = stateOf(issuingState);
  return {
    kind: 'travel-document',
    number: canonical,
    ...(issuer === undefined ? {} : { issuingState: issuer }),
  };
}

/** Read by the one box's own reader, so that a name and its date mean the same here and there. */
function personOf(row: Row, notices: Notice[]): PersonSubject | undefined {
  const cell = dateText(row.birthDate ?? '');
  const name =
    row.surname === undefined || row.surname === ''
      ? (row.name ?? '')
      : `${withoutCommas(row.surname)}, ${withoutCommas(row.given ?? '')}`;
  if (name === '' || cell === '') return undefined;
  const birthDate = dateOf(cell);
  if (birthDate === undefined)
    throw invalid('birthDate', 'such as 1974-08-12, 12.08.1974, 1974-08 or 1974', 'Correct the date of birth.');
  const read = personNamed(name, birthDate);
  const person = read?.subjects[0];
  if (person?.kind !== 'person') throw invalid('name', 'letters, blanks, hyphens and apostrophes', 'Correct the name.');
  notices.push(...read!.notices);
  const sex = SEXES.get((row.sex ?? '').toLowerCase());
  const nationality = stateOf(row.nationality ?? '');
  return {
    ...person,
    ...(sex === undefined ? {} : { sex }),
    ...(nationality === undefined ? {} : { nationality }),
  };
}

/** A time of midnight, which spreadsheets add, says nothing; `19740812` is a day. */
function dateText(cell: string): string {
  const date = cell.replace(TIME, '').replaceAll(' ', '');
  const compact = COMPACT_DATE.exec(date);
  return compact === null ? date : `${compact[1]}-${compact[2]}-${compact[3]}`;
}

/** Undefined for what is no code: what may only narrow is left out where it is not understood. */
function stateOf(cell: string): string | undefined {
  const code = cell.toUpperCase();
  return isIssuerCode(code) ? code : STATE_OF_TWO_LETTERS.get(code);
}

function withoutCommas(text: string): string {
  return text.replaceAll(',', ' ');
}

function invalid(field: string, rule: string, fix: string): IimsError {
  return new IimsError('input.invalid', { message: 'A cell of the line breaks a rule.', field, rule, fix });
}

const NUMBER_TEXT = /^[\p{L}\p{Nd} ./№-]+$/u;
const NUMBER_LENGTH = /^.{3,20}$/u;
const HAS_DIGIT = /[0-9]/;
const TIME = /[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$/;
const COMPACT_DATE = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;

/** Codes and words of six languages; what is shorter than a word is a letter that forms use. */
const SEXES: ReadonlyMap<string, Sex> = new Map(
  (
    [
      ['M', 'm male man ч чол чоловік чоловіча м муж мужской მ მამრ მამრობითი კაცი k kişi masculin b bărbat'],
      ['F', 'f female woman ж жін жінка жіноча жен женский მდ მდედრ მდედრობითი ქალი q qadın feminin femeie'],
      ['X', 'x <'],
    ] as const
  ).flatMap(([sex, words]) => words.split(' ').map((word) => [word, sex] as const)),
);

/** ISO 3166-1, alpha-2 to alpha-3, for the four States and those whose citizens they meet most. */
const STATE_OF_TWO_LETTERS: ReadonlyMap<string, string> = new Map(
  `GE GEO UA UKR AZ AZE MD MDA RO ROU RU RUS TR TUR AM ARM BY BLR PL POL BG BGR HU HUN SK SVK KZ KAZ UZ UZB TJ TJK TM TKM KG KGZ
   IR IRN IQ IRQ AF AFG IL ISR DE DEU IT ITA GR GRC ES ESP PT PRT FR FRA GB GBR US USA CN CHN IN IND LT LTU LV LVA EE EST`
    .split(/\s+/)
    .flatMap((code, i, all) => (i % 2 === 0 ? [[code, all[i + 1]!] as const] : [])),
);
