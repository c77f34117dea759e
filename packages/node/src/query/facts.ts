// SPDX-License-Identifier: Apache-2.0
// What a hit shows of its alert: the subject in the owner's own words, then the facts that the owner chose to tell.
import type { Alert } from '@iims/wire/alert';
import type { Artwork } from '@iims/wire/alert-object';
import type { AlertName, AlertPerson, MisusedIdentity, PersonDocument } from '@iims/wire/alert-person';
import type { FactLabel } from '@iims/wire/code-lists';
import { nameKeys } from '@iims/wire/name-form';
import { canonicalNumber } from '@iims/wire/number-form';
import type { PersonName } from '@iims/wire/subject';
import { FACT_CHARACTERS_MAX, FACTS_MAX, type Fact } from '@iims/wire/verdict';
import { namedParts } from '../registers/indexed-persons.ts';
import type { Met } from './ways-to-alert.ts';

type Tell = (label: FactLabel, ...values: readonly (string | undefined)[]) => void;

/** At most FACTS_MAX facts, each label in one place: what an officer compares first, then what the owner chose to tell. */
export function factsOf(alert: Alert, met: Met): readonly Fact[] {
  const facts: Fact[] = [];
  const tell: Tell = (label, ...values) => {
    if (facts.some((fact) => fact.label === label)) return;
    for (const value of values) {
      if (value === undefined || value === '' || facts.length === FACTS_MAX) continue;
      facts.push({ label, value: value.slice(0, FACT_CHARACTERS_MAX) });
    }
  };
  tellSubject(alert, met, tell);
  for (const { label, value } of alert.facts) tell(label, value);
  tell('offence', alert.offence);
  tellMore(alert, tell);
  return facts;
}

function tellSubject(alert: Alert, met: Met, tell: Tell): void {
  switch (alert.kind) {
    case 'travel-document':
    case 'official-document':
      tell('number', alert.number);
      tell('issuing-state', alert.issuingState);
      tell('document-type', alert.documentType);
      return;
    case 'person':
      tellPerson(alert, met, tell);
      return;
    case 'vehicle':
      tell('plate', alert.plate);
      tell('registration-state', alert.registrationState);
      tell('vin', alert.vin);
      tell('make', alert.make);
      tell('model', alert.model);
      tell('colour', alert.colour);
      return;
    case 'object':
      tell('object-type', alert.objectType);
      tell('number', alert.number);
      if (alert.artwork) tellArtwork(alert.artwork, tell);
  }
}

/** The spelling and the date that met, not the first ones: an officer would see something that differs. */
function tellPerson(alert: AlertPerson, met: Met, tell: Tell): void {
  const spelling = metSpelling(alert, met);
  if (met.why.includes('misused-identity')) tellVictim(alert.misusedIdentity, spelling, tell);
  const { name = firstName(alert.names), birthDate = alert.birthDates?.[0] } = spelling.isVictim ? {} : spelling;
  tell('surname', name.surname);
  tell('given', name.given);
  tell('birth-date', birthDate);
  tellOtherSpelling(alert.names, name, tell);
  tellPaper(alert.documents, met, tell);
  tell('sex', alert.sex);
  const asked = met.keys.find(({ person }) => person !== undefined)?.person?.nationality;
  tell('nationality', alert.nationalities?.find((nationality) => nationality === asked) ?? alert.nationalities?.[0]);
}

/** First of all: whoever stands there may be the victim. */
function tellVictim(victim: MisusedIdentity | undefined, { name, birthDate }: MetNameAndDate, tell: Tell): void {
  const shown = name ?? victim?.names[0];
  if (shown === undefined) return;
  const date = birthDate ?? victim?.birthDates?.[0] ?? '';
  tell('misused-identity', [shown.surname, shown.given, date].join(' ').trim());
}

