// SPDX-License-Identifier: Apache-2.0
// A contact point of a State, and a measure of the OSCE that it has done something for (spec/directory.md).
import { choice, day, line, list, number, optional, type ValuesOf } from './message-field.ts';
import { LINE_CHARACTERS_MAX } from './message-kind.ts';

/** Who decides, and who acts. */
export const CONTACT_LEVELS = ['policy', 'technical'] as const;

/** What kind of body answers. */
export const CONTACT_BODIES = [
  'foreign-ministry',
  'interior',
  'defence',
  'justice',
  'telecoms',
  'cert',
  'police',
  'customs',
  'border',
  'immigration',
  'financial-intelligence',
] as const;

/** Codes of NIEM's agency directory: A 24 h and B not 24 h with a terminal, C 24 h and D not 24 h without. */
export const SERVICE_HOURS = ['A', 'B', 'C', 'D'] as const;

/** Contact points of one State. */
export const CONTACT_POINTS_MAX = 64;
/** What one State says of the measures. */
export const SHARED_MEASURES_MAX = 64;
/** The OSCE's confidence-building measures are numbered from 1. */
export const OSCE_MEASURES = 16;

const contactPointForm = {
  id: line(40),
  level: choice(CONTACT_LEVELS),
  body: choice(CONTACT_BODIES),
  title: line(LINE_CHARACTERS_MAX),
  telephone: line(24),
  deputyTelephone: optional(line(24)),
  email: optional(line(254)),
  languages: line(60),
  hours: choice(SERVICE_HOURS),
  validUntil: day,
  keyFingerprint: optional(line(64)),
};

const sharedMeasureForm = {
  measure: number(1, OSCE_MEASURES),
  sharedOn: day,
  what: line(LINE_CHARACTERS_MAX),
};

export type ContactPoint = ValuesOf<typeof contactPointForm>;
export type SharedMeasure = ValuesOf<typeof sharedMeasureForm>;

export const contactPoints = list(contactPointForm, CONTACT_POINTS_MAX);
export const sharedMeasures = list(sharedMeasureForm, SHARED_MEASURES_MAX);

/** Why a list of contact points does not hold, as the field and its rule; undefined where it does. */
export function contactPointFault(points: readonly ContactPoint[]): readonly [field: string, rule: string] | undefined {
  const ids = new Set<string>();
  for (const [place, point] of points.entries()) {
    for (const [name, form, rule] of FORMS) {
      const value = point[name];
      if (value !== undefined && !form.test(value)) return [`points.${place}.${name}`, rule];
    }
    if (ids.has(point.id)) return [`points.${place}.id`, 'each id once'];
    ids.add(point.id);
  }
  return undefined;
}

/** Whether somebody answers there on a day YYYY-MM-DD. */
export function isValidOn({ validUntil }: ContactPoint, today: string): boolean {
  return today <= validUntil;
}

const TELEPHONE = /^\+[1-9](?: ?\d){5,14}$/;
const FORMS = [
  ['id', /^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens'],
  ['telephone', TELEPHONE, 'the international number: +, country code, 6 to 15 digits (E.164)'],
  ['deputyTelephone', TELEPHONE, 'the international number: +, country code, 6 to 15 digits (E.164)'],
  ['email', /^[^\s@]+@[^\s@]+$/, 'an address with one @'],
  ['languages', /^[a-z]{2}(?:, [a-z]{2}){0,9}$/, 'codes of ISO 639-1, divided by a comma and a blank'],
  ['keyFingerprint', /^[0-9a-f]{64}$/, 'SHA-256 in hexadecimal'],
] as const;
