// SPDX-License-Identifier: Apache-2.0
// A proof that an entry is in a log, as a file that is checked offline (C2SP tlog-proof@v1, spec/witness.md, "Proof files").
// Reading is strict enough that a proof has one spelling: format(parse(bytes)) gives the bytes back.

import { HASH_BYTES, leafHash, verifyInclusionPath } from '@iims/crypto/merkle-tree';
import { assert } from '@iims/wire/assert';
import { concatBytes, fromBase64, fromUtf8, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { NOTE_BYTES_MAX } from './note.ts';
import { type Cosigner, cosignersOf, type WitnessPolicy } from './policy.ts';

/** What a proof file holds; nothing of it is verified. */
export interface ProofFile {
  /** Whatever the application adds. Nobody signs it. */
  readonly extra?: Uint8Array;
  /** Position of the entry in the log, from 0. */
  readonly index: number;
  /** From the leaf's sibling up to the root's child (RFC 6962, 2.1.1), 32 bytes each. */
  readonly path: readonly Uint8Array[];
  /** The signed note, byte for byte, with the cosignatures that it has. */
  readonly checkpoint: Uint8Array;
}

/** What a good proof shows. */
export interface ProvenEntry {
  readonly index: number;
  /** Signed by the log with both kinds of key. */
  readonly checkpoint: SignedCheckpoint;
  /** The witnesses that cosigned it. */
  readonly cosigners: readonly Cosigner[];
  /** Whether they are as many as the policy asks; without them the log's word alone stands for the proof. */
  readonly witnessed: boolean;
}

/** Writes a proof. */
export function formatProofFile({ extra, index, path, checkpoint }: ProofFile): Uint8Array {
  assert(Number.isSafeInteger(index) && index >= 0, 'an index is a safe integer');
  assert(
    path.every((hash) => hash.length === HASH_BYTES),
    'a path is hashes',
  );
  assert(extra === undefined || (extra.length > 0 && extra.length <= EXTRA_BYTES_MAX), 'extra data is bounded');
  const lines = [FIRST_LINE];
  if (extra !== undefined) lines.push(`${EXTRA_MARK}${toBase64(extra)}`);
  lines.push(`${INDEX_MARK}${index}`, ...path.map(toBase64), '', '');
  return concatBytes(utf8(lines.join('\n')), checkpoint);
}

/** Reads a proof without verifying anything. @throws IimsError `proof.malformed` */
export function parseProofFile(bytes: Uint8Array): ProofFile {
  if (bytes.length > PROOF_FILE_BYTES_MAX)
    throw malformed(`a proof has at most ${PROOF_FILE_BYTES_MAX} bytes`, 'proof');
  const end = blankLineIn(bytes);
  if (end < 0) throw malformed('an empty line stands before the checkpoint', 'checkpoint');
  const lines = decoded('proof', () => fromUtf8(bytes.subarray(0, end))).split('\n');
  if (lines.shift() !== FIRST_LINE) throw malformed(`the first line is ${FIRST_LINE}`, 'proof');
  const extraLine = lines[0]?.startsWith(EXTRA_MARK) ? lines.shift() : undefined;
  const extra = extraLine && decoded('extra', () => fromBase64(extraLine.slice(EXTRA_MARK.length)));
  if (extraLine !== undefined && (!extra || extra.length === 0 || extra.length > EXTRA_BYTES_MAX)) {
    throw malformed(`extra data has 1 to ${EXTRA_BYTES_MAX} bytes, or no line`, 'extra');
  }
  const index = parseIndexLine(lines.shift() ?? '');
  if (lines.length > PATH_LENGTH_MAX) throw malformed(`a path has at most ${PATH_LENGTH_MAX} hashes`, 'path');
  const path = lines.map(parseHashLine);
  return { ...(extra ? { extra } : {}), index, path, checkpoint: bytes.slice(end + 2) };
}

/**
 * Verifies that the log of the policy holds this entry at the proof's index, and says who witnessed it.
 * `commitment` is the leaf, 32 bytes (spec/log.md, 1); what it is the commitment of is the caller's to check.
 * @throws IimsError `proof.not-included`, `note.malformed`, `note.signature`, `checkpoint.malformed`, `checkpoint.origin`
 */
export function verifyProofFile(proof: ProofFile, commitment: Uint8Array, policy: WitnessPolicy): ProvenEntry {
  const checkpoint = openCheckpoint(proof.checkpoint, policy.log);
  requireIncluded(proof, commitment, checkpoint);
  const cosigners = cosignersOf(checkpoint, policy.witnesses);
  return { index: proof.index, checkpoint, cosigners, witnessed: cosigners.length >= policy.quorum };
}

/** That the path leads from the entry to the root of a checkpoint, which the caller has opened. @throws IimsError `proof.not-included` */
export function requireIncluded(
  { index, path }: Pick<ProofFile, 'index' | 'path'>,
  commitment: Uint8Array,
  { size, root }: Pick<SignedCheckpoint, 'size' | 'root'>,
): void {
  if (verifyInclusionPath({ leafHash: leafHash(commitment), index, size, path }, root)) return;
  throw new IimsError('proof.not-included', {
    message: 'The proof does not lead from this entry to the root that the log signed.',
    field: 'path',
  });
}

function parseIndexLine(line: string): number {
  const digits = line.startsWith(INDEX_MARK) ? line.slice(INDEX_MARK.length) : '';
  if (!/^(0|[1-9][0-9]{0,15})$/.test(digits) || !Number.isSafeInteger(Number(digits))) {
    throw malformed('a line `index` gives a decimal number without leading zero, at most 2^53 - 1', 'index');
  }
  return Number(digits);
}

function parseHashLine(line: string): Uint8Array {
  const hash = decoded('path', () => fromBase64(line));
  if (hash.length !== HASH_BYTES) throw malformed('each line of the path is the base64 of 32 bytes', 'path');
  return hash;
}

/** Where the first empty line begins, at the line feed that ends the line before it; -1 when there is none. */
function blankLineIn(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at + 1] === LINE_FEED) return at;
  }
  return -1;
}

function decoded<T>(field: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw malformed('text is UTF-8 and hashes and extra data are base64', field, cause);
  }
}

function malformed(rule: string, field: string, cause?: unknown): IimsError {
  return new IimsError('proof.malformed', { message: 'The proof file is malformed.', field, rule, cause });
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
const EXTRA_MARK = 'extra ';
const INDEX_MARK = 'index ';
const LINE_FEED = 0x0a;
/** Trees have less than 2^53 entries. */
const PATH_LENGTH_MAX = 53;
/** Room for an entry, its salt and what else a receipt explains itself with. */
export const EXTRA_BYTES_MAX = 1_048_576;
export const PROOF_FILE_BYTES_MAX = Math.ceil(EXTRA_BYTES_MAX / 3) * 4 + NOTE_BYTES_MAX + 4_096;
