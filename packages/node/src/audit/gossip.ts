// SPDX-License-Identifier: Apache-2.0
// What nodes tell each other of logs: the newest checkpoints they hold, and the forks they know (spec/witness.md, 10).

import { FORK_PROOF_BYTES_MAX } from '@iims/tlog/fork';
import { NOTE_BYTES_MAX } from '@iims/tlog/note';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';

export interface Gossip {
  /** Signed notes, as they are held. */
  readonly checkpoints: readonly Uint8Array[];
  /** Proofs in the encoding of `@iims/tlog/fork`. */
  readonly forks: readonly Uint8Array[];
}

/** Writes what a partner is told; beyond GOSSIP_BYTES_MAX the rest is left out, forks last. */
export function encodeGossip({ checkpoints, forks }: Gossip): Uint8Array {
  let room = GOSSIP_BYTES_MAX - ROOM_FOR_FORM_BYTES;
  const fits = (item: Uint8Array): boolean => {
    room -= item.length + ROOM_FOR_FORM_BYTES;
    return room >= 0;
  };
  const toldForks = forks.slice(0, ITEMS_MAX).filter(fits);
  return encodeCbor({ checkpoints: checkpoints.slice(0, ITEMS_MAX).filter(fits), forks: toldForks });
}

/** Reads what a partner tells; nothing of it is verified. @throws IimsError `witness.malformed` */
export function parseGossip(bytes: Uint8Array): Gossip {
  const value = decoded(bytes);
  if (isGossip(value)) return value;
  throw malformed('two lists of byte strings, checkpoints and forks');
}

function isGossip(value: unknown): value is Gossip {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  const { checkpoints, forks } = value as Partial<Record<keyof Gossip, unknown>>;
  return isList(checkpoints, NOTE_BYTES_MAX) && isList(forks, FORK_PROOF_BYTES_MAX);
}

function isList(value: unknown, bytesMax: number): boolean {
  return (
    Array.isArray(value) &&
    value.length <= ITEMS_MAX &&
    value.every((item) => item instanceof Uint8Array && item.length <= bytesMax)
  );
}

function decoded(bytes: Uint8Array): unknown {
  if (bytes.length > GOSSIP_BYTES_MAX) throw malformed(`at most ${GOSSIP_BYTES_MAX} bytes`);
  try {
    return decodeCbor(bytes);
  } catch (cause) {
    throw malformed('deterministic CBOR', cause);
  }
}

function malformed(rule: string, cause?: unknown): IimsError {
  return new IimsError('witness.malformed', { message: 'What a partner tells of logs is malformed.', rule, cause });
}

/** The root names at most as many States. */
const ITEMS_MAX = 64;
/** A checkpoint with both signatures of its log has 3.5 KB. */
export const GOSSIP_BYTES_MAX = 1_048_576;
/** What CBOR adds to each item and to the whole, generously. */
const ROOM_FOR_FORM_BYTES = 64;
