// SPDX-License-Identifier: Apache-2.0
// Keeps a checkpoint of the own log with the cosignatures of partners. Entry: log.witnessed.

import type { Transaction } from '../sql.ts';
import { EVERY_WITNESSED_KEPT_MS } from '../witnesses.ts';

/** The same checkpoint with more cosignatures takes the place of the one with fewer. Thins out what is older than a day. */
export async function keepWitnessed(
  transaction: Transaction,
  args: { size: number; root: Uint8Array; checkpoint: Uint8Array; cosigners: number },
): Promise<void> {
  const { size, root, checkpoint, cosigners } = args;
  await transaction.run(
    `insert into witnessed_checkpoint (size, root, checkpoint, gathered_at, cosigners) values (?, ?, ?, ?, ?)
       on conflict (size) do update set checkpoint = excluded.checkpoint, cosigners = excluded.cosigners`,
    [size, root, checkpoint, transaction.atMs, cosigners],
  );
  // Two hours at a time: what lies before was thinned out when it came to this age.
  const until = Math.floor((transaction.atMs - EVERY_WITNESSED_KEPT_MS) / HOUR_MS) * HOUR_MS;
  const range = [until - 2 * HOUR_MS, until];
  await transaction.run(
    `delete from witnessed_checkpoint where gathered_at >= ? and gathered_at < ? and size not in
       (select max(size) from witnessed_checkpoint where gathered_at >= ? and gathered_at < ? group by gathered_at / ${HOUR_MS})`,
    [...range, ...range],
  );
}

const HOUR_MS = 3_600_000;
