// SPDX-License-Identifier: Apache-2.0
// From what a file says to an alert of this State: what the file does not say is added, and the whole is checked as any alert is.
import { type Alert, parseAlert } from '@iims/wire/alert';
import { ALERT_NAMES_MAX, BIRTH_DATES_MAX, ORIGINS_MAX, PERSON_DOCUMENTS_MAX } from '@iims/wire/alert-person';
import { dayToCome } from '@iims/wire/alert-quality';
import type { RowRefusal, SubjectKind } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { FACT_CHARACTERS_MAX } from '@iims/wire/verdict';
import type { PersonDraft, ReadEntry } from './formats/draft.ts';

/** What stands in every alert of an import. */
export interface ComposeSettings {
  readonly state: string;
  /** The middle of the ids: `SDN` in `GEO-SDN-36`. */
  readonly idCode: string;
  readonly authority: string;
  /** Day of the import, YYYY-MM-DD. */
  readonly today: string;
  /** Day by which what is imported must be confirmed, YYYY-MM-DD. */
  readonly reviewOn: string;
  readonly importedAt: number;
  /** Name of the list, if it is one. */
  readonly source?: string;
  /** The one kind that the register holds. */
  readonly kind: SubjectKind;
}

export type Composed =
  | { readonly kind: 'alert'; readonly alert: Alert; readonly saysSince: boolean }
  | { readonly kind: 'refused'; readonly reason: RowRefusal; readonly field?: string };

/** One entry of the file as an alert, or why it is none. Throws nothing for what the file says. */
export function composeAlert(entry: Exclude<ReadEntry, { kind: 'refused' }>, settings: ComposeSettings): Composed {
  const fields = entry.kind === 'person' ? personFields(entry.person, settings) : ownFields(entry.fields, settings);
  if (fields.kind !== settings.kind)
    return {
      kind: 'refused',
      reason: fields.kind === undefined ? 'field' : 'other-kind',
      ...(fields.kind === undefined ? { field: 'kind' } : {}),
    };
  const { id } = fields;
  if (id === undefined) return { kind: 'refused', reason: 'no-id' };
  if (typeof id !== 'string' || !ALERT_ID.test(id)) return { kind: 'refused', reason: 'id-form' };
  if (!id.startsWith(`${settings.state}-`)) return { kind: 'refused', reason: 'other-state' };
  try {
    const alert = parseAlert(fields);
    const ahead = dayToCome(alert, settings.today);
    if (ahead !== undefined) return { kind: 'refused', reason: 'field', field: ahead };
    return {
      kind: 'alert',
      alert,
      saysSince: entry.kind === 'person' ? entry.person.listedOn !== undefined : entry.fields.since !== undefined,
    };
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    return { kind: 'refused', reason: 'field', ...(fault.field === undefined ? {} : { field: fault.field }) };
  }
}

function personFields(person: PersonDraft, settings: ComposeSettings): Record<string, unknown> {
  const { names, birthDates, nationalities, placesOfBirth, documents } = person;
  const source = settings.source ?? 'list';
  const facts = [{ label: 'reference', value: person.reference }];
  if (person.address !== undefined) facts.push({ label: 'place', value: shortened(person.address) });
  return {
    kind: 'person',
    id: idOf(person.number, settings),
    category: 'sanctioned',
    authority: settings.authority,
    legalBasis: shortened(person.programme === undefined ? source : `${source}: ${person.programme}`),
    offenceCategory: 'sanctions',
    action: 'contact-owner',
    cautions: [],
    handling: 'H0',
    covert: false,
    since: person.listedOn ?? settings.today,
    revalidatedOn: settings.today,
    reviewOn: settings.reviewOn,
    provenance: { source, sourceId: person.reference, importedAt: settings.importedAt },
    facts,
    names: once(names, (name) => `${name.surname}\n${name.given}\n${name.script}`).slice(0, ALERT_NAMES_MAX),
    ...listOf('birthDates', once(birthDates, String).slice(0, BIRTH_DATES_MAX)),
    ...listOf('nationalities', once(nationalities, String).slice(0, ORIGINS_MAX)),
    ...listOf('placesOfBirth', once(placesOfBirth.map(shortened), String).slice(0, ORIGINS_MAX)),
    ...listOf(
      'documents',
      once(documents, ({ number, documentType }) => `${number}\n${documentType}`).slice(0, PERSON_DOCUMENTS_MAX),
    ),
    ...(person.sex === undefined ? {} : { sex: person.sex }),
  };
}

/** An alert in our own words; what an owner need not repeat in every row is added. */
function ownFields(given: Readonly<Record<string, unknown>>, settings: ComposeSettings): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    kind: settings.kind,
    authority: settings.authority,
    cautions: [],
    covert: false,
    since: settings.today,
    reviewOn: settings.reviewOn,
    facts: [],
    ...given,
  };
  const { id } = fields;
  const number = typeof id === 'number' ? String(id) : id;
  if (typeof number === 'string' && LIST_NUMBER.test(number)) fields.id = idOf(number, settings);
  if (Array.isArray(fields.names)) fields.names = fields.names.map(namedFully);
  if (Array.isArray(fields.documents)) {
    fields.documents = fields.documents.map((paper) => ({ documentType: 'passport', ...(paper as object) }));
  }
  return fields;
}

/** The id of the alert that a source calls so; undefined for what can be none of this State. */
export function alertIdOf(said: unknown, settings: Pick<ComposeSettings, 'state' | 'idCode'>): string | undefined {
  if (typeof said !== 'string') return undefined;
  if (LIST_NUMBER.test(said)) return idOf(said, settings);
  return ALERT_ID.test(said) && said.startsWith(`${settings.state}-`) ? said : undefined;
}

function idOf(number: string, { state, idCode }: Pick<ComposeSettings, 'state' | 'idCode'>): string {
  return `${state}-${idCode}-${number}`;
}

/** The first name is the primary one unless the file says otherwise. */
function namedFully(name: unknown, place: number): unknown {
  return { form: 'national', given: '', quality: place === 0 ? 'primary' : 'strong-alias', ...(name as object) };
}

function listOf(field: string, values: readonly unknown[]): Record<string, readonly unknown[]> {
  return values.length === 0 ? {} : { [field]: values };
}

/** The first of those that are the same. */
function once<T>(values: readonly T[], formOf: (value: T) => string): T[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const form = formOf(value);
    return !seen.has(form) && seen.add(form);
  });
}

function shortened(text: string): string {
  return text.length <= FACT_CHARACTERS_MAX ? text : text.slice(0, FACT_CHARACTERS_MAX).trim();
}

const ALERT_ID = /^[A-Z]{3}-[A-Z0-9]{1,8}-[0-9]{1,12}$/;
const LIST_NUMBER = /^[0-9]{1,12}$/;
