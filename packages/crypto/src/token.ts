// SPDX-License-Identifier: Apache-2.0
// Keyed tokens of texts, by which something that is sealed is found again. A look-up makes dozens of them, so both pads of the
// key are laid out once and everything else happens in two buffers that stay.

import { hash } from 'node:crypto';
import { assert } from '@iims/wire/assert';

/**
 * A maker of tokens under a key of 32 bytes: the first 16 bytes of HMAC-SHA-256 (RFC 2104) over the UTF-8 of a text, in
 * lower-case hexadecimal. Whoever lacks the key can neither make a token nor try texts against one.
 */
export function tokenMaker(key: Uint8Array): (text: string) => string {
  assert(key.length === KEY_BYTES, 'a token key has 32 bytes');
  const inner = Buffer.alloc(BLOCK_BYTES + TEXT_BYTES_MAX);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  /** The first bytes of `inner`, by how many stand after the pad: to cut them off anew costs half as much as to hash them. */
  const innerOf: Buffer[] = [];
  for (let place = 0; place < BLOCK_BYTES; place += 1) {
    inner[place] = (key[place] ?? 0) ^ INNER_PAD;
    outer[place] = (key[place] ?? 0) ^ OUTER_PAD;
  }
  return (text) => {
    assert(text.length <= TEXT_LENGTH_MAX, 'what a token is made of is short');
    const textBytes = writeAscii(text, inner) ?? inner.write(text, BLOCK_BYTES, 'utf8');
    innerOf[textBytes] ??= inner.subarray(0, BLOCK_BYTES + textBytes);
    // Node 24 gives a digest as a string in a third of the time that a buffer takes.
    const digest = hash('sha256', innerOf[textBytes], 'binary');
    for (let place = 0; place < DIGEST_BYTES; place += 1) outer[BLOCK_BYTES + place] = digest.charCodeAt(place);
    return hash('sha256', outer, 'hex').slice(0, TOKEN_CHARACTERS);
  };
}

/** Nearly every text is short ASCII: a character after the other takes less time than a call out of JavaScript. Gives their number. */
function writeAscii(text: string, inner: Buffer): number | undefined {
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code > ASCII_MAX) return undefined;
    inner[BLOCK_BYTES + place] = code;
  }
  return text.length;
}

/** Characters of a token. */
export const TOKEN_CHARACTERS = 32;

const KEY_BYTES = 32;
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** UTF-8 takes at most three bytes for each unit of a string. */
const TEXT_LENGTH_MAX = 1_024;
const TEXT_BYTES_MAX = 3 * TEXT_LENGTH_MAX;
const ASCII_MAX = 0x7f;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
