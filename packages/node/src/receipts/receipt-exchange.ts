// SPDX-License-Identifier: Apache-2.0
// What goes over the partners' edge when a State asks for a receipt (spec/receipt.md, 16 and 27): the requests, and what is given.
import { type Header, parseHeader } from '@iims/crypto/envelope-header';
import { COMMITMENT_BYTES } from '@iims/tlog/entry-bundle';
import { PROOF_FILE_BYTES_MAX } from '@iims/tlog/proof-file';
import { concatBytes, toHex } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { EntryInLog } from './receipt-file.ts';

/** Which answer a receipt is asked for: the query, and where its answer stood. */
export interface ReceiptRequest {
  /** 16 bytes. */
  readonly queryId: Uint8Array;
  /** Id of the answer frame, 16 bytes. */
  readonly frame: Uint8Array;
  /** When the frame was made, milliseconds since 1970. */
  readonly frameAt: number;
  /** Place of the answer in the frame. */
  readonly index: number;
}

/** Of which message the entry is asked for. */
export interface EntryRequest {
  /** 16 bytes. */
  readonly messageId: Uint8Array;
}

/** What the State gives that signed. */
export interface GivenReceipt extends EntryInLog {
  readonly batch?: Uint8Array;
}

export function encodeReceiptRequest(request: ReceiptRequest): Uint8Array {
  return encodeCbor({ version: 1, ...request });
}

/** @throws IimsError `receipt.request` */
export function decodeReceiptRequest(bytes: Uint8Array): ReceiptRequest {
  const { version, queryId, frame, frameAt, index, ...others } = decodeMap(bytes, REQUEST_BYTES_MAX);
  const isRequest = version === 1 && Object.keys(others).length === 0;
  if (!isRequest || !isBytes(queryId, ID_BYTES) || !isBytes(frame, ID_BYTES) || !isWhole(frameAt) || !isWhole(index)) {
    throw malformed('exactly the fields of a request');
  }
  return { queryId, frame, frameAt, index };
}

export function encodeEntryRequest({ messageId }: EntryRequest): Uint8Array {
  return encodeCbor({ version: 1, messageId });
}

/** @throws IimsError `receipt.request` */
export function decodeEntryRequest(bytes: Uint8Array): EntryRequest {
  const { version, messageId, ...others } = decodeMap(bytes, REQUEST_BYTES_MAX);
  if (version !== 1 || Object.keys(others).length > 0 || !isBytes(messageId, ID_BYTES)) {
    throw malformed('exactly the fields of a request');
  }
  return { messageId };
}

export function encodeGivenReceipt({ salt, body, proof, batch }: GivenReceipt): Uint8Array {
  return encodeCbor({ version: 1, salt, body, proof, batch: batch ?? null });
}

/** Reads what was given; nothing of it is verified. @throws IimsError `receipt.request` */
export function decodeGivenReceipt(bytes: Uint8Array): GivenReceipt {
  const { version, salt, body, proof, batch, ...others } = decodeMap(bytes, GIVEN_BYTES_MAX);
  const isGiven = version === 1 && Object.keys(others).length === 0;
  if (!isGiven || !isBytes(salt, COMMITMENT_BYTES) || !isBytes(body) || !isBytes(proof)) {
    throw malformed('exactly the fields of what is given');
  }
  if (batch === null) return { salt, body, proof };
  if (!isBytes(batch)) throw malformed('a batch proof, or null');
  return { salt, body, proof, batch };
}

/** The clear header of the frame in a proof of one item. @throws IimsError `receipt.request`, `envelope.header`, `envelope.suite` */
export function frameHeaderOf(itemProof: Uint8Array): Header {
  const { header } = decodeMap(itemProof, itemProof.length);
  if (!isBytes(header)) throw malformed('a proof of one item');
  return parseHeader(header);
}

/** Entries behind what was signed about many messages of one State, under few checkpoints. */
export interface GivenEntries {
  readonly checkpoints: readonly Uint8Array[];
  /** In the order of the request. */
  readonly entries: readonly (GivenEntry | NotGiven)[];
}

export interface GivenEntry {
  readonly salt: Uint8Array;
  readonly body: Uint8Array;
  readonly index: number;
  /** Which of the checkpoints holds it. */
  readonly checkpoint: number;
  readonly path: readonly Uint8Array[];
}

/** Why there is none: this State has no such entry for the asker, or none that is published. */
export type NotGiven = (typeof NOT_GIVEN)[number];

export function encodeEntriesRequest(messageIds: readonly Uint8Array[]): Uint8Array {
  return encodeCbor({ version: 1, messageIds: concatBytes(...messageIds) });
}

