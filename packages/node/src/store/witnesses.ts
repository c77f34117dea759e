// SPDX-License-Identifier: Apache-2.0
// What a node holds as a witness of its partners' logs, and what its partners have witnessed of its own (spec/witness.md).

import type { AuditEventName } from '@iims/wire/audit-events';
import type { Reader, Row } from './sql.ts';

/** The newest checkpoint of a partner's log that this node has cosigned. */
export interface HeldCheckpoint {
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** The signed note with the log's own signatures. */
  readonly checkpoint: Uint8Array;
  /** Time of the cosignature, seconds since 1970. */
  readonly cosignedAtSeconds: number;
}

/** A checkpoint of the own log with the cosignatures that it got. */
export interface WitnessedCheckpoint {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** The signed note with the log's signatures and all cosignatures. */
  readonly checkpoint: Uint8Array;
  /** When the node gathered them, milliseconds since 1970. */
  readonly gatheredAt: number;
  /** How many partners cosigned. */
  readonly cosigners: number;
}

/** What is held of a log; `undefined` when it was never cosigned. */
export async function readHeldCheckpoint(reader: Reader, origin: string): Promise<HeldCheckpoint | undefined> {
  const [row] = await reader.all(`${HELD} where origin = ?`, [origin]);
  return row && toHeld(row);
}

/** What is held of all logs, by origin. */
export async function readHeldCheckpoints(reader: Reader): Promise<HeldCheckpoint[]> {
  return (await reader.all(`${HELD} order by origin`)).map(toHeld);
}

/** The proofs of logs that have forked, in the encoding of `@iims/tlog/fork`, by origin. */
export async function readForks(
  reader: Reader,
): Promise<{ readonly origin: string; readonly proof: Uint8Array; readonly foundAt: number }[]> {
  const rows = await reader.all('select origin, proof, found_at from log_fork order by origin');
  return rows.map((row) => ({
    origin: row.origin as string,
    proof: row.proof as Uint8Array,
    foundAt: row.found_at as number,
  }));
}

/** The newest checkpoint that at least `quorum` partners cosigned. */
export async function readWitnessed(reader: Reader, quorum: number): Promise<WitnessedCheckpoint | undefined> {
  const [row] = await reader.all(`${WITNESSED} where cosigners >= ? order by size desc limit 1`, [quorum]);
  return row && toWitnessed(row);
}

/** The oldest such checkpoint that is kept and covers the entry: the earliest time at which partners had seen it. */
export async function readWitnessedCovering(
  reader: Reader,
  index: number,
  quorum: number,
): Promise<WitnessedCheckpoint | undefined> {
  const [row] = await reader.all(`${WITNESSED} where size > ? and cosigners >= ? order by size limit 1`, [
    index,
    quorum,
  ]);
  return row && toWitnessed(row);
}

/** All checkpoints that are kept and at least `quorum` partners cosigned, smallest first. */
export async function readAllWitnessed(reader: Pick<Reader, 'all'>, quorum: number): Promise<WitnessedCheckpoint[]> {
  return (await reader.all(`${WITNESSED} where cosigners >= ? order by size`, [quorum])).map(toWitnessed);
}

/** Whether an entry of this range (`to` excluded) is about anything but witnessing. */
export async function hasNews(reader: Reader, from: number, to: number): Promise<boolean> {
  const [row] = await reader.all(
    `select idx from entry where idx >= ? and idx < ? and event not in (${ABOUT_WITNESSING.map(() => '?')}) limit 1`,
    [from, to, ...ABOUT_WITNESSING],
  );
  return row !== undefined;
}

function toHeld(row: Row): HeldCheckpoint {
  return {
    origin: row.origin as string,
    size: row.size as number,
    root: row.root as Uint8Array,
    checkpoint: row.checkpoint as Uint8Array,
    cosignedAtSeconds: row.cosigned_at as number,
  };
}

function toWitnessed(row: Row): WitnessedCheckpoint {
  return {
    size: row.size as number,
    root: row.root as Uint8Array,
    checkpoint: row.checkpoint as Uint8Array,
    gatheredAt: row.gathered_at as number,
    cosigners: row.cosigners as number,
  };
}

const HELD = 'select origin, size, root, checkpoint, cosigned_at from held_checkpoint';
const WITNESSED = 'select size, root, checkpoint, gathered_at, cosigners from witnessed_checkpoint';
/** The entries that witnessing itself writes. If they called for witnesses, an idle federation would write for ever. */
const ABOUT_WITNESSING: readonly AuditEventName[] = ['witness.cosigned', 'log.witnessed'];
/** How long every witnessed checkpoint is kept; of older ones the last of each hour stays. */
export const EVERY_WITNESSED_KEPT_MS = 24 * 3_600_000;
