// SPDX-License-Identifier: Apache-2.0
// What a device remembers beside its packs: the highest time it has seen, and where the log of each pack ended
// (spec/offline-pack.md, 13, 14, 19). Under a MAC by the device's seed, so that nobody without it changes it unseen.
import { hmac } from '@iims/crypto/primitives';
import { replaceFile } from '@iims/node/durable-file';
import { readPrivateFile } from '@iims/node/keys/private-files';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import {
  type DeviceMemory,
  parseDeviceMemory,
  parseSealedMemory,
  REMEMBERED_PACKS_MAX,
  type RememberedPack,
} from '@iims/wire/pack-device-files';

/** Empty where there is no file. @throws IimsError `pack.log-cut` for one that was changed, `keys.exposed` */
export async function readMemory(path: string, key: Uint8Array): Promise<DeviceMemory> {
  const bytes = await readPrivateFile(path, FILE_BYTES_MAX).catch((fault) => {
    if (fault instanceof IimsError && fault.code === 'keys.missing') return undefined;
    throw fault;
  });
  if (bytes === undefined) return { highest: 0, packs: [] };
  try {
    const { content, mac } = parseSealedMemory(decodeCbor(bytes));
    if (equalBytes(mac, hmac('sha256', key, content))) return parseDeviceMemory(decodeCbor(content));
  } catch (cause) {
    if (cause instanceof IimsError) throw logCut("the device's memory is as it was written", cause);
    throw cause;
  }
  throw logCut("the device's memory is as it was written");
}

/** Remembers where the log of a pack ends at a moment; durable when it resolves. Packs that are long over are forgotten. */
export async function writeMemory(
  path: string,
  key: Uint8Array,
  { highest, packs }: DeviceMemory,
  pack: RememberedPack,
  now: number,
): Promise<DeviceMemory> {
  const time = Math.max(highest, now);
  const others = packs.filter(
    ({ packId, createdAt }) => packId !== pack.packId && createdAt > time - FORGOTTEN_AFTER_MS,
  );
  const memory = { highest: time, packs: [pack, ...others].slice(0, REMEMBERED_PACKS_MAX) };
  const content = encodeCbor(memory);
  await replaceFile(path, encodeCbor({ content, mac: hmac('sha256', key, content) }));
  return memory;
}

export function logCut(rule: string, cause?: unknown): IimsError {
  return new IimsError('pack.log-cut', {
    message: 'The log of uses is not the one that the device last wrote.',
    field: 'uses',
    rule,
    fix: 'Do not use the pack. Upload the log as it is, and tell the auditor.',
    cause,
  });
}

/** A pack lives a day at most, and the node takes its log for 35 more. */
const FORGOTTEN_AFTER_MS = 36 * 24 * 3_600_000;
const FILE_BYTES_MAX = 1_048_576;
