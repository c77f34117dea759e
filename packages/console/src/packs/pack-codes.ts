// SPDX-License-Identifier: Apache-2.0
// The codes of offline packs for which the page has words.

export const PACK_STANDINGS = ['out', 'returned', 'missing', 'broken'] as const;
export type PackStanding = (typeof PACK_STANDINGS)[number];

export const PACK_FAULTS = [
  'pack.no-secret',
  'pack.no-officer',
  'pack.device-struck',
  'pack.too-many',
  'pack.too-large',
  'pack.busy',
  'pack.malformed',
  'pack.not-found',
  'pack.in-use',
  'register.unknown',
  'console.no-device',
  'console.pack-cut',
] as const;

/** By the head of the catalogue keys that are made of them. */
export const PACK_WORDS = {
  'pack-standing': PACK_STANDINGS,
  'pack-fault': PACK_FAULTS,
} as const satisfies Readonly<Record<string, readonly string[]>>;
