// SPDX-License-Identifier: Apache-2.0
// Whether an address can stand in a State's document: partners must be able to connect to it.
import { isIPv6 } from 'node:net';

/** `0.0.0.0`, `::` and their other spellings: one may listen there, and nobody can be reached there. */
export function isAnyAddress(host: string): boolean {
  const parsed = URL.parse(`http://${isIPv6(host) ? `[${host}]` : host}`);
  return parsed !== null && ANY_ADDRESSES.has(parsed.hostname);
}

const ANY_ADDRESSES: ReadonlySet<string> = new Set(['0.0.0.0', '[::]', '[::ffff:0:0]']);
