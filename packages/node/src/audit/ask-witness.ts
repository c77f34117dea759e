// SPDX-License-Identifier: Apache-2.0
// Brings one checkpoint of the own log to one witness and comes back with its cosignature (C2SP tlog-witness, the log's side).
// What the witness holds decides where the proof begins: after a crash on either side it may be more than this node knows.

import { openCheckpoint, parseCheckpointText } from '@iims/tlog/checkpoint';
import { NOTE_BYTES_MAX, type NoteSignature, parseNote } from '@iims/tlog/note';
import type { Cosigner, Witness } from '@iims/tlog/policy';
import { consistencyProof } from '@iims/tlog/proof';
import { formatAddCheckpoint, readCosignature } from '@iims/tlog/witness';
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import { ADD_CHECKPOINT_PATH, HELD_CHECKPOINT_PATH } from '../partner/edge-paths.ts';
import { checkOwnPast, type OwnPast } from './own-past.ts';
import { publishedTiles } from './read-tile.ts';
import type { CallPartner } from './remote-log.ts';
import { CLOCK_TOLERANCE_S } from './witness.ts';

export interface AskParts extends OwnPast {
  readonly call: CallPartner;
  readonly clock: Clock;
}

/** A checkpoint on its round. */
export interface BroughtCheckpoint {
  readonly note: Uint8Array;
  readonly size: number;
}

/** One witness, and what it is known to hold of the own log; `undefined` makes the node ask. */
export interface AskedWitness {
  readonly state: StateCode;
  readonly witness: Witness;
  heldSize: number | undefined;
}

/**
 * Asks a witness for its cosignature. `asked.heldSize` is kept in step with what the witness says.
 * @throws IimsError `log.rolled-back`, `log.forked` when the witness holds what the own log cannot be; `partner.*` when it
 * does not answer; `partner.refused`, `note.*` when it does not cosign; `witness.clock` when its time cannot be
 */
export async function askForCosignature(
  parts: AskParts,
  asked: AskedWitness,
  brought: BroughtCheckpoint,
): Promise<Cosigner & { readonly line: NoteSignature }> {
  for (let attempt = 1; ; attempt++) {
    asked.heldSize ??= await askHeldSize(parts, asked.state);
    if (asked.heldSize > brought.size) {
      throw new IimsError('witness.moved', { message: 'The witness holds a larger tree of this log already.' });
    }
    const body = formatAddCheckpoint({
      oldSize: asked.heldSize,
      proof: await proofBetween(parts, asked.heldSize, brought.size),
      checkpoint: brought.note,
    });
    const reply = await parts.call(asked.state, {
      method: 'POST',
      path: ADD_CHECKPOINT_PATH,
      body,
      bytesMax: NOTE_BYTES_MAX,
    });
    if (reply.status === 200) {
      asked.heldSize = brought.size;
      return checkTime(parts, readCosignature(reply.body, brought.note, { log: parts.log(), witness: asked.witness }));
    }
    // 409: it holds another size than this node knew. 422: it holds another past. What it holds tells which, with a signature.
    asked.heldSize = undefined;
    const isWorthAnother = (reply.status === 409 || reply.status === 422) && attempt < ATTEMPTS_MAX;
    if (!isWorthAnother) {
      throw new IimsError('partner.refused', {
        message: 'The witness does not cosign.',
        rule: `HTTP status ${reply.status}`,
      });
    }
  }
}

/** The size that a witness holds of the own log, 0 for none. Throws as `askForCosignature`. */
export async function askHeldSize(parts: AskParts, state: StateCode): Promise<number> {
  const path = `${HELD_CHECKPOINT_PATH}?origin=${encodeURIComponent(parts.log().origin)}`;
  const { status, body } = await parts.call(state, { method: 'GET', path, bytesMax: NOTE_BYTES_MAX });
  if (status === 404) return 0;
  if (status !== 200) {
    throw new IimsError('partner.refused', {
      message: 'The witness does not say what it holds.',
      rule: `HTTP status ${status}`,
    });
  }
  return isBySomeKeyOf(parts, body) ? (await checkOwnPast(parts, body)).size : sizeClaimed(body);
}

/**
 * A checkpoint from before the log changed its keys cannot be verified any more. Its size is then only where to begin:
 * the witness itself still demands a proof from what it holds.
 */
function isBySomeKeyOf(parts: AskParts, note: Uint8Array): boolean {
  try {
    openCheckpoint(note, parts.log());
    return true;
  } catch (fault) {
    if (fault instanceof IimsError && fault.code === 'note.signature') return false;
    throw fault;
  }
}

function sizeClaimed(note: Uint8Array): number {
  return parseCheckpointText(parseNote(note).text).size;
}

async function proofBetween(parts: AskParts, oldSize: number, size: number): Promise<Uint8Array[]> {
  assert(oldSize <= size, 'a proof leads to a larger tree');
  if (oldSize === 0 || oldSize === size) return [];
  return consistencyProof(publishedTiles(parts.disk), oldSize, size);
}

function checkTime<C extends Cosigner>({ clock }: AskParts, cosigner: C): C {
  const now = clock.now() / 1_000;
  if (Math.abs(cosigner.cosignedAtSeconds - now) <= CLOCK_TOLERANCE_S) return cosigner;
  throw new IimsError('witness.clock', {
    message: "The witness's time differs from this node's.",
    rule: `at most ${CLOCK_TOLERANCE_S} seconds`,
    fix: 'Correct the clock that is wrong.',
  });
}

/** What is held may change once more between asking for it and bringing: another round may be under way. */
const ATTEMPTS_MAX = 3;
