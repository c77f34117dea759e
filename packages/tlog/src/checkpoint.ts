// SPDX-License-Identifier: Apache-2.0
// Checkpoints (C2SP tlog-checkpoint v1.0.0): origin, size and root of a log, signed by the log with both kinds of key.
// The two signatures are both demanded, so that neither a broken curve nor a broken lattice lets anybody forge a log.

import type { SigningKey, VerifyKey } from '@iims/crypto/keys';
import { HASH_BYTES } from '@iims/crypto/merkle-tree';
import { assert } from '@iims/wire/assert';
import { fromBase64, toBase64 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { cosign, cosignedAt } from './cosignature.ts';
import {
  formatNote,
  isBy,
  type Note,
  type NoteKey,
  type NoteSignature,
  noteKey,
  parseNote,
  signText,
  verifyNote,
} from './note.ts';

/** What a log says about itself at one moment. */
export interface Checkpoint {
  /** Names the log for ever, such as `iims/GEO/audit/1`; also the name of its keys. */
  readonly origin: string;
  /** Entries in the tree. */
  readonly size: number;
  /** Root hash (RFC 6962), 32 bytes. */
  readonly root: Uint8Array;
}

/** A checkpoint of which both signatures of the log are good. */
export interface SignedCheckpoint extends Checkpoint {
  /** When the log signed, in seconds since 1970, by its own clock. */
  readonly signedAtSeconds: number;
  /** Lines of keys that are not the log's: witnesses', or anybody's. Nothing is known about them. */
  readonly otherSignatures: readonly NoteSignature[];
}

/** Who speaks for a log. */
export interface LogKeys {
  readonly origin: string;
  /** At least one. A log changes its keys, and its last checkpoint may still be signed with those before. */
  readonly keys: readonly LogKeyPair[];
}

export interface LogKeyPair {
  readonly ed25519: VerifyKey;
  readonly mldsa44: VerifyKey;
}

/** The two keys with which a log signs; the private halves of a `LogKeyPair`. */
export interface LogSigners {
  readonly ed25519: SigningKey;
  readonly mldsa44: SigningKey;
}

/** Signs a checkpoint with both kinds, Ed25519 first. Deciding that this root is the only one for this size is the caller's part. */
export function signCheckpoint(checkpoint: Checkpoint, signers: LogSigners, timeSeconds: number): Uint8Array {
  const text = formatCheckpointText(checkpoint);
  const byEd25519 = signText(text, checkpoint.origin, signers.ed25519);
  const byMlDsa44 = cosign(checkpoint, checkpoint.origin, signers.mldsa44, timeSeconds);
  return formatNote({ text, signatures: [byEd25519, byMlDsa44] });
}

/**
 * Reads a checkpoint of this log and verifies one signature of each kind, both of one pair.
 * @throws IimsError `note.malformed`, `note.signature`, `checkpoint.malformed`, `checkpoint.origin`
 */
export function openCheckpoint(bytes: Uint8Array, keys: LogKeys): SignedCheckpoint {
  const note = parseNote(bytes);
  const { edKey, latticeKey } = pairThatSigned(note, keys);
  verifyNote(note, edKey);
  const checkpoint = parseCheckpointText(note.text);
  if (checkpoint.origin !== keys.origin) {
    throw new IimsError('checkpoint.origin', { message: 'The checkpoint names another log.', field: 'origin' });
  }
  const signedAtSeconds = verifyCosignature(checkpoint, note, latticeKey);
  const otherSignatures = note.signatures.filter((line) => !isBy(line, edKey) && !isBy(line, latticeKey));
  return { ...checkpoint, signedAtSeconds, otherSignatures };
}

/** The pair whose Ed25519 key the note names; where it names none, the first, with which the note then does not verify. */
function pairThatSigned(note: Note, { origin, keys }: LogKeys): { edKey: NoteKey; latticeKey: NoteKey } {
  const named = keys.map(({ ed25519, mldsa44 }) => ({
    edKey: noteKey(origin, ed25519),
    latticeKey: noteKey(origin, mldsa44),
  }));
  const pair = named.find(({ edKey }) => note.signatures.some((line) => isBy(line, edKey))) ?? named[0];
  assert(pair !== undefined, 'a log has keys');
  assert(pair.edKey.type !== pair.latticeKey.type, 'a pair has one key of each kind');
  return pair;
}

/** Reads the three lines of a checkpoint. @throws IimsError `checkpoint.malformed` */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin = '', sizeLine = '', rootLine = '', ...rest] = text.split('\n');
  // Extension lines are refused: ML-DSA-44 would not cover them (tlog-cosignature).
  if (rest.length !== 1 || rest[0] !== '') throw malformed('three lines: origin, size, root', 'text');
  if (origin === '') throw malformed('the origin is not empty', 'origin');
  if (!/^(0|[1-9][0-9]{0,15})$/.test(sizeLine) || !Number.isSafeInteger(Number(sizeLine))) {
    throw malformed('the size is a decimal number without leading zero, at most 2^53 - 1', 'size');
  }
  let root: Uint8Array;
  try {
    root = fromBase64(rootLine);
  } catch (cause) {
    throw malformed('the root is base64', 'root', cause);
  }
  if (root.length !== HASH_BYTES) throw malformed('the root has 32 bytes', 'root');
  return { origin, size: Number(sizeLine), root };
}

/** Writes the three lines of a checkpoint. */
export function formatCheckpointText(checkpoint: Checkpoint): string {
  assert(checkpoint.origin !== '' && !checkpoint.origin.includes('\n'), 'an origin is one line');
  assert(Number.isSafeInteger(checkpoint.size) && checkpoint.size >= 0, 'a size is a safe integer');
  assert(checkpoint.root.length === HASH_BYTES, 'a root has 32 bytes');
  return `${checkpoint.origin}\n${checkpoint.size}\n${toBase64(checkpoint.root)}\n`;
}

function verifyCosignature(checkpoint: Checkpoint, note: Note, key: NoteKey): number {
  const lines = note.signatures.filter((line) => isBy(line, key));
  const times = lines.map((line) => cosignedAt(checkpoint, key, line));
  const time = times[0];
  if (time === undefined || times.includes(undefined)) {
    throw new IimsError('note.signature', { message: 'The checkpoint is not signed by the expected ML-DSA-44 key.' });
  }
  return time;
}

function malformed(rule: string, field: string, cause?: unknown): IimsError {
  return new IimsError('checkpoint.malformed', { message: 'The checkpoint is malformed.', field, rule, cause });
}
