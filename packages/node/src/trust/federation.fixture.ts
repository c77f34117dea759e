// SPDX-License-Identifier: Apache-2.0
// A founded federation for tests of the node: four States on loopback, every key from a counter instead of randomness.
import { createHash } from 'node:crypto';
import type { StateCode } from '@iims/wire/identifiers';
import { type FoundedFederation, type FoundingState, foundFederation } from './found.ts';

export const GEO = 'GEO' as StateCode;
export const UKR = 'UKR' as StateCode;
export const AZE = 'AZE' as StateCode;
export const MDA = 'MDA' as StateCode;
export const STATES = [GEO, UKR, AZE, MDA];

/** Bytes that nobody should trust: SHA-256 of a counter, so that each run makes the same keys. */
export function countingRandom(label: string): (length: number) => Uint8Array {
  let counter = 0;
  return (length) => {
    counter += 1;
    return new Uint8Array(createHash('shake256', { outputLength: length }).update(`${label} ${counter}`).digest());
  };
}

export function foundedForTests(now: number, federation = 'demo-tests'): FoundedFederation {
  const states = STATES.map(foundingState);
  return foundFederation({ federation, exercise: true, states, now, random: countingRandom(federation) });
}

function foundingState(state: StateCode): FoundingState {
  return {
    state,
    nodeId: `${state.toLowerCase()}-1`,
    name: `State of ${state}`,
    endpoint: { host: '127.0.0.1', port: 8443 },
    authorities: [{ id: 'border-guard', name: 'Border Guard' }],
    registers: [{ id: 'documents', kind: 'travel-document', title: 'Travel documents' }],
    rights: [{ register: 'documents', purposes: ['border-check'], states: STATES.filter((other) => other !== state) }],
    contactPoints: [],
  };
}
