// SPDX-License-Identifier: Apache-2.0
// A root of the trust list, read into key handles: which States sign the root, and which officers sign for each State
// (spec/trust-list.md, 2).
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { parseRootBody } from '@iims/wire/trust-documents';
import { verifyKeyFromPublic } from './keys.ts';
import type { Holder, SignedDocument } from './trust-document.ts';

/** Who may sign, and how many of them must. */
export interface Delegation {
  readonly threshold: number;
  readonly holders: readonly Holder[];
}

export interface TrustedRoot {
  readonly federation: string;
  readonly version: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** All traffic of this federation is an exercise. */
  readonly exercise: boolean;
  /** How many partner States must cosign a checkpoint before it counts as witnessed. */
  readonly witnessQuorum: number;
  /** The States that sign the next root. */
  readonly signers: Delegation;
  /** The officers of each member State. */
  readonly officers: ReadonlyMap<StateCode, Delegation>;
  readonly document: SignedDocument;
}

/** Reads the body of a root. Whether its signatures suffice is the caller's to check first. @throws IimsError `trust.malformed` */
export function readRoot(document: SignedDocument): TrustedRoot {
  const { federation, version, createdAt, expiresAt, exercise, witnessQuorum, ...body } = parseRootBody(document.body);
  const holders = body.holders.map(({ state, ...keys }) => ({ holder: state as string, ...keys }));
  const signers = readDelegation({ threshold: body.threshold, holders }, ['threshold', 'holders']);
  const officers = new Map<StateCode, Delegation>();
  for (const [state, { threshold, officers: holders }] of Object.entries(body.states)) {
    const fields = [`states.${state}.threshold`, `states.${state}.officers`] as const;
    officers.set(state as StateCode, readDelegation({ threshold, holders }, fields));
  }
  if (witnessQuorum >= officers.size) {
    throw malformed('witnessQuorum', 'fewer than the member States: no State witnesses its own log');
  }
  return { federation, version, createdAt, expiresAt, exercise, witnessQuorum, signers, officers, document };
}

interface RawDelegation {
  readonly threshold: number;
  readonly holders: readonly { readonly holder: string; readonly ed25519: Uint8Array; readonly mldsa65: Uint8Array }[];
}

function readDelegation(
  { threshold, holders }: RawDelegation,
  [thresholdField, holdersField]: readonly [string, string],
): Delegation {
  // Two groups without a common member could sign two documents of one version.
  if (2 * threshold <= holders.length || threshold > holders.length) {
    throw malformed(thresholdField, 'more than half of those who may sign, and at most all of them');
  }
  // One person with two names, or one key under two names, would count twice.
  const marks = holders.flatMap(({ holder, ed25519, mldsa65 }) => [`name ${holder}`, toHex(ed25519), toHex(mldsa65)]);
  if (new Set(marks).size < marks.length) throw malformed(holdersField, 'no name and no key stands twice');
  return {
    threshold,
    holders: holders.map(({ holder, ed25519, mldsa65 }) => ({
      holder,
      ed25519: verifyKeyFromPublic('ed25519', ed25519),
      mldsa65: verifyKeyFromPublic('ml-dsa-65', mldsa65),
    })),
  };
}

function malformed(field: string, rule: string): IimsError {
  return new IimsError('trust.malformed', { message: 'A root of the trust list is malformed.', field, rule });
}
