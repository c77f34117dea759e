// SPDX-License-Identifier: Apache-2.0
// Whether a checkpoint that somebody holds of the own log is of this very log: a restored or cloned node finds out here
// that its log went on without it, before it signs a second past (spec/witness.md, 8).

import { sha256 } from '@iims/crypto/primitives';
import { type LogKeys, openCheckpoint, type SignedCheckpoint } from '@iims/tlog/checkpoint';
import { rootOfPrefix } from '@iims/tlog/proof';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { Disk } from './disk.ts';
import { CHECKPOINT_PATH } from './log-files.ts';
import { publishedTiles } from './read-tile.ts';

export interface OwnPast {
  readonly disk: Disk;
  readonly log: () => LogKeys;
  /** Keeps a file of evidence durable; it may be kept already. Concurrent calls wait for one another. */
  readonly keepEvidence: (name: string, content: Uint8Array) => Promise<void>;
}

/**
 * Checks a checkpoint against the published log and gives it back.
 * @throws IimsError `log.rolled-back` and `log.forked` when the evidence is kept; then nothing may be signed any more.
 * `note.*` and `checkpoint.*` for what the own log did not sign: it says nothing about the log.
 */
export async function checkOwnPast(past: OwnPast, note: Uint8Array): Promise<SignedCheckpoint> {
  const shown = openCheckpoint(note, past.log());
  const published = await readPublishedCheckpoint(past);
  const size = published?.checkpoint.size ?? 0;
  if (shown.size > size) {
    const cause = await kept(past, evidenceName('rolled-back', shown), note);
    throw new IimsError('log.rolled-back', {
      message: `A partner holds ${shown.size} entries of this log, and here are ${size}.`,
      rule: 'a node goes on only from the newest copy of its data',
      fix: 'Stop every other copy of this node and restore the newest one. If there is none, docs/protection.md, 5, says how to go on. The checkpoint is in the folder `evidence`.',
      cause,
    });
  }
  if (shown.size === 0 || published === undefined) return shown;
  const root = await rootOfPrefix(publishedTiles(past.disk), shown.size, size);
  if (equalBytes(root, shown.root)) return shown;
  const cause = await kept(past, evidenceName('forked', shown), note);
  throw new IimsError('log.forked', {
    message: `The keys of this log have signed another tree of ${shown.size} entries than the one that is here.`,
    rule: 'one node signs one log',
    fix: 'Find the copy of this node, replace its keys and begin a new log. The checkpoint is in the folder `evidence`.',
    cause,
  });
}

/** The checkpoint that stands in the log; `undefined` before the first. Throws as `openCheckpoint`. */
export async function readPublishedCheckpoint({
  disk,
  log,
}: Pick<OwnPast, 'disk' | 'log'>): Promise<{ note: Uint8Array; checkpoint: SignedCheckpoint } | undefined> {
  const note = await disk.read(CHECKPOINT_PATH);
  return note && { note, checkpoint: openCheckpoint(note, log()) };
}

/** That the evidence cannot be kept must not hide what it says: the fault is handed on with it. */
function kept({ keepEvidence }: OwnPast, name: string, note: Uint8Array): Promise<unknown> {
  return keepEvidence(name, note).catch((fault: unknown) => fault);
}

/** One name for one tree, so that the same evidence is kept once. */
function evidenceName(what: string, { size, root }: SignedCheckpoint): string {
  return `${what}-${size}-${toHex(sha256(root)).slice(0, 8)}.checkpoint`;
}
