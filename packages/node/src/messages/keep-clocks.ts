// SPDX-License-Identifier: Apache-2.0
// Enters that a request is overdue or escalated (spec/clocks.md, 10 to 12), once for each. It looks at what is written down and at the
// time: a node that was off for a week enters at its start what happened meanwhile, and a timer that fires late changes nothing.
import { standingAt } from '@iims/exchange/clocks';
import { IimsError } from '@iims/wire/errors';
import { type ClockRow, changedClocks } from '../store/message-clocks.ts';
import type { Store } from '../store/store.ts';
import { keepLooking } from './keep-looking.ts';

/** Looks at once and then every few seconds, until `stop`. */
export function keepClocks(store: Store, now: () => number): Promise<{ stop(): Promise<void> }> {
  return keepLooking(() => enterChanges(store, now), LOOK_EVERY_MS);
}

/** Enters what became overdue or escalated by now. */
export async function enterChanges(store: Store, now: () => number): Promise<void> {
  const at = now();
  for (;;) {
    const changed = await changedClocks(store.reader, at, CHANGES_AT_ONCE_MAX);
    const entered = await Promise.all(changed.map((row) => enterChange(store, row, at)));
    if (!entered.includes(true)) return;
  }
}

/** Whether there was something to enter. What is escalated was overdue first, also where nobody looked between the two. */
async function enterChange(store: Store, row: ClockRow, at: number): Promise<boolean> {
  const { stage, dueAt, request } = standingAt(row.story, at);
  if ((stage !== 'overdue' && stage !== 'escalated') || stage === row.entered) return false;
  const next = row.entered === 'running' ? 'overdue' : stage;
  const { messageId, no, counterpart, direction, story } = row;
  const body = { messageId, state: counterpart, direction, clock: story.clock, dueAt, request };
  try {
    await store.write(
      { event: next === 'overdue' ? 'message.overdue' : 'message.escalated', body },
      { name: 'enter-clock-stage', args: { no, state: counterpart, stage: next, at } },
    );
    return true;
  } catch (fault) {
    // A partner may take it back between the look and the entry: then there is none.
    if (fault instanceof IimsError && fault.code === 'message.request-recalled') return false;
    throw fault;
  }
}

const CHANGES_AT_ONCE_MAX = 64;
/** Of the shortest clock, ten minutes, less than a hundredth. */
const LOOK_EVERY_MS = 5_000;
