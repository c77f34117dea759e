// SPDX-License-Identifier: Apache-2.0
// A log and three witnesses with fixed keys, for tests.

import { type SigningKey, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import type { LogKeys, LogSigners } from './checkpoint.ts';
import type { Witness, WitnessPolicy } from './policy.ts';

/** A key from a seed of 32 equal bytes. */
export function signingKey(algorithm: SigningKey['algorithm'], seed: number): SigningKey {
  return signingKeyFromSeed(algorithm, new Uint8Array(32).fill(seed));
}

const SIGNERS: LogSigners = { ed25519: signingKey('ed25519', 1), mldsa44: signingKey('ml-dsa-44', 2) };

export const LOG: LogKeys & { readonly signers: LogSigners } = {
  origin: 'iims/GEO/audit/1',
  keys: [{ ed25519: verifyKeyOf(SIGNERS.ed25519), mldsa44: verifyKeyOf(SIGNERS.mldsa44) }],
  signers: SIGNERS,
};

/** Their keys have the seeds 20, 21, 22. */
export const WITNESSES: readonly Witness[] = ['AZE', 'UKR', 'MDA'].map((state, i) => ({
  name: `iims/${state}/witness`,
  keys: [verifyKeyOf(signingKey('ml-dsa-44', 20 + i))],
}));

export const POLICY: WitnessPolicy = { log: LOG, witnesses: WITNESSES, quorum: 2 };
