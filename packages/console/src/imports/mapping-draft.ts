// SPDX-License-Identifier: Apache-2.0
// The mapping of a CSV file while somebody edits it: which column goes where, what stands for its words, and what stands in every alert.
import { EVERY_PLACES, isIssued, type Kind, PLACES_OF_KIND } from './import-codes.ts';

/** As the node takes it (spec/import.md, "Mapping"). */
export interface Mapping {
  readonly columns: Readonly<Record<string, string>>;
  readonly constants?: Readonly<Record<string, string | boolean>>;
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dateFormat?: string;
  readonly separator?: string;
  readonly listSeparator?: string;
}

/** What every row needs and a file may leave to be said once. */
const SAID_ONCE: Readonly<Record<Kind, readonly string[]>> = {
  person: ['category', 'action', 'legalBasis', 'offenceCategory', 'handling'],
  'travel-document': ['category', 'action', 'legalBasis', 'handling', 'issuingState', 'documentType'],
  'official-document': ['category', 'action', 'legalBasis', 'handling', 'issuingState', 'documentType'],
  vehicle: ['category', 'action', 'legalBasis', 'handling', 'registrationState'],
  object: ['category', 'action', 'legalBasis', 'handling', 'objectType'],
  'issued-travel-document': ['documentType', 'standing'],
  'issued-official-document': ['documentType', 'standing'],
  'issued-vehicle': ['standing'],
};

/** Where columns of a register of this kind may go. */
export function placesFor(kind: Kind): readonly string[] {
  return [...(isIssued(kind) ? ['id'] : EVERY_PLACES), ...PLACES_OF_KIND[kind]];
}

/** Places that no column fills and every alert needs. */
export function placesSaidOnce(kind: Kind, { columns }: Mapping): readonly string[] {
  const filled = Object.values(columns);
  return SAID_ONCE[kind].filter((place) => !filled.includes(place));
}

/** A mapping for these columns to begin with: what is known of another, else what their names say. */
export function beginMapping(names: readonly string[], kind: Kind, known: Mapping | undefined): Mapping {
  if (known !== undefined) {
    const columns = Object.entries(known.columns).filter(([name]) => names.includes(name));
    return { ...known, columns: Object.fromEntries(columns) };
  }
  const free = [...placesFor(kind)];
  const columns: Record<string, string> = {};
  for (const name of names) {
    const place = free.findIndex((one) => wordsOf(one).includes(plain(name)));
    if (place >= 0) columns[name] = free.splice(place, 1)[0]!;
  }
  return { columns };
}

/**
 * The column goes to the place; an empty place leaves it out. Another column that goes there stays, and the node says that two share a
 * place: a keyboard passes over places on its way to one, and must take nothing from others meanwhile.
 */
export function placeColumn(mapping: Mapping, name: string, place: string): Mapping {
  const columns = Object.entries(mapping.columns).filter(([other]) => other !== name);
  if (place !== '') columns.push([name, place]);
  const { constants = {}, ...rest } = mapping;
  return withConstants({ ...rest, columns: Object.fromEntries(columns) }, without(constants, place));
}

/** The word of the file stands for our code; an empty code lets the word stand for itself. */
export function sayValue(mapping: Mapping, place: string, word: string, code: string): Mapping {
  const { values = {}, ...rest } = mapping;
  const words = { ...without(values[place] ?? {}, word), ...(code === '' ? {} : { [word]: code }) };
  const all = { ...without(values, place), ...(Object.keys(words).length === 0 ? {} : { [place]: words }) };
  return { ...rest, ...(Object.keys(all).length === 0 ? {} : { values: all }) };
}

/** What stands in every alert; an empty value takes it away. */
export function sayOnce(mapping: Mapping, place: string, value: string): Mapping {
  const { constants = {}, ...rest } = mapping;
  return withConstants(rest, { ...without(constants, place), ...(value === '' ? {} : { [place]: value }) });
}

export function sayDateFormat({ dateFormat: _, ...mapping }: Mapping, dateFormat: string): Mapping {
  return dateFormat === 'YYYY-MM-DD' ? mapping : { ...mapping, dateFormat };
}

function withConstants(mapping: Mapping, constants: NonNullable<Mapping['constants']>): Mapping {
  return Object.keys(constants).length === 0 ? mapping : { ...mapping, constants };
}

function without<T>(object: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(object).filter(([one]) => one !== key));
}

/** Names that columns are known by, without signs and capitals. */
function wordsOf(place: string): readonly string[] {
  return [plain(place), ...(KNOWN_AS[place] ?? [])];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

const KNOWN_AS: Readonly<Record<string, readonly string[]>> = {
  id: ['nr', 'no', 'номер', 'recordid', 'alertid'],
  'names.0.surname': ['surname', 'lastname', 'familyname', 'прізвище', 'фамилия', 'soyad', 'nume', 'გვარი'],
  'names.0.given': ['given', 'firstname', 'givennames', 'name', 'імя', 'имя', 'ad', 'prenume', 'სახელი'],
  'birthDates.0': ['dob', 'birthdate', 'dateofbirth', 'датанародження', 'датарождения', 'doğumtarixi', 'datanașterii'],
  sex: ['gender', 'стать', 'пол', 'cins', 'sexul', 'სქესი'],
  nationalities: ['nationality', 'citizenship', 'громадянство', 'гражданство', 'vətəndaşlıq', 'cetățenie'],
  number: ['documentnumber', 'passport', 'passportnumber', 'серіяномер', 'серияномер'],
  issuingState: ['country', 'issuer', 'state'],
  validUntil: ['expires', 'expiry', 'expireson', 'дійснийдо', 'действителендо'],
  standing: ['status', 'state', 'статус', 'стан', 'statut', 'სტატუსი'],
  'holder.surname': ['owner', 'holder', 'власник', 'владелец', 'sahib', 'proprietar', 'მფლობელი'],
  'holder.company': ['company', 'firm'],
  plate: ['registrationnumber', 'номернийзнак', 'номернойзнак'],
};
