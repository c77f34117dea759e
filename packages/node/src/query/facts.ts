// SPDX-License-Identifier: Apache-2.0
// What a hit shows of its alert: the subject in the owner's own words, then the facts that the owner chose to tell.
import type { Alert } from '@iims/wire/alert';
import type { Artwork } from '@iims/wire/alert-object';
import type { AlertPerson, MisusedIdentity } from '@iims/wire/alert-person';
import type { FactLabel, WhyCode } from '@iims/wire/code-lists';
import { FACT_CHARACTERS_MAX, FACTS_MAX, type Fact } from '@iims/wire/verdict';

type Tell = (label: FactLabel, ...values: readonly (string | undefined)[]) => void;

/**
 * At most FACTS_MAX facts, each label in one place, the subject's own first.
 * `metKey` is the key that led to the alert, `why` what the hit says of how it was met.
 */
export function factsOf(alert: Alert, metKey: string, why: readonly WhyCode[]): readonly Fact[] {
  const facts: Fact[] = [];
  const tell: Tell = (label, ...values) => {
    if (facts.some((fact) => fact.label === label)) return;
    for (const value of values) {
      if (value === undefined || value === '' || facts.length === FACTS_MAX) continue;
      facts.push({ label, value: value.slice(0, FACT_CHARACTERS_MAX) });
    }
  };
  if (alert.kind === 'person' && why.includes('misused-identity')) tellVictim(alert.misusedIdentity, tell);
  tellSubject(alert, metKey, tell);
  for (const { label, value } of alert.facts) tell(label, value);
  tell('offence', alert.offence);
  tellMore(alert, tell);
  return facts;
}

/** First of all: whoever stands there may be the victim. */
function tellVictim(victim: MisusedIdentity | undefined, tell: Tell): void {
  const name = victim?.names[0];
  if (name === undefined) return;
  tell('misused-identity', [name.surname, name.given, victim?.birthDates?.[0] ?? ''].join(' ').trim());
}

function tellSubject(alert: Alert, metKey: string, tell: Tell): void {
  switch (alert.kind) {
    case 'travel-document':
    case 'official-document':
      tell('number', alert.number);
      tell('issuing-state', alert.issuingState);
      tell('document-type', alert.documentType);
      return;
    case 'person':
      tellPerson(alert, metKey, tell);
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

function tellPerson({ names, birthDates, sex, nationalities }: AlertPerson, metKey: string, tell: Tell): void {
  const primary = names.filter(({ quality }) => quality === 'primary');
  const name = primary.find(({ form }) => form === 'original') ?? primary[0];
  tell('surname', name?.surname);
  tell('given', name?.given);
  // Of several dates the one that met, or the officer would see a date that differs.
  tell('birth-date', birthDates?.find((date) => metKey.endsWith(`|${date}`)) ?? birthDates?.[0]);
  tell('sex', sex);
  tell('nationality', ...(nationalities ?? []).slice(0, NATIONALITIES_TOLD_MAX));
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

const NATIONALITIES_TOLD_MAX = 2;
