// SPDX-License-Identifier: Apache-2.0
// The name under which partners see an officer: stable, so that misuse shows, and resolved by the own State alone.
import { tokenMaker } from '@iims/crypto/token';

/** Gives each user name 16 hexadecimal characters of HMAC-SHA-256 under a secret of the node, of 32 bytes. */
export function pseudonymsUnder(secret: Uint8Array): (user: string) => string {
  const tokenOf = tokenMaker(secret);
  return (user) => tokenOf(`iims/pseudonym\0${user}`).slice(0, PSEUDONYM_CHARACTERS);
}

const PSEUDONYM_CHARACTERS = 16;
