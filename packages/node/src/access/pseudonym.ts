// SPDX-License-Identifier: Apache-2.0
// The name under which partners see an officer: stable, so that misuse shows, and resolved by the own State alone.
import { createHmac, createSecretKey } from 'node:crypto';

/** Gives each user name 16 hexadecimal characters of HMAC-SHA-256 under a secret of the node. */
export function pseudonymsUnder(secret: Uint8Array): (user: string) => string {
  const key = createSecretKey(secret);
  return (user) =>
    createHmac('sha256', key).update('iims/pseudonym\0').update(user).digest('hex').slice(0, PSEUDONYM_CHARACTERS);
}

const PSEUDONYM_CHARACTERS = 16;
