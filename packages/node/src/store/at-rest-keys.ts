// SPDX-License-Identifier: Apache-2.0
// What the store derives from the root of protection at rest (spec/at-rest.md, 1 and 2): one key a purpose.

import type { KeyObject } from 'node:crypto';
import { AEAD_KEY_BYTES, aeadKey, hkdfExpand } from '@iims/crypto/primitives';
import { tokenMaker } from '@iims/crypto/token';
import { assert } from '@iims/wire/assert';
import { utf8 } from '@iims/wire/bytes';

export interface AtRestKeys {
  /** 16 public bytes that tell one root from another. */
  readonly rootId: Uint8Array;
  /** Wraps data keys. */
  readonly wrapping: KeyObject;
  /** The token under which a sealed value is found: 32 hexadecimal digits. */
  readonly tokenOf: (text: string) => string;
}

/** The keys under `atRest`, the 32 bytes of the keystore; the caller may overwrite these afterwards. */
export function atRestKeysOf(atRest: Uint8Array): AtRestKeys {
  assert(atRest.length === AEAD_KEY_BYTES, 'the root of protection at rest has 32 bytes');
  const derive = (purpose: string, length: number) =>
    hkdfExpand('sha256', atRest, [utf8(`iims/at-rest/${purpose}`)], length);
  const [wrapping, token] = [derive('wrap', AEAD_KEY_BYTES), derive('token', AEAD_KEY_BYTES)];
  const keys = { rootId: derive('id', ROOT_ID_BYTES), wrapping: aeadKey(wrapping), tokenOf: tokenMaker(token) };
  for (const spent of [wrapping, token]) spent.fill(0);
  return keys;
}

/** Seals the file in which the index of persons is kept (spec/person-index.md, 20). */
export function indexFileKeyOf(atRest: Uint8Array): Uint8Array {
  return hkdfExpand('sha256', atRest, [utf8('iims/at-rest/person-index')], AEAD_KEY_BYTES);
}

const ROOT_ID_BYTES = 16;
