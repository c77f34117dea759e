// SPDX-License-Identifier: Apache-2.0
// Stops whom or what was refused from coming back by another channel (spec/notice.md, 18). What is stopped is an entry.
import type { Alert } from '@iims/wire/alert';
import { type MetRefusal, refusalsMet } from '../store/refused-purposes.ts';
import { refusedPurpose, stopping } from '../store/stopped-by-refusal.ts';
import type { Store } from '../store/store.ts';
import { keysOfAlert, type SubjectKey } from './subject-keys.ts';

export interface RefusalCheck {
  readonly channel: 'notice' | 'alert' | 'message';
  readonly keys: readonly SubjectKey[];
  /** Whether it is for the person and not against. */
  readonly protective: boolean;
  /** The notice, alert or case that an override would be for. */
  readonly item: string;
  /** Whose own override does not count. */
  readonly author: string;
}

/** @throws IimsError `notice.refused-purpose`, `store.*` */
export async function stopRefused(store: Pick<Store, 'reader' | 'write'>, check: RefusalCheck): Promise<void> {
  const stops = stopping(await refusalsMet(store.reader, check.keys, check.item), check);
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
