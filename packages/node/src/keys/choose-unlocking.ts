// SPDX-License-Identifier: Apache-2.0
// From what a configuration says about custody to the way to the vault.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { IimsError } from '@iims/wire/errors';
import { systemClock, systemRandom } from '../clock.ts';
import type { NodeConfig } from '../config.ts';
import { credentialLock, passphraseLock, type SecretSource } from './locks.ts';
import { type Lock, unlockingBehind } from './master-key.ts';
import { credentialSource, descriptorSource, fileSource } from './secret-sources.ts';
import { plainUnlocking, type Unlocking } from './vault.ts';

export type CustodyChoice = NodeConfig['custody'];

/** `demo` says that the node belongs to a demonstration. @throws IimsError `keys.token-module` */
export async function chooseUnlocking(choice: CustodyChoice, demo: boolean): Promise<Unlocking> {
  switch (choice.kind) {
    case 'plain':
      return plainUnlocking(demo);
    case 'passphrase':
    case 'credential':
      return unlockingBehind(lockOf(choice), systemRandom);
    case 'pkcs11':
      return loadPkcs11(choice);
  }
}

/** The lock of software custody. */
export function lockOf(choice: Extract<CustodyChoice, { kind: 'passphrase' | 'credential' }>): Lock {
  if (choice.kind === 'credential') {
    return credentialLock(choice.name, credentialSource(choice.name), systemRandom);
  }
  const { file, descriptor } = choice;
  const source = file === undefined ? descriptorSource('passphrase', descriptor ?? 0) : fileSource('passphrase', file);
  return passphraseLock(source, systemRandom);
}

/** What the package of PKCS#11 custody exports as `pkcs11Unlocking`, and what it is handed. */
export interface Pkcs11Surroundings {
  /** The token's own library, a path. */
  readonly module: string;
  /** The token's label. */
  readonly token: string;
  readonly pin: SecretSource;
  readonly random: (length: number) => Uint8Array;
  /** Monotonic milliseconds. */
  readonly monotonic: () => number;
}

/** Loaded from where the configuration says: its native module needs a compiler, so it is no dependency of this package. */
async function loadPkcs11({ module, package: folder, token, pinFile }: Extract<CustodyChoice, { kind: 'pkcs11' }>) {
  let loaded: { readonly pkcs11Unlocking: (around: Pkcs11Surroundings) => Unlocking };
  try {
    loaded = await import(pathToFileURL(join(folder, PKCS11_ENTRY)).href);
  } catch (cause) {
    throw new IimsError('keys.token-module', {
      message: 'The package for PKCS#11 custody cannot be loaded.',
      field: 'custody.package',
      rule: `a folder with ${PKCS11_ENTRY}, whose native module is built`,
      fix: "Run 'npm ci' in the folder custody-pkcs11 and give its path.",
      cause,
    });
  }
  const { monotonic } = systemClock;
  return loaded.pkcs11Unlocking({ module, token, pin: fileSource('pin', pinFile), random: systemRandom, monotonic });
}

const PKCS11_ENTRY = 'pkcs11-unlocking.ts';
