// SPDX-License-Identifier: Apache-2.0
// What a witness is asked, what it decides and what it answers (C2SP tlog-witness v1.0.0, "add-checkpoint").
// The decision is a function of what is held and what is asked; keeping it atomic and durable is the caller's part.

import { HASH_BYTES, treeRoot, verifyConsistencyPath } from '@iims/crypto/merkle-tree';
import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes, fromBase64, fromUtf8, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type LogKeys, openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { formatNote, formatSignatureLines, NOTE_BYTES_MAX, type NoteSignature, parseNote } from './note.ts';
import { type Cosigner, cosignersOf, type Witness } from './policy.ts';

/** What a log asks of a witness. */
export interface AddCheckpoint {
  /** Size of the checkpoint that the witness is thought to hold; 0 for none. */
  readonly oldSize: number;
  /** Consistency proof from there (RFC 6962, 2.1.2), 32 bytes each; empty from 0. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, byte for byte. */
  readonly checkpoint: Uint8Array;
}

/** The newest tree of a log that a witness has cosigned; size 0 and the empty root before the first. */
export interface HeldTree {
  readonly size: number;
  readonly root: Uint8Array;
}

export type WitnessVerdict =
  /** To be kept, unless `isHeld` already, and then cosigned. */
  | { readonly kind: 'cosign'; readonly checkpoint: SignedCheckpoint; readonly isHeld: boolean }
  | {
      readonly kind: 'refuse';
      readonly status: 400 | 403 | 404 | 409 | 422;
      /** The checkpoint where the log did sign it: what is refused may yet show that the log has forked. */
      readonly checkpoint?: SignedCheckpoint;
    };

/**
 * Decides over a request, in the order of tlog-witness. `keys` are those of the log that the checkpoint names, if it is
 * known; both kinds of signature are demanded. Never throws for what the request holds.
 */
export function weighCheckpoint(held: HeldTree, keys: LogKeys | undefined, request: AddCheckpoint): WitnessVerdict {
  if (keys === undefined) return { kind: 'refuse', status: 404 };
  const checkpoint = openedOrUndefined(request.checkpoint, keys);
  if (checkpoint === undefined) return { kind: 'refuse', status: 403 };
  const { size, root } = checkpoint;
  const refuse = (status: 400 | 409 | 422): WitnessVerdict => ({ kind: 'refuse', status, checkpoint });

  if (request.oldSize > size) return refuse(400);
  if (request.oldSize !== held.size) return refuse(409);
  if (size === held.size) {
    if (request.proof.length > 0) return refuse(422);
    // A witness that holds nothing yet has not cosigned the empty tree.
    return equalBytes(root, held.root) ? { kind: 'cosign', checkpoint, isHeld: size > 0 } : refuse(409);
  }
  const grows =
    held.size === 0
      ? request.proof.length === 0
      : verifyConsistencyPath({
          oldSize: held.size,
          oldRoot: held.root,
          newSize: size,
          newRoot: root,
          path: request.proof,
        });
  return grows ? { kind: 'cosign', checkpoint, isHeld: false } : refuse(422);
}

/** Writes the body of a request. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): Uint8Array {
  assert(Number.isSafeInteger(oldSize) && oldSize >= 0, 'a size is a safe integer');
  assert(proof.length <= PROOF_LINES_MAX, `a proof has at most ${PROOF_LINES_MAX} lines`);
  const lines = [`${OLD_MARK}${oldSize}`, ...proof.map(toBase64), '', ''];
  return concatBytes(utf8(lines.join('\n')), checkpoint);
}

/** Reads the body of a request without verifying anything. @throws IimsError `witness.malformed` */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint {
  if (body.length > ADD_CHECKPOINT_BYTES_MAX)
    throw malformed(`a request has at most ${ADD_CHECKPOINT_BYTES_MAX} bytes`);
  const end = body.findIndex((byte, at) => byte === LINE_FEED && body[at + 1] === LINE_FEED);
  if (end < 0) throw malformed('an empty line stands before the checkpoint');
  const [oldLine = '', ...proofLines] = decoded(() => fromUtf8(body.subarray(0, end))).split('\n');
  const oldSize = oldLine.startsWith(OLD_MARK) ? parseSize(oldLine.slice(OLD_MARK.length)) : undefined;
  if (oldSize === undefined) throw malformed('the first line is `old` and a size');
  if (proofLines.length > PROOF_LINES_MAX) throw malformed(`a proof has at most ${PROOF_LINES_MAX} lines`);
  const proof = proofLines.map((line) => decoded(() => fromBase64(line)));
  if (proof.some((hash) => hash.length !== HASH_BYTES)) throw malformed('each line of the proof is 32 bytes');
  return { oldSize, proof, checkpoint: body.slice(end + 2) };
}

