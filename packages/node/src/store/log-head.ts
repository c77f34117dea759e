// SPDX-License-Identifier: Apache-2.0
// The head of the log: the tree that was last signed. It trails the entries, and the published files trail it.

import type { Reader, Transaction } from './sql.ts';

/** The tree that was last signed. */
export interface LogHead {
  /** Entries in the tree, at least 1. */
  readonly size: number;
  /** RFC 6962 root over their commitments, 32 bytes. */
  readonly root: Uint8Array;
  /** The signed note, exactly as it is published. */
  readonly checkpoint: Uint8Array;
}

/** The head that stands; `undefined` before the first. */
export async function readLogHead(reader: Reader): Promise<LogHead | undefined> {
  const [head] = await reader.all<LogHead>('select size, root, checkpoint from log_head where head_no = 1');
  return head === undefined ? undefined : { size: head.size, root: head.root, checkpoint: head.checkpoint };
}

/** Replaces the head if it has `expectedSize` (0: there is none), and says whether it did. */
export async function replaceLogHead(
  transaction: Pick<Transaction, 'run'>,
  expectedSize: number,
  next: LogHead,
): Promise<boolean> {
  const changed =
    expectedSize === 0
      ? await transaction.run(
          'insert into log_head (head_no, size, root, checkpoint) values (1, ?, ?, ?) on conflict do nothing',
          [next.size, next.root, next.checkpoint],
        )
      : await transaction.run('update log_head set size = ?, root = ?, checkpoint = ? where head_no = 1 and size = ?', [
          next.size,
          next.root,
          next.checkpoint,
          expectedSize,
        ]);
  return changed === 1;
}