/** The ids of 1 to `ENTRIES_AT_ONCE_MAX` messages, each once. @throws IimsError `receipt.request` */
export function decodeEntriesRequest(bytes: Uint8Array): Uint8Array[] {
  const { version, messageIds, ...others } = decodeMap(bytes, ENTRIES_REQUEST_BYTES_MAX);
  if (version !== 1 || Object.keys(others).length > 0) throw malformed('exactly the fields of a request');
  const ids = isBytes(messageIds) ? splitEvery(messageIds, ID_BYTES) : undefined;
  if (ids === undefined || ids.length === 0 || ids.length > ENTRIES_AT_ONCE_MAX) {
    throw malformed(`the ids of 1 to ${ENTRIES_AT_ONCE_MAX} messages`);
  }
  if (new Set(ids.map(toHex)).size < ids.length) throw malformed('each message once');
  return ids;
}

export function encodeGivenEntries({ checkpoints, entries }: GivenEntries): Uint8Array {
  const given = entries.map((entry) =>
    typeof entry === 'string' ? entry : { ...entry, path: concatBytes(...entry.path) },
  );
  return encodeCbor({ version: 1, checkpoints, entries: given });
}

/** Reads what was given for so many messages; nothing of it is verified. @throws IimsError `receipt.request` */
export function decodeGivenEntries(bytes: Uint8Array, count: number): GivenEntries {
  const { version, checkpoints, entries, ...others } = decodeMap(bytes, GIVEN_ENTRIES_BYTES_MAX);
  if (version !== 1 || Object.keys(others).length > 0 || !Array.isArray(checkpoints) || !Array.isArray(entries)) {
    throw malformed('exactly the fields of what is given');
  }
  if (checkpoints.length > CHECKPOINTS_MAX || !checkpoints.every((one) => isBytes(one)) || entries.length !== count) {
    throw malformed(`at most ${CHECKPOINTS_MAX} checkpoints, and of each message its entry or why there is none`);
  }
  return { checkpoints, entries: entries.map((entry) => readGivenEntry(entry, checkpoints.length)) };
}

function readGivenEntry(value: unknown, checkpoints: number): GivenEntry | NotGiven {
  if (NOT_GIVEN.includes(value as NotGiven)) return value as NotGiven;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('an entry, or why there is none');
  const { salt, body, index, checkpoint, path, ...others } = value as Record<string, unknown>;
  const hashes = isBytes(path) ? splitEvery(path, COMMITMENT_BYTES) : undefined;
  const isPlace = isWhole(index) && isWhole(checkpoint) && checkpoint < checkpoints;
  if (
    Object.keys(others).length > 0 ||
    !isBytes(salt, COMMITMENT_BYTES) ||
    !isBytes(body) ||
    !isPlace ||
    hashes === undefined
  ) {
    throw malformed('exactly the fields of an entry');
  }
  return { salt, body, index, checkpoint, path: hashes };
}

/** Undefined for bytes that do not come out even. */
function splitEvery(bytes: Uint8Array, length: number): Uint8Array[] | undefined {
  if (bytes.length % length !== 0) return undefined;
  return Array.from({ length: bytes.length / length }, (_, place) => bytes.slice(place * length, (place + 1) * length));
}

function decodeMap(bytes: Uint8Array, bytesMax: number): Record<string, unknown> {
  if (bytes.length > bytesMax) throw malformed(`at most ${bytesMax} bytes`);
  let value: unknown;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    throw malformed('deterministic CBOR (RFC 8949, 4.2)', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw malformed('a map');
  }
  return value as Record<string, unknown>;
}

function isBytes(value: unknown, length?: number): value is Uint8Array {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function malformed(rule: string, cause?: unknown): IimsError {
  return new IimsError('receipt.request', {
    message: 'What was sent about a receipt is malformed.',
    rule,
    cause,
  });
}

const ID_BYTES = 16;
export const REQUEST_BYTES_MAX = 256;
/** An entry, its proof and the proof of a batch. */
export const GIVEN_BYTES_MAX = 65_536 + 8_192 + PROOF_FILE_BYTES_MAX;

const NOT_GIVEN = ['receipt.unknown', 'receipt.not-published'] as const;
/** Of a minute at four messages a second; as many share one signature of a batch at most. */
export const ENTRIES_AT_ONCE_MAX = 256;
/** Under which entries of one answer stand: each may have the lines of all witnesses, and is verified. */
export const CHECKPOINTS_MAX = 3;
export const ENTRIES_REQUEST_BYTES_MAX = 4_352;
/** What entries of one answer take together; one that is larger goes alone. */
export const GIVEN_ENTRIES_BODIES_MAX = 524_288;
/** Bodies, one more entry of the largest size, salts, paths and checkpoints with the lines of all witnesses. */
export const GIVEN_ENTRIES_BYTES_MAX = 2_097_152;
