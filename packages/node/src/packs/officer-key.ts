// SPDX-License-Identifier: Apache-2.0
// The key of an officer for offline packs: it is made from a secret that only the officer knows (spec/offline-pack.md, 11).
import { type KemPrivateKey, kemPrivateKeyFromSeed } from '@iims/crypto/keys';
import { IimsError } from '@iims/wire/errors';
import { type PassphraseCost, type SecretSource, stretchPassphrase } from '../keys/locks.ts';

/** @throws IimsError `pack.locked` for what cannot be a secret; takes about a fifth of a second */
export async function officerKey(
  secret: SecretSource,
  salt: Uint8Array,
  cost?: PassphraseCost,
): Promise<KemPrivateKey> {
  const seed = await stretchPassphrase(secret, salt, cost).catch((cause) => {
    if (!(cause instanceof IimsError) || cause.code !== 'keys.locked') throw cause;
    throw new IimsError('pack.locked', {
      message: "What was given is no officer's secret.",
      field: 'secret-file',
      rule: cause.rule ?? 'text in UTF-8',
      fix: 'Give the secret that the officer has set for packs.',
    });
  });
  try {
    return kemPrivateKeyFromSeed(seed);
  } finally {
    seed.fill(0);
  }
}

export const OFFICER_SALT_BYTES = 16;
