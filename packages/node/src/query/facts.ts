// SPDX-License-Identifier: Apache-2.0
// What a hit shows of its alert: the subject in the owner's own words, then the facts that the owner chose to tell.
import type { Alert } from '@iims/wire/alert';
import type { FactLabel } from '@iims/wire/code-lists';
import { FACT_CHARACTERS_MAX, FACTS_MAX, type Fact } from '@iims/wire/verdict';

/** At most FACTS_MAX facts, each once, the subject's own first. */
export function factsOf(alert: Alert): readonly Fact[] {
  const facts: Fact[] = [];
  const tell = (label: FactLabel, value: string | undefined): void => {
    if (value === undefined || value === '' || facts.length === FACTS_MAX) return;
    if (facts.some((fact) => fact.label === label)) return;
    facts.push({ label, value: value.slice(0, FACT_CHARACTERS_MAX) });
  };
  tellSubject(alert, tell);
  for (const { label, value } of alert.facts) tell(label, value);
  tell('offence', alert.offence);
  return facts;
}

function tellSubject(alert: Alert, tell: (label: FactLabel, value: string | undefined) => void): void {
  switch (alert.kind) {
    case 'travel-document':
    case 'official-document':
      tell('number', alert.number);
      tell('issuing-state', alert.issuingState);
      tell('document-type', alert.documentType);
      return;
    case 'person': {
      const name = alert.names.find(({ form }) => form === 'original') ?? alert.names[0];
      tell('surname', name?.surname);
      tell('given', name?.given);
      tell('birth-date', alert.birthDate);
      tell('sex', alert.sex);
      tell('nationality', alert.nationality);
      return;
    }
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
  }
}
