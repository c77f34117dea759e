// SPDX-License-Identifier: Apache-2.0
// A traveller of a list as a text for the one box, which asks about the same: its lines where the box reads them, else who it is in words.
import { detectSubjects } from '@iims/wire/detect';
import type { Traveller } from '@iims/wire/manifest';
import type { PersonData, Subject } from '@iims/wire/subject';

/** The person goes before the document: a second key, which the box asks for then, is the document. */
export function textOfTraveller(
  list: string,
  { line, lastLine, subjects }: Traveller,
  referenceYear = new Date().getFullYear(),
): string {
  const lines = list.split(/\r\n?|\n/).slice(line - 1, lastLine);
  const asWritten = lines
    .filter((one) => one.trim() !== '')
    .join('\n')
    .trim();
  if (asksTheSame(asWritten, subjects, referenceYear)) return asWritten;
  const person = subjects.map(personOf).find((one) => one !== undefined);
  const name = person?.names[0];
  if (name !== undefined) return `${name.surname}, ${name.given} ${person?.birthDate ?? ''}`.trim();
  for (const subject of subjects)
    if (subject.kind === 'travel-document') return [subject.issuingState ?? '', subject.number].join(' ').trim();
  return asWritten;
}

function asksTheSame(text: string, subjects: readonly Subject[], referenceYear: number): boolean {
  try {
    return JSON.stringify(detectSubjects(text, { referenceYear }).subjects) === JSON.stringify(subjects);
  } catch {
    // No text of the one box.
    return false;
  }
}

function personOf(subject: Subject): PersonData | undefined {
  if (subject.kind === 'person') return subject;
  return subject.kind === 'travel-document' ? subject.holder : undefined;
}
