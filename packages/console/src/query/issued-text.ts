// SPDX-License-Identifier: Apache-2.0
// What a positive register says of a document or vehicle, in words: neither a hit nor a no-hit.
import type { Issued } from '@iims/wire/issued';
import type { VehicleHolder } from '@iims/wire/registered-vehicle';
import { clockOf, dayOf } from '../language/dates.ts';
import type { Words } from '../language/use-words.ts';

/** Of a vehicle with what the eye compares; never with its holder, whom the slip and the voice do not tell. */
export function issuedText(words: Words, issued: Issued): string {
  const { documentType, standing, validUntil, vehicle = {} } = issued;
  const { make, model, colour, year } = vehicle;
  return [
    `${words.code('document', documentType)}: ${words.code('issued', standing)}`,
    ...registerOf(words, issued),
    ...(validUntil === undefined ? [] : [words.t('read.valid-until', { date: words.date(validUntil) })]),
    ...[make, model, colour, year].filter((mark) => mark !== undefined),
  ].join(' · ');
}

/** What was issued after this time is missing without fault: whoever looks compares it with the date of issue. */
function registerOf(words: Words, { standing, asOf }: Issued): readonly string[] {
  if ((standing !== 'not-found' && standing !== 'unknown') || asOf === 0) return [];
  return [words.t('read.register-of', { date: words.date(dayOf(asOf)), time: clockOf(asOf, false) })];
}

/** In whose name a vehicle is registered: on the card of the State alone. */
export function holderText(words: Words, holder: VehicleHolder): string {
  const { birthDate, place } = holder;
  const name = 'company' in holder ? holder.company : [holder.surname, holder.given].filter(Boolean).join(', ');
  const date = birthDate === undefined ? [] : [words.date(birthDate)];
  return `${words.t('read.holder')}: ${[name, ...date, ...(place === undefined ? [] : [place])].join(' · ')}`;
}
