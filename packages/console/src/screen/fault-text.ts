// SPDX-License-Identifier: Apache-2.0
// Which sentence of the catalogue tells a fault; the code itself stands small beside it.
import { LOCAL_FAULTS } from '../api/node-call.ts';

const TOLD: readonly string[] = [
  ...Object.values(LOCAL_FAULTS),
  'access.not-signed-in',
  'access.credentials',
  'access.locked',
  'access.csrf',
  'access.denied',
  'access.busy',
  'store.busy',
  'store.full',
  'partner.suspended',
  'partner.already-suspended',
  'partner.not-suspended',
  'query.busy',
  'query.quota',
  'query.purpose',
  'query.case-reference',
  'input.empty',
  'input.too-long',
  'input.control-character',
  'input.invalid',
  'input.unreadable',
  'mrz.unreadable',
  'message.request-recalled',
  'manifest.busy',
  'manifest.columns',
  'manifest.too-large',
  'manifest.too-little',
  'manifest.too-many',
];

/** The catalogue key that tells this code to a person. */
export function faultKey(code: string): string {
  return TOLD.includes(code) ? `fault.${code}` : 'fault.other';
}
