// SPDX-License-Identifier: Apache-2.0
// The codes that the page of contact points has words for. `catalogue.test.ts` holds every language to these lists.
import { CONTACT_BODIES, CONTACT_LEVELS, SERVICE_HOURS } from '@iims/wire/contact-point';

/** What became of a contact point in a check. */
export const STANDINGS = ['on-time', 'late', 'waiting', 'silent'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Fields of a contact point, in the order of the form. */
export const POINT_FIELDS = [
  'id',
  'level',
  'body',
  'title',
  'telephone',
  'deputyTelephone',
  'email',
  'languages',
  'hours',
  'validUntil',
  'keyFingerprint',
] as const;
export type PointField = (typeof POINT_FIELDS)[number];

/** By the head of the catalogue keys that are made of them. */
export const CONTACT_WORDS = {
  'contact-level': CONTACT_LEVELS,
  'contact-body': CONTACT_BODIES,
  'contact-hours': SERVICE_HOURS,
  'contact-field': POINT_FIELDS,
  'check-standing': STANDINGS,
} as const satisfies Readonly<Record<string, readonly string[]>>;
