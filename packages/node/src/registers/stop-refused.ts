// SPDX-License-Identifier: Apache-2.0
// Stops whom or what was refused from coming back by another channel (spec/notice.md, 18). What is stopped is an entry.
import type { Alert } from '@iims/wire/alert';
import { IimsError } from '@iims/wire/errors';
import type { MetRefusal } from '../store/refused-purposes.ts';
import { type Refusable, refusalsStopping, refusedPurpose } from '../store/stopped-by-refusal.ts';
import type { Store } from '../store/store.ts';
import { keysOfAlert } from './subject-keys.ts';

export interface RefusalCheck extends Refusable {
  readonly channel: 'notice' | 'alert' | 'message';
}

/**
 * Does it unless it is stopped. The act looks once more, in its transaction: what is refused between the two is stopped, and an entry, as well.
 * @throws IimsError `notice.refused-purpose`, `store.*`, and what the act throws
 */
export async function unlessRefused<T>(
  store: Pick<Store, 'reader' | 'write'>,
  { channel, ...refusable }: RefusalCheck,
  act: (refusable: Refusable) => Promise<T>,
): Promise<T> {
  await stopRefused(store, { channel, ...refusable });
  try {
    return await act(refusable);
  } catch (fault) {
    const isRefused = fault instanceof IimsError && fault.code === 'notice.refused-purpose';
    if (isRefused) await stopRefused(store, { channel, ...refusable });
    throw fault;
  }
}

/** @throws IimsError `notice.refused-purpose`, `store.*` */
export async function stopRefused(store: Pick<Store, 'reader' | 'write'>, check: RefusalCheck): Promise<void> {
  const stops = await refusalsStopping(store.reader, check);
  const [latest] = stops;
  if (latest === undefined) return;
  await enterRefusalMet(store, check, stops);
  throw refusedPurpose(latest);
}

export async function enterRefusalMet(
  store: Pick<Store, 'write'>,
  { channel, item, author }: Pick<RefusalCheck, 'channel' | 'item' | 'author'>,
  met: readonly MetRefusal[],
): Promise<void> {
  const refusals = met.map(({ no }) => no);
  await store.write({ event: 'notice.refusal-met', body: { user: author, channel, item, refusals } });
}

/** What an alert is to be checked for before it is put in force. */
export function alertCheck(alert: Alert, author: string): RefusalCheck {
  const protective = PROTECTIVE_CATEGORIES.has(alert.category);
  return { channel: 'alert', keys: keysOfAlert(alert), protective, item: alert.id, author };
}

const PROTECTIVE_CATEGORIES: ReadonlySet<string> = new Set(['missing', 'possible-victim', 'witness']);
