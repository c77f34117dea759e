// SPDX-License-Identifier: Apache-2.0
// The file of a device that uses offline packs: its two seeds under a passphrase, and the root of trust that it was given
// (spec/offline-pack.md, 10).
import {
  type KemPrivateKey,
  kemPrivateKeyFromSeed,
  SEED_BYTES,
  type SigningKey,
  signingKeyFromSeed,
} from '@iims/crypto/keys';
import { AEAD_KEY_BYTES, hkdfExpand, type Random } from '@iims/crypto/primitives';
import { type PassphraseCost, passphraseLock, type SecretSource } from '@iims/node/keys/locks';
import { unlockingBehind } from '@iims/node/keys/master-key';
import { readPrivateFile, writePrivateFile } from '@iims/node/keys/private-files';
import { composeDeviceRequest } from '@iims/node/packs/device-request';
import { lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type DeviceFile, parseDeviceFile } from '@iims/wire/pack-device-files';
import type { DeviceRequest } from '@iims/wire/pack-documents';
import { TRUST_ROOT_BYTES_MAX } from '../option-values.ts';

/** An unlocked device. */
export interface PackDevice {
  readonly name: string;
  readonly kem: KemPrivateKey;
  readonly signing: SigningKey;
  /** The root of trust as the device was given it. */
  readonly rootOfTrust: Uint8Array;
  /** For the MAC of what the device remembers, 32 bytes. */
  readonly memoryKey: Uint8Array;
}

export interface DeviceToMake {
  /** A file that does not exist yet. */
  readonly path: string;
  readonly name: string;
  readonly rootOfTrust: Uint8Array;
  readonly passphrase: SecretSource;
  readonly random: Random;
  readonly cost?: PassphraseCost;
}

/** Makes keys and file, and gives what the device shows of itself. @throws IimsError `keys.exists`, `pack.locked` */
export async function makeDevice({ path, name, rootOfTrust, ...device }: DeviceToMake): Promise<DeviceRequest> {
  const seeds = device.random(2 * SEED_BYTES);
  const { kem, signing } = keysOf(seeds);
  const request = composeDeviceRequest(name, kem.publicKey, signing);
  const unlocking = unlockingBehind(passphraseLock(device.passphrase, device.random, device.cost), device.random);
  const { vault, content } = await unlocking.create().catch(asPackFault);
  const sealed = vault.seal(seeds, contextOf(request, rootOfTrust));
  seeds.fill(0);
  vault.close();
  await writePrivateFile(path, encodeCbor({ format: 1, request, root: rootOfTrust, lock: content, sealed }));
  return request;
}

/** @throws IimsError `keys.exposed`, `keys.missing`, `pack.other-device` (no such file), `pack.locked` */
export async function openDevice(path: string, passphrase: SecretSource, random: Random): Promise<PackDevice> {
  const { request, root, lock, sealed } = readFile(await readPrivateFile(path, FILE_BYTES_MAX));
  const vault = await unlockingBehind(passphraseLock(passphrase, random), random).unlock(lock).catch(asPackFault);
  const seeds = vault.open(sealed, contextOf(request, root));
  vault.close();
  if (seeds === undefined || seeds.length !== 2 * SEED_BYTES) throw noDevice();
  const memoryKey = hkdfExpand('sha256', seeds.subarray(SEED_BYTES), [MEMORY_LABEL], AEAD_KEY_BYTES);
  const { kem, signing } = keysOf(seeds);
  seeds.fill(0);
  return { name: request.name, kem, signing, rootOfTrust: root, memoryKey };
}

function keysOf(seeds: Uint8Array): { readonly kem: KemPrivateKey; readonly signing: SigningKey } {
  return {
    kem: kemPrivateKeyFromSeed(seeds.subarray(0, SEED_BYTES)),
    signing: signingKeyFromSeed('ed25519', seeds.subarray(SEED_BYTES)),
  };
}

/** Root and public keys cannot be exchanged beside the sealed seeds. */
function contextOf(request: DeviceRequest, root: Uint8Array): Uint8Array {
  return lengthPrefixed(FILE_LABEL, encodeCbor(request), root);
}

function readFile(bytes: Uint8Array): DeviceFile {
  try {
    return parseDeviceFile(decodeCbor(bytes));
  } catch (cause) {
    if (cause instanceof IimsError) throw noDevice(cause);
    throw cause;
  }
}

/** The lock speaks of a node's keys; here something else is behind it. */
function asPackFault(fault: unknown): never {
  if (!(fault instanceof IimsError)) throw fault;
  if (fault.code === 'keys.damaged') throw noDevice(fault);
  if (fault.code !== 'keys.locked') throw fault;
  throw new IimsError('pack.locked', {
    message: "The passphrase does not open the device's file.",
    field: 'passphrase-file',
    rule: fault.rule ?? 'the passphrase with which the device was made',
    fix: 'Give the right one. Without it make the device anew, and have packs made for it.',
    cause: fault,
  });
}

function noDevice(cause?: unknown): IimsError {
  return new IimsError('pack.other-device', {
    message: 'The file is none of a device, or was changed.',
    field: 'device',
    rule: 'as `iims pack device` wrote it',
    fix: 'Make the device anew, and have packs made for it.',
    cause,
  });
}

const FILE_LABEL = utf8('iims/pack/device-file');
const MEMORY_LABEL = utf8('iims/pack/seen');
const FILE_BYTES_MAX = 2 * TRUST_ROOT_BYTES_MAX;
