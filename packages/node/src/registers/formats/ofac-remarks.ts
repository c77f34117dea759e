// SPDX-License-Identifier: Apache-2.0
// The remarks of an SDN entry: dates and places of birth, nationalities, papers and nicknames stand in one text, divided by semicolons.
import type { AlertName, PersonDocument } from '@iims/wire/alert-person';
import type { Sex } from '@iims/wire/code-lists';
import { countryCode } from './countries.ts';
import { datesOf, nameInOrder, nameWithComma, paperNumber, withoutSigns } from './list-words.ts';

export interface Remarks {
  readonly birthDates: readonly string[];
  readonly placesOfBirth: readonly string[];
  readonly nationalities: readonly string[];
  readonly sex?: Sex;
  readonly documents: readonly PersonDocument[];
  /** The list keeps in the remarks only names that others bear as well. */
  readonly nicknames: readonly AlertName[];
}

/** Reads what it knows; what it does not know is no fault of the entry. */
export function readRemarks(text: string): Remarks {
  const birthDates: string[] = [];
  const placesOfBirth: string[] = [];
  const nationalities: string[] = [];
  const documents: PersonDocument[] = [];
  const nicknames: AlertName[] = [];
  let sex: Sex | undefined;
  for (const part of text.replace(/\.\s*$/, '').split(';')) {
    const said = part.trim().replace(/^alt\. /, '');
    const [, label, value] = LABELLED.exec(said) ?? [];
    switch (label) {
      case 'DOB':
        birthDates.push(...datesOf(value!));
        break;
      case 'POB':
        placesOfBirth.push(withoutSigns(value!));
        break;
      case 'nationality':
      case 'citizen': {
        const code = countryCode(value!);
        if (code !== undefined) nationalities.push(code);
        break;
      }
      case 'Gender':
        sex = value === 'Male' ? 'M' : value === 'Female' ? 'F' : sex;
        break;
      case 'a.k.a.':
      case 'f.k.a.': {
        const name = nicknameOf(value!);
        if (name) nicknames.push(name);
        break;
      }
      default: {
        const paper = paperOf(said);
        if (paper) documents.push(paper);
      }
    }
  }
  return { birthDates, placesOfBirth, nationalities, documents, nicknames, ...(sex === undefined ? {} : { sex }) };
}

function nicknameOf(value: string): AlertName | undefined {
  const name = value.replace(/^['"‘“]|['"’”]$/gu, '');
  return name.includes(',') ? nameWithComma(name, 'weak-alias') : nameInOrder(name, 'weak-alias');
}

/** `Passport A123 (Iran) issued … expires …` */
function paperOf(said: string): PersonDocument | undefined {
  for (const [label, documentType] of PAPERS) {
    if (!label.test(said)) continue;
    const rest = said.replace(label, '');
    const number = paperNumber(rest.replace(/\b(?:issued|expires|expired|issue date)\b.*$/i, ''));
    if (number === undefined || !/\d/.test(number)) return undefined;
    const issuingState = countryCode(/\(([^)]*)\)/.exec(rest)?.[1] ?? '');
    return { number, documentType, ...(issuingState === undefined ? {} : { issuingState }) };
  }
  return undefined;
}

const LABELLED = /^(DOB|POB|nationality|citizen|Gender|a\.k\.a\.|f\.k\.a\.) +(.+)$/s;
/** Papers that a traveller may show; numbers of taxes and trades are left out. */
const PAPERS: readonly (readonly [RegExp, PersonDocument['documentType']])[] = [
  [/^(?:Diplomatic |British National Overseas |Stateless Person )?Passport(?: Booklet)?:? */, 'passport'],
  [/^(?:Travel Document|Refugee Travel Document)(?: Number| No\.)? */, 'travel-document'],
  [/^(?:Residency|Residence Permit|N\.I\.E\.)(?: Number| No\.)? */, 'residence-permit'],
  [/^Driver's License(?: Number| No\.)? */, 'driving-licence'],
  [/^Birth Certificate(?: Number| No\.)? */, 'civil-status'],
  [
    /^(?:Cedula|National ID|National Foreign ID|Personal ID Card|Identification|C\.U\.R\.P\.|D\.N\.I\.|Citizen's Card|Tazkira National ID Card|Numero de Identidad|[A-Z][a-z]+ (?:Personal )?ID|[A-Z][a-z]+ Identifi?c?i?ation)(?: Number| No\.?)? */,
    'identity-card',
  ],
];
