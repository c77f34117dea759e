// SPDX-License-Identifier: Apache-2.0
// Cross-checks what came, behind its receipt and once it is indexed: what is still to be looked at stands in the store, so that a node
// that dies looks at it at its start, and at nothing twice (spec/cross-check.md, 1).
import { IimsError } from '@iims/wire/errors';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import { COVERT_NAMED_MAX } from '../query/lookup.ts';
import { crossCheckMark } from '../store/cross-checks.ts';
import { termMark } from '../store/message-terms.ts';
import { type MessageRow, messagesFrom, openContent } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { type CheckingParts, crossCheck } from './cross-check.ts';
import { RestWhileBusy } from './rest-while-busy.ts';

export interface CrossChecking extends Omit<CheckingParts, 'reader'> {
  readonly store: Store;
}

/** Looks at what is indexed by the time of the call. Throws only what the store throws. */
export async function keepCrossChecks(parts: CrossChecking, isStopped: () => boolean): Promise<void> {
  const { store } = parts;
  const { reader } = store;
  const end = await termMark(reader);
  const manners = await RestWhileBusy.begin(reader, parts.clock);
  for (let from = await crossCheckMark(reader); from < end && !isStopped(); ) {
    const rows = (await messagesFrom(reader, from, MESSAGES_AT_ONCE)).filter(({ no }) => no < end);
    let checked = 0;
    for (const row of rows) {
      if (isStopped()) return;
      if (await checkOne(parts, row)) checked += 1;
    }
    from = (rows.at(-1)?.no ?? end - 1) + 1;
    await store.stage({ name: 'pass-cross-checks', args: { next: from } });
    await manners.rest(checked);
  }
}

/** Whether there was something to look for. */
async function checkOne(parts: CrossChecking, row: MessageRow): Promise<boolean> {
  const { store } = parts;
  const { no, id, kind, state, direction } = row;
  if (direction === 'out' || MESSAGE_KINDS[kind].writtenBy === 'node') return false;
  const message = await openContent(store.reader, id).catch(ignoreUnreadable);
  const found = message && (await crossCheck({ ...parts, reader: store.reader }, row, message));
  if (found === undefined) return false;
  const { findings, covertAlertIds } = found;
  const { outcome, alerts, earlier } = findings;
  await store.write(
    {
      event: 'message.checked',
      body: { messageId: id, state, kind, outcome, alerts: alerts.length, earlier: earlier.length },
      own: {
        covert: covertAlertIds.slice(0, COVERT_NAMED_MAX),
        covertCount: covertAlertIds.length,
        shown: alerts.map(({ register, alertId }) => ({ register, alert: alertId })),
      },
    },
    { name: 'keep-cross-check', args: { no, findings } },
  );
  return true;
}

/** What is deleted, erased or changed on the disk says nothing, and keeps nothing behind it waiting. */
function ignoreUnreadable(fault: unknown): undefined {
  if (!(fault instanceof IimsError)) throw fault;
  return undefined;
}

const MESSAGES_AT_ONCE = 16;
