// SPDX-License-Identifier: Apache-2.0
// A holder's seeds in shares (spec/ceremony.md, 5): split after Shamir, put together for one act, overwritten after it.

import { SEED_BYTES } from '@iims/crypto/keys';
import type { Random } from '@iims/crypto/primitives';
import { type HolderSeeds, holderSigner } from '@iims/node/keys/seed-files';
import { concatBytes, equalBytes, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { combine, split } from 'shamir-secret-sharing';
import type { HolderKeys } from './fingerprint.ts';
import type { Share } from './share-text.ts';

/** How many shares give the key, of how many. */
export interface Sharing {
  readonly needed: number;
  readonly of: number;
}

/** Splits a holder's two seeds. The caller overwrites seeds and shares. */
export async function splitSeeds(
  seeds: HolderSeeds,
  { needed, of }: Sharing,
  random: Random,
): Promise<readonly Share[]> {
  const secret = concatBytes(seeds.ed25519, seeds.mldsa65);
  const set = toHex(random(SET_BYTES));
  const shares = await split(secret, of, needed);
  secret.fill(0);
  return shares.map((share, index) => ({ needed, of, number: index + 1, set, share }));
}

/**
 * The seeds that these shares give, for the holder whose public halves are known. The caller overwrites seeds and shares.
 * Throws `ceremony.shares`.
 */
export async function combineShares(
  shares: readonly Share[],
  holder: HolderKeys,
  set: string | null,
): Promise<HolderSeeds> {
  const [first] = shares;
  if (first === undefined || shares.length < first.needed) {
    throw refused(`at least ${first?.needed ?? 2} sheets of one set; there are ${shares.length}`);
  }
  if (shares.some((share) => share.set !== first.set || share.needed !== first.needed || share.of !== first.of)) {
    throw refused('all sheets are of one set; compare the set ids');
  }
  if (set !== null && first.set !== set) throw refused(`the set whose id the holder file names, ${set}`);
  if (new Set(shares.map(({ share }) => share.at(-1))).size < shares.length) throw refused('no sheet stands twice');
  const secret = await combine(shares.map(({ share }) => share));
  const seeds = {
    holder: holder.holder,
    ed25519: secret.slice(0, SEED_BYTES),
    mldsa65: secret.slice(SEED_BYTES),
  };
  secret.fill(0);
  // Any two shares give some secret; only the public keys say whether it is the one that was split.
  if (!givesKeys(seeds, holder)) {
    wipeSeeds(seeds);
    throw refused('they give the public keys of the holder file');
  }
  return seeds;
}

export function wipeSeeds({ ed25519, mldsa65 }: HolderSeeds): void {
  ed25519.fill(0);
  mldsa65.fill(0);
}

export function wipeShares(shares: readonly Share[]): void {
  for (const { share } of shares) share.fill(0);
}

/** Whether the seeds are of exactly these public keys. */
function givesKeys(seeds: HolderSeeds, { ed25519, mldsa65 }: HolderKeys): boolean {
  const signer = holderSigner(seeds);
  const isSame = equalBytes(signer.ed25519.publicKey, ed25519) && equalBytes(signer.mldsa65.publicKey, mldsa65);
  signer.ed25519.destroy();
  signer.mldsa65.destroy();
  return isSame;
}

/** Reads `2-of-3`. */
export function parseSharing(text: string): Sharing {
  const [, needed = 0, of = 0] = (/^(\d)-of-(\d)$/u.exec(text) ?? []).map(Number);
  if (needed >= 2 && needed <= of && of <= SHARES_MAX) return { needed, of };
  throw new IimsError('input.invalid', {
    message: 'The value of --shares breaks a rule.',
    field: 'shares',
    rule: `K-of-N with 2 <= K <= N <= ${SHARES_MAX}`,
    fix: 'Give 2-of-3.',
  });
}

function refused(rule: string): IimsError {
  return new IimsError('ceremony.shares', {
    message: 'These shares do not give the key of this holder.',
    field: 'shares',
    rule,
    fix: 'Compare name, fingerprint and set id on the sheets with those of the holder file.',
  });
}

const SET_BYTES = 7;
const SHARES_MAX = 9;
