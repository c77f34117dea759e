// SPDX-License-Identifier: Apache-2.0
// Addresses of crypto assets, with the check that each form carries: Bech32 and Bech32m (BIP-173, BIP-350), Base58Check (SHA-256),
// and the case of hexadecimal letters (EIP-55, Keccak).
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { toHex, utf8 } from './bytes.ts';

/** An address in the form under which it is held. */
export interface CryptoAddress {
  readonly form: 'base58' | 'bech32' | 'bech32m' | 'hex';
  /** Base58 keeps its letters' case, which is part of the address; the others are in small letters. */
  readonly value: string;
  /** undefined: it carries none. */
  readonly checkHolds?: boolean;
}

/** Length of an address, in characters (BIP-173: a Bech32 string has at most 90). */
export const CRYPTO_ADDRESS_CHARACTERS_MAX = 90;

/** Reads an address; undefined for another shape. */
export function parseCryptoAddress(text: string): CryptoAddress | undefined {
  const value = text.trim();
  if (value.length > CRYPTO_ADDRESS_CHARACTERS_MAX) return undefined;
  if (HEX_SHAPE.test(value)) return readHex(value);
  return (
    readBech32(value) ??
    (BASE58_SHAPE.test(value) ? { form: 'base58', value, checkHolds: base58CheckHolds(value) } : undefined)
  );
}

/** EIP-55: a letter is a capital where the digit of the Keccak-256 of the small letters, at its place, is 8 or more. One case carries no check. */
function readHex(text: string): CryptoAddress {
  const digits = text.slice(2);
  const small = digits.toLowerCase();
  const address = { form: 'hex', value: `0x${small}` } as const;
  if (digits === small || digits === digits.toUpperCase()) return address;
  const hash = toHex(keccak_256(utf8(small)));
  const checked = [...small].map((digit, place) => (hash[place]! >= '8' ? digit.toUpperCase() : digit)).join('');
  return { ...address, checkHolds: digits === checked };
}

/** A version byte, 20 bytes, and the first four bytes of their SHA-256, twice; a number to the base of 58, one `1` for each leading zero. */
function base58CheckHolds(text: string): boolean {
  let number = 0n;
  for (const letter of text) number = number * 58n + BigInt(BASE58_LETTERS.indexOf(letter));
  const bytes = new Uint8Array(BASE58_BYTES);
  for (let place = BASE58_BYTES - 1; place >= 0; place -= 1, number >>= 8n) bytes[place] = Number(number & 0xffn);
  const zeros = bytes.findIndex((byte) => byte !== 0);
  const ones = text.length - text.replace(/^1+/, '').length;
  const check = sha256(sha256(bytes.subarray(0, -4)));
  return number === 0n && zeros === ones && bytes.subarray(-4).every((byte, place) => byte === check[place]);
}

/** BIP-173: one case, a readable part, `1`, data of at least six characters. Only prefixes in use are read, since a name may look like one. */
function readBech32(text: string): CryptoAddress | undefined {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return undefined;
  const value = text.toLowerCase();
  if (!BECH32_SHAPE.test(value)) return undefined;
  const separator = value.lastIndexOf('1');
  const prefix = [...value.slice(0, separator)].map((letter) => letter.charCodeAt(0));
  const data = [...value.slice(separator + 1)].map((letter) => BECH32_LETTERS.indexOf(letter));
  const residue = bech32Residue([...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data]);
  // BIP-350: witness version 0 is written in Bech32, every later version in Bech32m.
  const form = data[0] === 0 ? 'bech32' : 'bech32m';
  return { form, value, checkHolds: residue === (form === 'bech32' ? BECH32_RESIDUE : BECH32M_RESIDUE) };
}

/** BIP-173, "Checksum": the remainder of a BCH code over GF(32). */
function bech32Residue(values: readonly number[]): number {
  let residue = 1;
  for (const value of values) {
    const top = residue >> 25;
    residue = ((residue & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of BECH32_GENERATORS.entries()) if ((top >> bit) & 1) residue ^= generator;
  }
  return residue;
}

const HEX_SHAPE = /^0x[0-9a-f]{40}$/i;
const BASE58_SHAPE = /^[13T][1-9A-HJ-NP-Za-km-z]{24,34}$/;
const BASE58_LETTERS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE58_BYTES = 25;
const BECH32_SHAPE = /^(?:bc|ltc)1[02-9ac-hj-np-z]{11,87}$/;
const BECH32_LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BECH32_GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const BECH32_RESIDUE = 1;
const BECH32M_RESIDUE = 0x2bc830a3;
