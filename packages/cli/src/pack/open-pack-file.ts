// SPDX-License-Identifier: Apache-2.0
// A pack with what opens it: the file, the device and the officer's secret.
import { readFileSync, statSync } from 'node:fs';
import { splitPack } from '@iims/crypto/pack-envelope';
import { systemClock, systemRandom } from '@iims/node/clock';
import { fileSource } from '@iims/node/keys/secret-sources';
import { officerKey } from '@iims/node/packs/officer-key';
import { type OpenPack, openPackOnDevice } from '@iims/node/packs/open-pack';
import { IimsError } from '@iims/wire/errors';
import { badOption } from '../option-values.ts';
import { tooLong } from '../terminal.ts';
import { openDevice, type PackDevice } from './device-file.ts';

export interface PackFileOptions {
  readonly pack: string;
  readonly device: string;
  readonly passphraseFile: string;
  readonly secretFile: string;
}

export interface OpenPackFile {
  readonly pack: OpenPack;
  readonly device: PackDevice;
}

/** @throws IimsError `pack.*`, `keys.exposed`, `keys.missing`, `keys.locked` (a file of a secret that cannot be read) */
export async function openPackFile(options: PackFileOptions): Promise<OpenPackFile> {
  const bytes = readPackFile(options.pack);
  const { header } = splitPack(bytes);
  const device = await openDevice(options.device, fileSource('passphrase-file', options.passphraseFile), systemRandom);
  const officer = await officerKey(fileSource('secret-file', options.secretFile), header.salt);
  const { kem, rootOfTrust } = device;
  const pack = openPackOnDevice({ bytes, device: kem, officer, rootOfTrust, now: systemClock.now() });
  officer.destroy();
  return { pack, device };
}

/** All of a pack. @throws IimsError `input.invalid`, `input.too-long` */
export function readPackFile(path: string): Uint8Array {
  try {
    if (statSync(path).size > PACK_BYTES_MAX) throw tooLong('pack', PACK_BYTES_MAX);
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    if (cause instanceof IimsError) throw cause;
    throw badOption('pack', 'a file that exists and that you may read');
  }
}

/** 250,000 alerts of about half a kilobyte, and room for long ones (512 MiB). */
const PACK_BYTES_MAX = 536_870_912;
