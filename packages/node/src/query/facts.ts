// SPDX-License-Identifier: Apache-2.0
// What a hit shows of its alert: the subject in the owner's own words, then the facts that the owner chose to tell.
import type { Alert } from '@iims/wire/alert';
import type { FactLabel } from '@iims/wire/code-lists';
import { FACT_CHARACTERS_MAX, FACTS_MAX, type Fact } from '@iims/wire/verdict';

/** At most FACTS_MAX facts, each once, the subject's own first. */
export function factsOf(alert: Alert): readonly Fact[] {
  const facts = new Map<string, string>();
  for (const [label, value] of [
    ...subjectFacts(alert),
    ...alert.facts.map((fact) => [fact.label, fact.value] as const),
  ]) {
    if (value !== undefined && value !== '' && !facts.has(label)) facts.set(label, value.slice(0, FACT_CHARACTERS_MAX));
  }
  if (alert.offence !== undefined && !facts.has('offence')) facts.set('offence', alert.offence);
  return [...facts].slice(0, FACTS_MAX).map(([label, value]) => ({ label, value }));
}

function subjectFacts(alert: Alert): readonly (readonly [FactLabel, string | undefined])[] {
  switch (alert.kind) {
    case 'travel-document':
    case 'official-document':
      return [
        ['number', alert.number],
        ['issuing-state', alert.issuingState],
        ['document-type', alert.documentType],
      ];
    case 'person': {
      const name = alert.names.find(({ form }) => form === 'original') ?? alert.names[0];
      return [
        ['surname', name?.surname],
        ['given', name?.given],
        ['birth-date', alert.birthDate],
        ['sex', alert.sex],
        ['nationality', alert.nationality],
      ];
    }
    case 'vehicle':
      return [
        ['plate', alert.plate],
        ['registration-state', alert.registrationState],
        ['vin', alert.vin],
        ['make', alert.make],
        ['model', alert.model],
        ['colour', alert.colour],
      ];
    case 'object':
      return [
        ['object-type', alert.objectType],
        ['number', alert.number],
      ];
  }
}
