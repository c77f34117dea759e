// SPDX-License-Identifier: Apache-2.0
// What stands in a request that carries messages, and in its answer, for both sides of the line (spec/message.md). CBOR, strict.
import { REQUEST_MESSAGES_MAX } from '@iims/exchange/delivery';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { ERRORS, type ErrorCode, type ErrorKind, IimsError } from '@iims/wire/errors';

/** A message on its way: its envelope, and its number among those to this State. */
export interface CarriedMessage {
  readonly sequence: number;
  readonly envelope: Uint8Array;
}

/** What became of one of them. */
export type CarriedResult = { readonly receipt: Uint8Array } | { readonly refused: ErrorCode };

export interface MessagesAnswer {
  /** How many more the receiver takes now. */
  readonly credit: number;
  /** The highest number that had come from the sender before this request; 0 before the first. */
  readonly highest: number;
  /** In the order of the request. */
  readonly results: readonly CarriedResult[];
}

export function encodeMessages(messages: readonly CarriedMessage[]): Uint8Array {
  return encodeCbor({ version: 1, messages: messages.map(({ sequence, envelope }) => ({ sequence, envelope })) });
}

/** @throws IimsError `message.request` */
export function decodeMessages(bytes: Uint8Array): CarriedMessage[] {
  const { version, messages, ...others } = mapOf(bytes);
  const isList = Array.isArray(messages) && messages.length >= 1 && messages.length <= REQUEST_MESSAGES_MAX;
  if (version !== 1 || !isList || Object.keys(others).length > 0) {
    throw badRequest(`version 1 and 1 to ${REQUEST_MESSAGES_MAX} messages`);
  }
  return messages.map((item) => {
    const { sequence, envelope, ...more } = (item ?? {}) as Record<string, unknown>;
    const isMessage = Number.isSafeInteger(sequence) && (sequence as number) >= 1 && envelope instanceof Uint8Array;
    if (!isMessage || Object.keys(more).length > 0) throw badRequest('each message is a number from 1 and an envelope');
    return { sequence: sequence as number, envelope };
  });
}

export function encodeAnswer({ credit, highest, results }: MessagesAnswer): Uint8Array {
  return encodeCbor({ version: 1, credit, highest, results });
}

/** @throws IimsError `message.request` */
export function decodeAnswer(bytes: Uint8Array, count: number): MessagesAnswer {
  const { version, credit, highest, results, ...others } = mapOf(bytes);
  const isAnswer = isWhole(credit) && isWhole(highest) && Array.isArray(results);
  if (version !== 1 || !isAnswer || results.length !== count || Object.keys(others).length > 0) {
    throw badRequest('version 1, credit, highest, and a result for each message');
  }
  return { credit, highest, results: results.map(readResult) };
}

/**
 * Whether a refusal says what another hour may mend: the trust list of the receiver lags behind, a clock is off, keys are out of
 * reach, a disk is full. Any other is for good.
 */
export function isForLater(code: ErrorCode): boolean {
  const { retry, actsNext }: ErrorKind = ERRORS[code];
  return retry || actsNext === 'administrator' || FOR_LATER.has(code);
}

function readResult(result: unknown): CarriedResult {
  const { receipt, refused, ...others } = (result ?? {}) as Record<string, unknown>;
  if (Object.keys(others).length === 0) {
    if (receipt instanceof Uint8Array && refused === undefined) return { receipt };
    if (typeof refused === 'string' && receipt === undefined && Object.hasOwn(ERRORS, refused)) {
      return { refused: refused as ErrorCode };
    }
  }
  throw badRequest('each result is a receipt or the code of a refusal');
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function mapOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    throw badRequest('deterministic CBOR (RFC 8949, 4.2)', cause);
  }
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw badRequest('a map');
}

function badRequest(rule: string, cause?: unknown): IimsError {
  return new IimsError('message.request', {
    message: 'What carries messages between nodes has not its form.',
    rule,
    cause,
  });
}

const FOR_LATER: ReadonlySet<ErrorCode> = new Set(['envelope.unknown-sender', 'envelope.not-yet-valid']);
