// SPDX-License-Identifier: Apache-2.0
// What was asked about a person, for comparing: read from the text that was asked, as the node reads it, or what a list was read as.
import { canonicalNumber } from '@iims/wire/number-form';
import { detectWithSecondKey } from '@iims/wire/second-key';
import type { PersonName, Subject } from '@iims/wire/subject';

export interface AskedPerson {
  readonly names: readonly PersonName[];
  readonly birthDate?: string;
  readonly sex?: string;
  readonly nationality?: string;
  /** `UTO L898902C3`, or the number alone; each number once. */
  readonly documents: readonly string[];
}

export interface Asked {
  readonly input: string;
  readonly secondKey?: string;
  /** Of a traveller of a list, whose line is no text of the one box. */
  readonly subjects?: readonly Subject[];
}

export function askedPerson(asked: Asked, referenceYear = new Date().getFullYear()): AskedPerson {
  const subjects = asked.subjects ?? subjectsOf(asked.input, asked.secondKey ?? '', referenceYear);
  const documents = new Map<string, string>();
  for (const subject of subjects) {
    if (subject.kind !== 'travel-document' && subject.kind !== 'official-document') continue;
    const key = canonicalNumber(subject.number);
    if (!documents.has(key)) documents.set(key, [subject.issuingState ?? '', subject.number].join(' ').trim());
  }
  const person = subjects.flatMap(personOf)[0];
  return {
    names: person?.names ?? [],
    ...(person?.birthDate === undefined ? {} : { birthDate: person.birthDate }),
    ...(person?.sex === undefined ? {} : { sex: person.sex }),
    ...(person?.nationality === undefined ? {} : { nationality: person.nationality }),
    documents: [...documents.values()],
  };
}

/** What the node has answered can be read; what cannot be was not asked about a person. */
function subjectsOf(input: string, secondKey: string, referenceYear: number): readonly Subject[] {
  try {
    return detectWithSecondKey(input, secondKey, { referenceYear }).subjects;
  } catch {
    return [];
  }
}

function personOf(subject: Subject) {
  if (subject.kind === 'person') return [subject];
  return subject.kind === 'travel-document' && subject.holder !== undefined ? [subject.holder] : [];
}
