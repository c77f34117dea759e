// SPDX-License-Identifier: Apache-2.0
// The end of a retention period: the data keys of months that ended before it are destroyed, and what they sealed is unreadable
// for ever while its rows and commitments stand (spec/at-rest.md, 15 to 18).

import { IimsError } from '@iims/wire/errors';
import { monthOf } from './data-keys.ts';
import { messagesOfErased } from './entry-proofs.ts';
import { type EndingMonths, hasHeldCells } from './held-cells.ts';
import type { DataClass } from './sealed-cell.ts';
import type { Reader } from './sql.ts';
import type { Store } from './store.ts';

/** How many whole months are kept of a class, at least 1. What is absent is kept until the State says how long. */
export interface Retention {
  readonly entryMonths?: number | undefined;
  readonly contentMonths?: number | undefined;
  readonly receiptMonths?: number | undefined;
}

export interface RetentionClock {
  readonly now: () => number;
  /** Whether somebody else's clock shows that this one is not ahead; until then nothing is erased for ever. */
  readonly isConfirmed: () => boolean;
}

/** Destroys what is due at once and then every day, until `stop`; with an unconfirmed clock it looks again the next day. */
export async function keepRetention(
  store: Store,
  retention: Retention,
  { now, isConfirmed }: RetentionClock,
): Promise<{ stop(): void }> {
  const erase = async () => {
    if (isConfirmed()) await eraseWhatEnded(store, retention, now());
  };
  await erase();
  const erasing = setInterval(() => {
    erase().catch((fault) => {
      // A busy or full store takes it tomorrow.
      if (!(fault instanceof IimsError)) throw fault;
    });
  }, ERASE_EVERY_MS);
  return { stop: () => clearInterval(erasing) };
}

/** Destroys the keys whose period has ended; one entry for each class of which there were any, and none on other days. */
export async function eraseWhatEnded(store: Store, retention: Retention, nowMs: number): Promise<void> {
  for (const [dataClass, before] of firstMonthsKept(retention, nowMs)) {
    if (await hasKeysBefore(store.reader, dataClass, before)) {
      await carryHeld(store, { dataClass, before });
      await store.write(
        { event: 'retention.erased', body: { dataClass, before } },
        { name: 'erase-data-keys', args: { dataClass, before } },
      );
    }
    // Also what is left of the last time, where the node died in between.
    if (dataClass === 'receipt') await forgetCheckpoints(store, before);
  }
}

/** In pieces, so that other writes wait for none of them long: a month may have a million entries. */
async function forgetCheckpoints(store: Store, before: string): Promise<void> {
  const ended = { beforeMs: Date.parse(`${before}-01`), limit: CHECKPOINTS_AT_ONCE_MAX };
  for (;;) {
    const messages = [...new Set(await messagesOfErased(store.reader, ended))];
    if (messages.length === 0) return;
    await store.stage({ name: 'forget-checkpoints', args: { messages } });
  }
}

/** In pieces, so that other writes wait for none of them long. What comes under hold after the last is taken by the end of the keys itself. */
async function carryHeld(store: Store, ending: EndingMonths): Promise<void> {
  while (await hasHeldCells(store.reader, ending)) {
    const { result: sealed } = await store.write(
      { event: 'retention.carried', body: { ...ending } },
      { name: 'carry-held-cells', args: { ...ending, most: CARRIED_AT_ONCE_MAX } },
    );
    // What is left is damaged.
    if (sealed === 0) return;
  }
}

function firstMonthsKept(retention: Retention, nowMs: number): readonly (readonly [DataClass, string])[] {
  const { entryMonths, contentMonths, receiptMonths } = retention;
  const kept: [DataClass, number | undefined][] = [
    ['entry', entryMonths],
    ['content', contentMonths],
    ['receipt', receiptMonths],
  ];
  return [
    ...kept.flatMap(([dataClass, months]) =>
      months === undefined ? [] : [[dataClass, monthBefore(nowMs, months)] as const],
    ),
    // Answers are kept for minutes: an hour into a month, nobody needs those of the month before.
    ['answer', monthOf(nowMs - ANSWERS_ENDED_MS)],
  ];
}

function monthBefore(nowMs: number, months: number): string {
  const now = new Date(nowMs);
  return monthOf(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months));
}

async function hasKeysBefore(reader: Reader, dataClass: DataClass, before: string): Promise<boolean> {
  const [row] = await reader.all(
    'select key_no from data_key where class = ? and period < ? and wrapped is not null limit 1',
    [dataClass, before],
  );
  return row !== undefined;
}

const CARRIED_AT_ONCE_MAX = 256;
const CHECKPOINTS_AT_ONCE_MAX = 256;
const ERASE_EVERY_MS = 24 * 60 * 60_000;
const ANSWERS_ENDED_MS = 60 * 60_000;
