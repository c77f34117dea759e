// SPDX-License-Identifier: Apache-2.0
// The two locks of software custody (spec/custody.md, 3): a passphrase stretched by argon2id (RFC 9106), and a credential of the
// service manager, which is random and needs no stretching.
import { argon2 } from 'node:crypto';
import { hkdfExpand, hkdfExtract, type Random } from '@iims/crypto/primitives';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { z } from 'zod';
import { type Lock, locked } from './master-key.ts';

/** What argon2id costs. */
export interface PassphraseCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** Where the secret comes from: read at each use, overwritten by the reader of it. */
export type SecretSource = () => Promise<Uint8Array>;

/** A lock that a passphrase opens: 12 to 1,024 bytes of UTF-8; one line end at its end is not part of it. */
export function passphraseLock(source: SecretSource, random: Random, cost: PassphraseCost = COST): Lock {
  const lock: Lock<z.output<typeof passphraseParameters>> = {
    kind: 'passphrase',
    parameters: passphraseParameters,
    fresh: () => ({ salt: random(SALT_BYTES), ...cost }),
    derive: ({ salt, ...stretching }) => stretchPassphrase(source, salt, stretching),
    describe: ({ memoryKib, passes, lanes }) => ({ kind: 'passphrase', memoryKib, passes, lanes }),
  };
  return lock as Lock;
}

/**
 * 32 bytes from a passphrase and a salt of 16 bytes, by argon2id; the caller overwrites them.
 * @throws IimsError `keys.locked` for what is no passphrase
 */
export async function stretchPassphrase(
  source: SecretSource,
  salt: Uint8Array,
  { memoryKib, passes, lanes }: PassphraseCost = COST,
): Promise<Uint8Array> {
  const read = await source();
  const message = normalised(read);
  read.fill(0);
  try {
    return await stretch({
      message,
      nonce: salt,
      parallelism: lanes,
      memory: memoryKib,
      passes,
      tagLength: KEY_BYTES,
    });
  } finally {
    message.fill(0);
  }
}

/** A lock that a credential opens: 32 random bytes or more, as the service manager hands them over. */
export function credentialLock(name: string, source: SecretSource, random: Random): Lock {
  const lock: Lock<z.output<typeof credentialParameters>> = {
    kind: 'credential',
    parameters: credentialParameters,
    fresh: () => ({ salt: random(SALT_BYTES) }),
    async derive({ salt }) {
      const secret = await source();
      if (secret.length < CREDENTIAL_BYTES_MIN)
        throw locked('credential', `${CREDENTIAL_BYTES_MIN} random bytes or more`);
      const extracted = hkdfExtract('sha256', salt, secret);
      secret.fill(0);
      const key = hkdfExpand('sha256', extracted, [CREDENTIAL_LABEL], KEY_BYTES);
      extracted.fill(0);
      return key;
    },
    describe: () => ({ kind: 'credential', name }),
  };
  return lock as Lock;
}

/**
 * Keyboards compose the same letter differently (RFC 8265, 4.2). The text in between is a string of the language, which cannot
 * be overwritten.
 */
function normalised(read: Uint8Array): Uint8Array {
  let text: string;
  try {
    text = fromUtf8(read).replace(/\r?\n$/u, '');
  } catch {
    // The fault of the decoder is not handed on: what it says of its input is a piece of the secret.
    throw locked('passphrase', 'text in UTF-8');
  }
  const message = utf8(text.normalize('NFC'));
  if (message.length >= PASSPHRASE_BYTES_MIN && message.length <= PASSPHRASE_BYTES_MAX) return message;
  throw locked('passphrase', `${PASSPHRASE_BYTES_MIN} to ${PASSPHRASE_BYTES_MAX} bytes`);
}

function stretch(parameters: Parameters<typeof argon2>[1]): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(new Uint8Array(key))));
  });
}

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const PASSPHRASE_BYTES_MIN = 12;
export const PASSPHRASE_BYTES_MAX = 1_024;
const CREDENTIAL_BYTES_MIN = 32;
/** RFC 9106, 4: the second recommended choice, 64 MiB, 3 passes, 4 lanes. */
const COST: PassphraseCost = { memoryKib: 65_536, passes: 3, lanes: 4 };
const CREDENTIAL_LABEL = utf8('iims/custody/credential');

const salt = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === SALT_BYTES);
/** Bounded: a record that somebody put there must not stop the machine. */
const passphraseParameters = z.strictObject({
  salt,
  memoryKib: z.int().min(32).max(4_194_304),
  passes: z.int().min(1).max(32),
  lanes: z.int().min(1).max(4),
});
const credentialParameters = z.strictObject({ salt });
