// SPDX-License-Identifier: Apache-2.0
// The name under which partners see an officer: stable, so that misuse shows, and resolved by the own State alone.
import { createHmac } from 'node:crypto';

/** 16 hexadecimal characters of HMAC-SHA-256 over the user name under a secret of the node. */
export function pseudonymOf(secret: Uint8Array, user: string): string {
  return createHmac('sha256', secret)
    .update('iims/pseudonym\0')
    .update(user)
    .digest('hex')
    .slice(0, PSEUDONYM_CHARACTERS);
}

const PSEUDONYM_CHARACTERS = 16;
