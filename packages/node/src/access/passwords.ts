// SPDX-License-Identifier: Apache-2.0
// Password hashing with argon2id (RFC 9106), at a cost that one sign-in can bear and a stolen database cannot.
import { argon2, timingSafeEqual } from 'node:crypto';
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

/** True when the password gives the hash. An absent hash costs the same time, so that names cannot be guessed by the clock. */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  const { cost, salt, tag } = parseHash(stored ?? ABSENT_ACCOUNT);
  const candidate = await derive(password.slice(0, PASSWORD_CHARACTERS_MAX), salt, cost);
  return timingSafeEqual(candidate, tag) && stored !== undefined;
}

interface Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** OWASP Password Storage: argon2id with 19 MiB, 2 passes, 1 lane. */
const COST: Cost = { memoryKib: 19_456, passes: 2, lanes: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
const ABSENT_ACCOUNT = `argon2id$${COST.memoryKib}$${COST.passes}$${COST.lanes}$${toBase64(new Uint8Array(SALT_BYTES))}$${toBase64(new Uint8Array(TAG_BYTES))}`;

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
          message: utf8(password),
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

function parseHash(stored: string): { cost: Cost; salt: Uint8Array; tag: Uint8Array } {
  const [algorithm, memoryKib, passes, lanes, salt, tag] = stored.split('$');
  if (algorithm !== 'argon2id' || !memoryKib || !passes || !lanes || !salt || !tag) {
    throw new IimsError('access.credentials', {
      message: 'The stored password of this account is unreadable. Set it anew.',
    });
  }
  return {
    cost: { memoryKib: Number(memoryKib), passes: Number(passes), lanes: Number(lanes) },
    salt: fromBase64(salt),
    tag: fromBase64(tag),
  };
}

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
