// SPDX-License-Identifier: Apache-2.0
// Keeps what a partner sent and this node cannot take, so that people can look at it. Entry: message.quarantined.
// Its number counts as come: it is not missing, it is here.

import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { enterSequence } from '../inbox.ts';
import type { Transaction } from '../sql.ts';

export interface MessageToQuarantine {
  readonly state: StateCode;
  readonly sequence: number;
  readonly envelope: Uint8Array;
  readonly envelopeHash: Uint8Array;
  readonly code: string;
}

/** Resolves to whether it was kept: of one State no more than QUARANTINED_MAX are. */
export async function quarantineMessage(transaction: Transaction, held: MessageToQuarantine): Promise<boolean> {
  const { state, sequence, envelope, envelopeHash, code } = held;
  try {
    await enterSequence(transaction, state, sequence);
  } catch (fault) {
    // A number that is taken, or leads too far, is no reason to lose what came with it.
    if (!(fault instanceof IimsError)) throw fault;
  }
  await transaction.run('delete from quarantined_message where state = ? and at_ms < ?', [
    state,
    transaction.atMs - QUARANTINE_KEPT_MS,
  ]);
  const [row] = await transaction.all<{ held: number }>(
    'select count(*) as held from quarantined_message where state = ?',
    [state],
  );
  if (row!.held >= QUARANTINED_MAX) return false;
  await transaction.run(
    `insert into quarantined_message (entry_index, state, sequence, envelope_hash, code, at_ms, envelope)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [transaction.entryIndex, state, sequence, envelopeHash, code, transaction.atMs, envelope],
  );
  return true;
}

/** Of one State. With the largest envelopes half a gigabyte, and no partner fills it sooner than its credit lets it. */
export const QUARANTINED_MAX = 256;
/** As long as an envelope lives, and the key that opens it. */
export const QUARANTINE_KEPT_MS = 28 * 86_400_000;
