// SPDX-License-Identifier: Apache-2.0
// Software custody (spec/custody.md, 3): every secret is sealed by one random master key, which lies in `keys/custody` behind a
// lock. Another passphrase is another lock before the same master key, so no key file changes.
import { AEAD_KEY_BYTES, AEAD_NONCE_BYTES, aeadKey, aeadOpen, aeadSeal, type Random } from '@iims/crypto/primitives';
import { assert } from '@iims/wire/assert';
import { concatBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { z } from 'zod';
import { readCustody, replaceCustody } from './key-store.ts';
import { damaged } from './private-files.ts';
import type { Custody, CustodyRecord, Unlocking, Vault } from './vault.ts';

/** Makes keys from a secret that the administrator holds: a passphrase or a credential. */
export interface Lock<Parameters extends object = object> {
  readonly kind: 'passphrase' | 'credential';
  readonly parameters: z.ZodType<Parameters>;
  /** Parameters for a new lock. */
  fresh(): Parameters;
  /** 32 bytes, which the caller overwrites. @throws IimsError `keys.locked` when the secret cannot be had */
  derive(parameters: Parameters): Promise<Uint8Array>;
  describe(parameters: Parameters): Custody;
}

/** The vault behind a lock. */
export function unlockingBehind(lock: Lock, random: Random): Unlocking {
  return {
    kind: lock.kind,
    async create() {
      const master = random(AEAD_KEY_BYTES);
      const content = await lockUp(lock, master, random);
      return { vault: vaultUnder(master, describe(lock, content), random), content };
    },
    async unlock(content) {
      return vaultUnder(await unlock(lock, content), describe(lock, content), random);
    },
  };
}

/** Puts another lock before the same keys, which stay as they are. What opened the old one opens old copies of the folder. */
export async function changeLock(folder: string, from: Lock, to: Lock, random: Random): Promise<void> {
  const { kind, content } = await readCustody(folder);
  if (kind !== from.kind) throw damaged(`${folder}/custody`, `a lock of the kind '${from.kind}'`);
  const master = await unlock(from, content);
  try {
    await replaceCustody(folder, { kind: to.kind, content: await lockUp(to, master, random) });
  } finally {
    master.fill(0);
  }
}

/** Takes the master key over and overwrites it. */
function vaultUnder(master: Uint8Array, custody: Custody, random: Random): Vault {
  let key: ReturnType<typeof aeadKey> | undefined = aeadKey(master);
  master.fill(0);
  const keyInUse = () => {
    assert(key !== undefined, 'a closed vault is not used');
    return key;
  };
  return {
    custody,
    seal(secret, aad) {
      const nonce = random(AEAD_NONCE_BYTES);
      return concatBytes(nonce, aeadSeal('aes-256-gcm', { key: keyInUse(), nonce, aad }, secret));
    },
    open(sealed, aad) {
      if (sealed.length < AEAD_NONCE_BYTES) return undefined;
      const nonce = sealed.subarray(0, AEAD_NONCE_BYTES);
      return aeadOpen('aes-256-gcm', { key: keyInUse(), nonce, aad }, sealed.subarray(AEAD_NONCE_BYTES));
    },
    check: () => undefined,
    close() {
      key = undefined;
    },
  };
}

async function lockUp(lock: Lock, master: Uint8Array, random: Random): Promise<CustodyRecord['content']> {
  const parameters = lock.fresh();
  const key = await lock.derive(parameters);
  const nonce = random(AEAD_NONCE_BYTES);
  const sealed = aeadSeal('aes-256-gcm', { key, nonce, aad: lockContext(lock, parameters) }, master);
  key.fill(0);
  return { parameters, nonce, sealed };
}

async function unlock(lock: Lock, content: CustodyRecord['content']): Promise<Uint8Array> {
  const { parameters, nonce, sealed } = readContent(lock, content);
  const key = await lock.derive(parameters);
  const master = aeadOpen('aes-256-gcm', { key, nonce, aad: lockContext(lock, parameters) }, sealed);
  key.fill(0);
  // The record has a checksum, so that damage was told before: what remains is the wrong secret.
  if (!master) throw locked(lock.kind, `the ${lock.kind} with which the keys were locked`);
  return master;
}

function describe(lock: Lock, content: CustodyRecord['content']): Custody {
  return lock.describe(readContent(lock, content).parameters);
}

function readContent(lock: Lock, content: CustodyRecord['content']) {
  const parsed = z
    .strictObject({
      parameters: lock.parameters,
      nonce: z.instanceof(Uint8Array).refine(({ length }) => length === AEAD_NONCE_BYTES),
      sealed: z.instanceof(Uint8Array),
    })
    .safeParse(content);
  if (!parsed.success) throw damaged('keys/custody', `what a ${lock.kind} needs`);
  return parsed.data;
}

function lockContext({ kind }: Lock, parameters: object): Uint8Array {
  return lengthPrefixed(LOCK_LABEL, utf8(kind), encodeCbor(parameters));
}

/** The keys stay closed. The texts name what is wrong, never the secret. */
export function locked(field: string, rule: string, cause?: unknown): IimsError {
  return new IimsError('keys.locked', {
    message: `The ${field} does not open the keys.`,
    field,
    rule,
    fix: 'Give the right one. Without it the keys are lost, and new ones must be made and signed into the document.',
    cause,
  });
}

const LOCK_LABEL = utf8('iims/custody');
