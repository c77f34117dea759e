// SPDX-License-Identifier: Apache-2.0
// The shapes of an offline pack's parts, as Zod schemas (spec/offline-pack.md): header, description, uses, and a device's request.
import { z } from 'zod';
import { PURPOSES } from './code-lists.ts';
import { isStateCode, type StateCode } from './identifiers.ts';
import { CODE_CHARACTERS_MAX, caseReferenceSchema, lineSchema, timeSchema } from './query.ts';
import { validate } from './validate.ts';

const bytesOf = (length: number) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length, {
    error: `${length} bytes`,
  });
const stateCode = z.string().refine((text): text is StateCode => isStateCode(text), { error: 'a State code' });
const count = (max: number) => z.int().min(0).max(max);

const header = z.strictObject({
  version: z.literal(1),
  /** UUIDv7. */
  id: bytesOf(16),
  state: stateCode,
  /** Id of the node's Ed25519 key. */
  signer: bytesOf(32),
  /** Ids of the X-Wing keys of device and officer. */
  device: bytesOf(32),
  officer: bytesOf(32),
  /** From which the officer's secret makes the officer's key. */
  salt: bytesOf(16),
  createdAt: timeSchema,
  notAfter: timeSchema,
  exercise: z.boolean(),
  payloadBytes: count(2 ** 32 - 1),
  cellsBytes: count(2 ** 32 - 1),
});

/** All that stands in the clear. */
export type PackHeader = z.infer<typeof header>;

/** @throws IimsError `pack.malformed` */
export function parsePackHeader(value: unknown): PackHeader {
  const parsed = validate(header, value, 'pack.malformed');
  validate(life, parsed.notAfter - parsed.createdAt, 'pack.malformed');
  return parsed;
}

/** Longest life of a pack: a day. */
export const PACK_LIFE_MAX_MS = 24 * 3_600_000;
const life = z.int().min(1).max(PACK_LIFE_MAX_MS);

/** Alerts of one pack. */
export const PACK_ALERTS_MAX = 250_000;
/** Checks that one pack allows at most. */
export const PACK_USES_MAX = 2_000;
const REGISTERS_MAX = 64;

const about = z.strictObject({
  user: z.string().min(1).max(CODE_CHARACTERS_MAX),
  deviceName: lineSchema(CODE_CHARACTERS_MAX),
  authority: lineSchema(CODE_CHARACTERS_MAX),
  usesMax: z.int().min(1).max(PACK_USES_MAX),
  /** To which each use is sealed. */
  usesKey: bytesOf(1216),
  /** Of the matching profile with which the node answers. */
  profile: z.int().min(1),
  registers: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(CODE_CHARACTERS_MAX),
        kind: z.string().min(1).max(CODE_CHARACTERS_MAX),
        title: z.string().max(CODE_CHARACTERS_MAX),
        /** The beginning of the day, UTC. */
        changedAt: timeSchema,
        checkedAt: timeSchema,
        alerts: count(PACK_ALERTS_MAX),
      }),
    )
    .max(REGISTERS_MAX),
  /** The first so many alerts are on persons. */
  persons: count(PACK_ALERTS_MAX),
  alerts: count(PACK_ALERTS_MAX),
  rows: count(2 ** 27),
  /** Trust bundle with the roots and the State's own document. */
  trust: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

/** What a pack says of itself inside the seal. */
export type PackAbout = z.infer<typeof about>;

/** @throws IimsError `pack.malformed` */
export function parsePackAbout(value: unknown): PackAbout {
  return validate(about, value, 'pack.malformed');
}

const QUESTION_BYTES_MAX = 32_768;
const LABEL_CHARACTERS_MAX = 1_024;

const use = z.strictObject({
  purpose: z.enum(PURPOSES),
  caseRef: caseReferenceSchema,
  /** The question as it was understood, deterministic CBOR of the subjects. */
  question: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= QUESTION_BYTES_MAX),
  label: z.string().max(LABEL_CHARACTERS_MAX),
  outcome: z.enum(['hit', 'compare', 'not-in-pack']),
  hits: z
    .array(
      z.strictObject({
        register: z.string().min(1).max(CODE_CHARACTERS_MAX),
        alertId: z.string().min(1).max(CODE_CHARACTERS_MAX),
        band: z.enum(['hit', 'compare']),
      }),
    )
    .max(8),
});

/** One check against a pack. */
export type PackUse = z.infer<typeof use>;

/** @throws IimsError `pack.malformed` */
export function parsePackUse(value: unknown): PackUse {
  return validate(use, value, 'pack.malformed');
}

const record = z.strictObject({
  n: z
    .int()
    .min(1)
    .max(PACK_USES_MAX + 1),
  kind: z.enum(['use', 'end']),
  at: timeSchema,
  prev: bytesOf(32),
  enc: bytesOf(1120),
  sealed: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= PACK_RECORD_BYTES_MAX),
  signature: bytesOf(64),
});

/** Bytes of one record of a log of uses (64 KiB). */
export const PACK_RECORD_BYTES_MAX = 65_536;

/** A record of a log of uses as it lies in the file. */
export type PackRecord = z.infer<typeof record>;

/** @throws IimsError `pack.malformed` */
export function parsePackRecord(value: unknown): PackRecord {
  return validate(record, value, 'pack.malformed');
}

/** What a device shows of itself; bytes are base64. */
export const deviceRequestSchema = z.strictObject({
  format: z.literal('iims-pack-device/1'),
  name: lineSchema(CODE_CHARACTERS_MAX),
  /** X-Wing, 1,216 bytes. */
  kem: z.string().max(2_048),
  /** Ed25519, 32 bytes. */
  signing: z.string().max(64),
  /** By `signing`, over all of it. */
  proof: z.string().max(128),
});

export type DeviceRequest = z.infer<typeof deviceRequestSchema>;