/** The body of a 409: the size that is held. */
export function formatHeldSize(size: number): Uint8Array {
  return utf8(`${size}\n`);
}

/** The body of a 200: the signature lines alone. */
export function formatCosignatures(signatures: readonly NoteSignature[]): Uint8Array {
  return utf8(formatSignatureLines(signatures));
}

/**
 * What a witness answered with 200 to this checkpoint: its cosignature, and when it says it was made.
 * @throws IimsError `note.malformed`, and `note.signature` when no line is by this witness or one that claims it is not
 */
export function readCosignature(
  answer: Uint8Array,
  checkpoint: Uint8Array,
  { log, witness }: { readonly log: LogKeys; readonly witness: Witness },
): Cosigner & { readonly line: NoteSignature } {
  const opened = openCheckpoint(concatBytes(checkpoint, answer), log);
  for (const line of opened.otherSignatures.filter(({ name }) => name === witness.name)) {
    const [cosigner] = cosignersOf({ ...opened, otherSignatures: [line] }, [witness]);
    if (cosigner !== undefined) return { ...cosigner, line };
  }
  throw new IimsError('note.signature', { message: 'The answer holds no cosignature of the witness.' });
}

/** The checkpoint with these lines after those that it has. */
export function withCosignatures(checkpoint: Uint8Array, lines: readonly NoteSignature[]): Uint8Array {
  const note = parseNote(checkpoint);
  return formatNote({ ...note, signatures: [...note.signatures, ...lines] });
}

/** The checkpoint with the log's own two lines only. `opened` is what it opened to. */
export function withoutCosignatures(checkpoint: Uint8Array, opened: SignedCheckpoint): Uint8Array {
  const { text, signatures } = parseNote(checkpoint);
  const isOther = ({ name, keyId, signature }: NoteSignature): boolean =>
    opened.otherSignatures.some(
      (other) => other.name === name && equalBytes(other.keyId, keyId) && equalBytes(other.signature, signature),
    );
  return formatNote({ text, signatures: signatures.filter((line) => !isOther(line)) });
}

/** What a witness holds of a log that it has never cosigned. */
export const NOTHING_HELD: HeldTree = { size: 0, root: treeRoot([]) };

function openedOrUndefined(bytes: Uint8Array, keys: LogKeys): SignedCheckpoint | undefined {
  try {
    return openCheckpoint(bytes, keys);
  } catch (fault) {
    if (fault instanceof IimsError) return undefined;
    throw fault;
  }
}

function parseSize(digits: string): number | undefined {
  return /^(0|[1-9][0-9]{0,15})$/.test(digits) && Number.isSafeInteger(Number(digits)) ? Number(digits) : undefined;
}

function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw malformed('text is UTF-8 and hashes are base64', cause);
  }
}

function malformed(rule: string, cause?: unknown): IimsError {
  return new IimsError('witness.malformed', { message: 'What a witness was asked is malformed.', rule, cause });
}

const OLD_MARK = 'old ';
const LINE_FEED = 0x0a;
const PROOF_LINES_MAX = 63;
export const ADD_CHECKPOINT_BYTES_MAX = NOTE_BYTES_MAX + 4_096;
