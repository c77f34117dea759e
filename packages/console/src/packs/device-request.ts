// SPDX-License-Identifier: Apache-2.0
// The file with which a device asks for packs: what it shows of itself, and the fingerprint by which two people compare it.
import { asObject, type JsonObject, textOf } from '../api/read-json.ts';
import { Sha256 } from '../imports/sha-256.ts';

export interface DeviceFile {
  readonly name: string;
  /** SHA-256 in hexadecimal, as the device told it. */
  readonly fingerprint: string;
  /** As the node takes it. */
  readonly request: JsonObject;
}

/** Undefined for what is no such file. Whether its keys belong together the node decides. */
export function readDeviceFile(text: string): DeviceFile | undefined {
  const line = text.trim();
  const request = line.length > FILE_CHARACTERS_MAX ? undefined : requestOf(line);
  const name = request && textOf(request, 'name');
  if (request?.format !== FORMAT || name === undefined) return undefined;
  const hash = new Sha256();
  hash.update(new TextEncoder().encode(line));
  return { name, fingerprint: hash.digest(), request };
}

function requestOf(line: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(line));
  } catch {
    return undefined;
  }
}

const FORMAT = 'iims-pack-device/1';
const FILE_CHARACTERS_MAX = 16_384;
