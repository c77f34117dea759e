// SPDX-License-Identifier: Apache-2.0
// Fingerprints as people read them aloud (spec/ceremony.md, 3): 16 groups of five digits, and the same 16 groups in hexadecimal.
// Digits need no word list and are spoken in every language of a federation.

import { sha256 } from '@iims/crypto/primitives';
import type { Holder } from '@iims/crypto/trust-document';
import { hexGroups, rows, spokenGroups } from '@iims/node/papers/digest-groups';
import { fromHex, lengthPrefixed, toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';

/** The public halves of a holder under its name. */
export interface HolderKeys {
  readonly holder: string;
  /** 32 raw bytes. */
  readonly ed25519: Uint8Array;
  /** 1952 raw bytes. */
  readonly mldsa65: Uint8Array;
}

/** SHA-256 in hexadecimal over a holder's name and both keys. */
export function holderFingerprint({ holder, ed25519, mldsa65 }: HolderKeys): string {
  return toHex(sha256(lengthPrefixed(HOLDER_DOMAIN, utf8(holder), ed25519, mldsa65)));
}

/** The fingerprint of a holder as a root lists it. */
export function fingerprintOf({ holder, ed25519, mldsa65 }: Holder): string {
  return holderFingerprint({ holder, ed25519: ed25519.publicKey, mldsa65: mldsa65.publicKey });
}

/** Four lines of four groups, digits on the left, hexadecimal on the right. */
export function fingerprintLines(sha256Hex: string): readonly string[] {
  const [spoken, hex] = [rows(spokenGroups(sha256Hex)), rows(hexGroups(sha256Hex))];
  return spoken.map((groups, row) => `${groups.join(' ')}   ${hex[row]!.join(' ')}`);
}

/**
 * Reads a fingerprint that somebody typed: 16 groups of digits, or 64 hexadecimal digits, with any blanks.
 * Throws `ceremony.fingerprint`: half a fingerprint is none.
 */
export function readFingerprint(text: string): string {
  const groups = text.trim().split(/[\s-]+/u);
  const isSpoken =
    groups.length === GROUPS && groups.every((group) => /^\d{5}$/u.test(group) && Number(group) <= 0xffff);
  if (isSpoken) return groups.map((group) => Number(group).toString(16).padStart(4, '0')).join('');
  const hex = groups.join('').toLowerCase();
  if (/^[0-9a-f]{64}$/u.test(hex)) return toHex(fromHex(hex));
  throw new IimsError('ceremony.fingerprint', {
    message: 'This is no fingerprint.',
    field: 'fingerprint',
    rule: '16 groups of five digits, or 64 hexadecimal digits',
    fix: 'Type all 16 groups as they are read aloud.',
  });
}

const HOLDER_DOMAIN = utf8('iims/ceremony/holder-fingerprint');
const GROUPS = 16;