/** The same name in the other letters: as the person writes it, or as a machine-readable zone shows it. */
function tellOtherSpelling(names: readonly AlertName[], shown: PersonName, tell: Tell): void {
  const others = names.filter((name) => name.quality === 'primary' && nameText(name) !== nameText(shown));
  const original = others.find(({ form }) => form === 'original');
  const zone = others.find(({ form }) => form === 'mrz') ?? others.find(({ form }) => form === 'national');
  const isOriginalWanted = LATIN.test(shown.surname) && original !== undefined && !LATIN.test(original.surname);
  if (original !== undefined && (isOriginalWanted || zone === undefined)) tell('name-original', nameText(original));
  else if (zone !== undefined) tell('name-mrz', nameText(zone));
}

/** The paper that met, else the first that is known. */
function tellPaper(papers: readonly PersonDocument[] = [], { keys }: Met, tell: Tell): void {
  const isMet = ({ number }: PersonDocument) => keys.some(({ key }) => key.endsWith(`|${canonicalNumber(number)}`));
  const paper = papers.find(isMet) ?? papers[0];
  if (paper !== undefined) tell('document', [paper.issuingState ?? '', paper.number].join(' ').trim());
}

interface MetNameAndDate {
  readonly name?: PersonName;
  readonly birthDate?: string;
  /** It is the name of whoever's identity is misused. */
  readonly isVictim: boolean;
}

/** By the index of persons, or by a key of the form `person|SURNAME|GIVEN|DATE`. */
function metSpelling(alert: AlertPerson, { keys, why }: Met): MetNameAndDate {
  const isVictim = why.includes('misused-identity');
  const similar = keys.find((key) => key.similar !== undefined)?.similar;
  const parts = namedParts(alert);
  if (similar !== undefined) {
    const name = parts.find(({ meaning }) => meaning === similar.meaning)?.names[similar.name];
    const { birthDate } = similar;
    return { ...(name === undefined ? {} : { name }), ...(birthDate === undefined ? {} : { birthDate }), isVictim };
  }
  const key = keys.find(({ key }) => key.startsWith('person|'))?.key;
  if (key === undefined) return { isVictim };
  const names = isVictim ? (alert.misusedIdentity?.names ?? []) : alert.names;
  const name = names.find(({ surname, given }) =>
    nameKeys(surname, given).some((spelling) => key.startsWith(`person|${spelling}|`)),
  );
  return { ...(name === undefined ? {} : { name }), birthDate: key.slice(key.lastIndexOf('|') + 1), isVictim };
}

function firstName(names: readonly AlertName[]): PersonName {
  const primary = names.filter(({ quality }) => quality === 'primary');
  return primary.find(({ form }) => form === 'original') ?? primary[0] ?? names[0]!;
}

function nameText({ surname, given }: PersonName): string {
  return given === '' ? surname : `${surname}, ${given}`;
}

function tellArtwork(artwork: Artwork, tell: Tell): void {
  tell('title', artwork.title);
  tell('maker', artwork.maker);
  tell('work-type', artwork.type);
  tell('period', artwork.period);
  tell('features', artwork.features);
  tell('materials', artwork.materials);
  tell('measurements', artwork.measurements);
  tell('inscriptions', artwork.inscriptions);
  tell('depicts', artwork.subject);
}

/** What helps where there is room for it. */
function tellMore(alert: Alert, tell: Tell): void {
  if (alert.kind === 'person') {
    const alias = alert.names.find(({ quality }) => quality !== 'primary');
    if (alias) tell('alias', `${alias.surname} ${alias.given}`.trim());
    tell('birth-place', alert.placesOfBirth?.[0]);
  }
  if (alert.kind === 'vehicle') tell('year', alert.year);
  if (alert.kind === 'travel-document' || alert.kind === 'official-document') tell('expiry-date', alert.expiresOn);
  if (alert.grading) tell('source-evaluation', `${alert.grading.source}${alert.grading.information}`);
}

const LATIN = /\p{Script=Latin}/u;
