// SPDX-License-Identifier: Apache-2.0
// The header of a list of travellers: which column is what, in six languages (spec/manifest.md, 3 to 5).
import { type Separator, separatorOf } from './csv-record.ts';
import { IimsError } from './errors.ts';
import { cellsOf } from './manifest-line.ts';

/** What a column may hold. */
export type ManifestColumn =
  | 'surname'
  | 'given'
  | 'name'
  | 'birthDate'
  | 'number'
  | 'issuingState'
  | 'nationality'
  | 'sex';

/** The header of a list. */
export interface ManifestHeader {
  readonly separator: Separator;
  /** In the order of the cells; undefined for a column that is passed over. */
  readonly columns: readonly (ManifestColumn | undefined)[];
}

/**
 * The header in this line, or undefined where it is none. `separator` is what the line before said.
 * @throws IimsError `manifest.columns` where a column stands twice, or neither a name nor a number is there
 */
export function readHeader(line: string, separator: Separator = separatorOf(line)): ManifestHeader | undefined {
  if (HAS_DIGIT.test(line)) return undefined;
  const columns = cellsOf(line, separator)?.map((cell) => COLUMN_OF_WORD.get(headerForm(cell)));
  if (columns === undefined || !columns.some((column) => column !== undefined && BEGINS_HEADER.has(column)))
    return undefined;
  const known = columns.filter((column) => column !== undefined);
  if (new Set(known).size < known.length)
    throw columnsFault('each column stands once', 'Take out the column that stands twice.');
  if (!known.includes('surname') && !known.includes('name') && !known.includes('number'))
    throw columnsFault('a surname, a name or a document number', 'Name the column of the surname or of the number.');
  return { separator, columns };
}

/** The cells of a line under its header, without blanks at their ends. @throws IimsError `input.unreadable`, `manifest.columns` */
export function cellsUnder(
  line: string,
  { separator, columns }: ManifestHeader,
): Readonly<Partial<Record<ManifestColumn, string>>> {
  const cells = cellsOf(line, separator);
  if (cells === undefined)
    throw new IimsError('input.unreadable', {
      message: 'The line cannot be divided into cells.',
      field: 'line',
      rule: 'quotes that open are closed in the same line, and nothing stands beside them',
      fix: 'Correct the quotes of this line.',
    });
  while (cells.length > columns.length && cells.at(-1) === '') cells.pop();
  if (cells.length > columns.length)
    throw columnsFault(
      'as many cells as the header has, or fewer',
      'Put quotes around a cell that holds the separator.',
    );
  const row: Partial<Record<ManifestColumn, string>> = {};
  for (const [i, column] of columns.entries()) if (column !== undefined) row[column] = cells[i] ?? '';
  return row;
}

function columnsFault(rule: string, fix: string): IimsError {
  return new IimsError('manifest.columns', { message: 'The columns do not fit.', field: 'columns', rule, fix });
}

/** Small letters, one blank between words; apostrophes alike, and the two letters i of Azerbaijani, which capitals confuse. */
function headerForm(cell: string): string {
  return cell
    .normalize('NFKC')
    .toLowerCase()
    .replace(APOSTROPHES, "'")
    .replace(COMBINING_DOT, '')
    .replaceAll('ı', 'i')
    .replace(BETWEEN_WORDS, ' ')
    .trim();
}

const HAS_DIGIT = /\p{Nd}/u;
const APOSTROPHES = /[’ʼ‘`]/g;
/** What is left of İ in small letters. */
const COMBINING_DOT = /\u0307/g;
const BETWEEN_WORDS = /[\s_.:№-]+/g;
const BEGINS_HEADER: ReadonlySet<ManifestColumn> = new Set(['surname', 'name', 'number']);

/** Plain English and our own codes first, then Ukrainian, Georgian, Azerbaijani, Romanian and Russian. */
const WORDS: Readonly<Record<ManifestColumn, string>> = {
  surname: `surname|last name|lastname|family name|прізвище|გვარი|soyad|soyadı|nume|nume de familie|фамилия`,
  given: `given|given name|given names|givenname|givennames|first name|firstname|first names|ім'я|імена|ім'я та по батькові|სახელი|ad|adı|prenume|prenumele|имя|имена|имя отчество|имя и отчество`,
  name: `name|full name|fullname|passenger|passenger name|traveller|піб|прізвище та ім'я|прізвище ім'я|прізвище ім'я по батькові|სახელი და გვარი|გვარი და სახელი|გვარი სახელი|ad soyad|soyad ad|nume și prenume|nume şi prenume|nume prenume|фио|фамилия имя|фамилия и имя|фамилия имя отчество`,
  birthDate: `birthdate|birth date|date of birth|born|dob|дата народження|დაბადების თარიღი|doğum tarixi|data nașterii|data naşterii|data nasterii|дата рождения`,
  number: `number|document|document number|documentnumber|document no|passport|passport number|passport no|номер|номер документа|номер паспорта|паспорт|документ|ნომერი|პასპორტი|დოკუმენტის ნომერი|პასპორტის ნომერი|nömrə|sənəd|sənəd nömrəsi|sənədin nömrəsi|pasport|pasport nömrəsi|pasportun nömrəsi|număr|pașaport|paşaport|număr document|număr pașaport|număr paşaport|numărul documentului|numărul pașaportului`,
  issuingState: `issuer|issuing state|issuingstate|issued by|country of issue|держава видачі|країна видачі|ким видано|видано|გამცემი|გამცემი სახელმწიფო|verən dövlət|verən ölkə|emitent|stat emitent|țara emitentă|страна выдачи|государство выдачи|выдан|кем выдан`,
  nationality: `nationality|citizenship|громадянство|მოქალაქეობა|vətəndaşlıq|vətəndaşlığı|cetățenie|cetăţenie|cetățenia|naționalitate|гражданство`,
  sex: `sex|gender|стать|სქესი|cins|cinsi|sexul|пол`,
};

const COLUMN_OF_WORD: ReadonlyMap<string, ManifestColumn> = new Map(
  Object.entries(WORDS).flatMap(([column, words]) =>
    words.split('|').map((word) => [headerForm(word), column as ManifestColumn] as const),
  ),
);
