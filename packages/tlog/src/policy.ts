// SPDX-License-Identifier: Apache-2.0
// Whose signatures make a checkpoint count: the log's own, and those of a quorum of witnesses (spec/witness.md, "Policy").
// Keys follow one another, so a witness may have several; it counts once.

import type { VerifyKey } from '@iims/crypto/keys';
import { assert } from '@iims/wire/assert';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { LogKeys, SignedCheckpoint } from './checkpoint.ts';
import { cosignedAt } from './cosignature.ts';
import { formatVerifierKey, isBy, noteKey, parseNote } from './note.ts';

/** Who may cosign, under one name. */
export interface Witness {
  /** C2SP key name, such as `iims/UKR/witness`. */
  readonly name: string;
  /** ML-DSA-44; whichever of them signed, the witness counts once. */
  readonly keys: readonly VerifyKey[];
}

/** A witness's word that it saw the tree and knew of no larger one. */
export interface Cosigner {
  readonly name: string;
  /** Seconds since 1970, by the witness's clock. */
  readonly cosignedAtSeconds: number;
}

/** What makes a checkpoint of one log witnessed. */
export interface WitnessPolicy {
  readonly log: LogKeys;
  readonly witnesses: readonly Witness[];
  /** How many different witnesses must have cosigned. */
  readonly quorum: number;
}

/**
 * The witnesses whose cosignature the checkpoint carries, each once with its earliest time, in the order of `witnesses`.
 * Lines of unknown keys are ignored. A cosignature without a time says nothing about the largest tree and does not count.
 * @throws IimsError `note.signature` when a line claims a known key and is not by it
 */
export function cosignersOf(checkpoint: SignedCheckpoint, witnesses: readonly Witness[]): Cosigner[] {
  return witnesses.flatMap(({ name, keys }) => {
    const times = keys.flatMap((key) => timesOf(checkpoint, name, key)).filter((time) => time > 0);
    return times.length === 0 ? [] : [{ name, cosignedAtSeconds: Math.min(...times) }];
  });
}

/**
 * The time by which a quorum had seen the tree, in seconds since 1970: the earliest by which as many clocks as the quorum say so. Who wants
 * it earlier needs a quorum of clocks that are wrong; a cosignature that comes later takes nothing away. `undefined` below the quorum, and
 * for a quorum of none.
 */
export function witnessedAtSeconds(cosigners: readonly Cosigner[], quorum: number): number | undefined {
  return inOrder(cosigners)[quorum - 1];
}

/**
 * The latest time at which a quorum of clocks says that it knew of no larger tree: by it a log is accused, so it takes a quorum of clocks
 * that are fast to accuse one that is honest. `undefined` as above.
 */
export function largestUntilSeconds(cosigners: readonly Cosigner[], quorum: number): number | undefined {
  return inOrder(cosigners).toReversed()[quorum - 1];
}

function inOrder(cosigners: readonly Cosigner[]): number[] {
  return cosigners.map((cosigner) => cosigner.cosignedAtSeconds).sort((a, b) => a - b);
}

/** The policy as a file of C2SP tlog-policy, for other people's programs. */
export function formatPolicyFile({ log, witnesses, quorum }: WitnessPolicy): Uint8Array {
  assert(quorum >= 0 && quorum <= witnesses.length, 'a quorum can be reached');
  const lines: string[] = [];
  for (const { ed25519, mldsa44 } of log.keys) {
    // That both must have signed is beyond what the format can say: it takes any one of them.
    for (const key of [ed25519, mldsa44]) lines.push(`log ${formatVerifierKey(noteKey(log.origin, key))}`);
  }
  const members = witnesses.map(({ name, keys }, position) => {
    const member = `w${position + 1}`;
    const names = keys.map((_, epoch) => `${member}-${epoch + 1}`);
    for (const [epoch, key] of keys.entries()) {
      lines.push(`witness ${names[epoch]} ${formatVerifierKey(noteKey(name, key))}`);
    }
    lines.push(`group ${member} any ${names.join(' ')}`);
    return member;
  });
  if (quorum > 0) lines.push(`group partners ${quorum} ${members.join(' ')}`);
  lines.push(`quorum ${quorum > 0 ? 'partners' : 'none'}`);
  return utf8(`${lines.join('\n')}\n`);
}

/** Reads who a checkpoint says it is of, so that its keys can be looked up. Nothing is verified. @throws IimsError `note.malformed` */
export function claimedOrigin(bytes: Uint8Array): string {
  return parseNote(bytes).text.split('\n', 1)[0]!;
}

function timesOf(checkpoint: SignedCheckpoint, name: string, key: VerifyKey): number[] {
  const witness = noteKey(name, key);
  const lines = checkpoint.otherSignatures.filter((line) => isBy(line, witness));
  return lines.map((line) => {
    const time = cosignedAt(checkpoint, witness, line);
    if (time !== undefined) return time;
    throw new IimsError('note.signature', {
      message: 'A cosignature is not by the witness that it names.',
      field: name,
    });
  });
}
