// SPDX-License-Identifier: Apache-2.0
// Password hashing with argon2id (RFC 9106), at a cost that one sign-in can bear and a stolen database cannot.
import { argon2, timingSafeEqual } from 'node:crypto';
import { assert } from '@iims/wire/assert';
import { fromBase64, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { Random } from '../clock.ts';

export const PASSWORD_CHARACTERS_MIN = 12;
export const PASSWORD_CHARACTERS_MAX = 256;

/** Hashes a password into a self-describing text: `argon2id$memoryKiB$passes$lanes$salt$tag`. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  checkLength(password);
  const salt = random(SALT_BYTES);
  const tag = await derive(password, salt, COST);
  return ['argon2id', COST.memoryKib, COST.passes, COST.lanes, toBase64(salt), toBase64(tag)].join('$');
}

/**
 * True when the password gives the hash. An absent or unreadable hash is given by no password and costs the same time, so
 * that names cannot be guessed by the clock.
 */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  assert(password.length <= PASSWORD_CHARACTERS_MAX, 'the edge refuses longer passwords');
  const hash = stored === undefined ? undefined : parseHash(stored);
  const { cost, salt, tag } = hash ?? NO_HASH;
  const candidate = await derive(password, salt, cost);
  return timingSafeEqual(candidate, tag) && hash !== undefined;
}

interface Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

interface Hash {
  readonly cost: Cost;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

/** OWASP Password Storage: argon2id with 19 MiB, 2 passes, 1 lane. */
const COST: Cost = { memoryKib: 19_456, passes: 2, lanes: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
const NO_HASH: Hash = { cost: COST, salt: new Uint8Array(SALT_BYTES), tag: new Uint8Array(TAG_BYTES) };

/** Every derivation holds 19 MiB; this many at once is the node's bound. */
const DERIVATIONS_UNDER_WAY_MAX = 2;
const DERIVATIONS_WAITING_MAX = 64;
let underWay = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, nonce: Uint8Array, cost: Cost): Promise<Uint8Array> {
  if (underWay >= DERIVATIONS_UNDER_WAY_MAX) {
    if (waiting.length >= DERIVATIONS_WAITING_MAX) {
      throw new IimsError('access.busy', { message: 'Too many sign-ins at once. Try again in a moment.' });
    }
    // The one that ends hands its place over, so that `underWay` never passes the bound.
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    underWay += 1;
  }
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      argon2(
        'argon2id',
        {
          // Keyboards compose the same letter differently (RFC 8265, 4.2).
          message: utf8(password.normalize('NFC')),
          nonce,
          parallelism: cost.lanes,
          tagLength: TAG_BYTES,
          memory: cost.memoryKib,
          passes: cost.passes,
        },
        (error, tag) => (error ? reject(error) : resolve(tag)),
      );
    });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else underWay -= 1;
  }
}

/** Undefined for a text that no release wrote: a cost beyond COST_MAX could stop the node. */
function parseHash(stored: string): Hash | undefined {
  const [, memoryKib, passes, lanes, salt, tag] = HASH.exec(stored) ?? [];
  if (memoryKib === undefined || passes === undefined || lanes === undefined) return undefined;
  const cost = { memoryKib: Number(memoryKib), passes: Number(passes), lanes: Number(lanes) };
  if (cost.memoryKib > COST_MAX.memoryKib || cost.passes > COST_MAX.passes || cost.lanes > COST_MAX.lanes)
    return undefined;
  if (cost.memoryKib < 8 * cost.lanes) return undefined;
  return { cost, salt: fromBase64(salt ?? ''), tag: fromBase64(tag ?? '') };
}

/** Salt of 16 bytes and tag of 32, in base64 that leaves no bits over. */
const HASH =
  /^argon2id\$([1-9]\d{0,6})\$([1-9]\d?)\$([1-9])\$([A-Za-z0-9+/]{21}[AQgw]==)\$([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$/;
const COST_MAX: Cost = { memoryKib: 262_144, passes: 10, lanes: 4 };

function checkLength(password: string): void {
  if (password.length < PASSWORD_CHARACTERS_MIN || password.length > PASSWORD_CHARACTERS_MAX) {
    throw new IimsError('input.invalid', {
      message: 'The password has not the allowed length.',
      field: 'password',
      rule: `${PASSWORD_CHARACTERS_MIN} to ${PASSWORD_CHARACTERS_MAX} characters`,
      fix: 'Choose a longer passphrase.',
    });
  }
}
