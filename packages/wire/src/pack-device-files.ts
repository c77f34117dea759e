// SPDX-License-Identifier: Apache-2.0
// The files of a device that uses offline packs, as Zod schemas: its keys, and what it remembers (spec/offline-pack.md, 10 and 19).
import { z } from 'zod';
import { deviceRequestSchema } from './pack-documents.ts';
import { timeSchema } from './query.ts';
import { validate } from './validate.ts';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, { error: 'bytes' });
const hash = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32, { error: '32 bytes' });

const deviceFile = z.strictObject({
  format: z.literal(1),
  request: deviceRequestSchema,
  /** The root of trust as the device was given it. */
  root: bytes,
  /** What the passphrase is stretched with (spec/custody.md, 3). */
  lock: z.record(z.string(), z.unknown()),
  /** Both seeds, sealed together with all of the above but the lock. */
  sealed: bytes,
});

export type DeviceFile = z.infer<typeof deviceFile>;

/** @throws IimsError `pack.malformed` */
export function parseDeviceFile(value: unknown): DeviceFile {
  return validate(deviceFile, value, 'pack.malformed');
}

const sealedMemory = z.strictObject({ content: bytes, mac: hash });

/** A memory as it lies in its file: CBOR, and its MAC. */
export type SealedMemory = z.infer<typeof sealedMemory>;

/** @throws IimsError `pack.malformed` */
export function parseSealedMemory(value: unknown): SealedMemory {
  return validate(sealedMemory, value, 'pack.malformed');
}

/** Packs that one device remembers. */
export const REMEMBERED_PACKS_MAX = 1_000;

const deviceMemory = z.strictObject({
  /** The highest time that the device has seen, milliseconds since 1970; 0 where nothing was seen. */
  highest: timeSchema,
  packs: z
    .array(
      z.strictObject({
        /** UUID as text. */
        packId: z.string().max(36),
        user: z.string().max(64),
        createdAt: timeSchema,
        records: z.int().min(0),
        lastHash: hash,
      }),
    )
    .max(REMEMBERED_PACKS_MAX),
});

export type DeviceMemory = z.infer<typeof deviceMemory>;
/** Where the log of a pack ended. */
export type RememberedPack = DeviceMemory['packs'][number];

/** @throws IimsError `pack.malformed` */
export function parseDeviceMemory(value: unknown): DeviceMemory {
  return validate(deviceMemory, value, 'pack.malformed');
}
