// SPDX-License-Identifier: Apache-2.0
// The SHA-256 of a file that is read in portions, also where a browser reads it: the hash is taken where the file is captured.
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from './bytes.ts';

export interface FileHash {
  add(portion: Uint8Array): void;
  /** Of what was added until now, in hexadecimal. */
  soFar(): string;
  /** In hexadecimal; nothing is added after it. */
  end(): string;
}

export function beginFileHash(): FileHash {
  const hash = sha256.create();
  return {
    add: (portion) => void hash.update(portion),
    soFar: () => toHex(hash.clone().digest()),
    end: () => toHex(hash.digest()),
  };
}
