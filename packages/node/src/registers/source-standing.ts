// SPDX-License-Identifier: Apache-2.0
// How the source of a register stands, and whether what the register holds may pass for what is known (spec/register-source.md).
import { findSource, type RegisterSource, type SourceStanding } from '../store/register-sources.ts';
import type { Store } from '../store/store.ts';

/** Why nothing may be concluded from what a register does not hold. */
export type BehindReason = 'source-withdrawn' | 'source-unavailable' | 'source-stale' | 'index-behind';

/** Why a register is behind its source, at a time in ms since 1970; undefined where it is not. `checkedAt`: to when it is known to be right. */
export function whyBehind(
  source: RegisterSource,
  now: number,
  checkedAt: number = source.checkedAt,
): Exclude<BehindReason, 'index-behind'> | undefined {
  if (source.sourceStanding === 'withdrawn') return 'source-withdrawn';
  if (source.sourceStanding === 'unavailable') return 'source-unavailable';
  // A comparison of a day to come was made by a clock that was wrong: it tells as little as one of long ago.
  const isStale = Math.abs(now - checkedAt) > source.staleAfterMs;
  return source.staleAfterMs > 0 && isStale ? 'source-stale' : undefined;
}

/** Whether anything may be said of what a register holds: nothing of what is withdrawn. */
export function isSpoken({ sourceStanding }: Pick<RegisterSource, 'sourceStanding'>): boolean {
  return sourceStanding !== 'withdrawn';
}

export interface SourceStandingToSet {
  readonly register: string;
  readonly standing: SourceStanding;
  /** An account, or the connector that says so. */
  readonly by: string;
}

/**
 * Says how a source stands, from the entry on. What stands so already, and a withdrawn register whose source is also unavailable,
 * stays as it is without an entry; so a source that fails again and again costs one. Throws `register.unknown`.
 */
export async function setSourceStanding(store: Store, { register, standing, by }: SourceStandingToSet): Promise<void> {
  const { sourceStanding } = await findSource(store.reader, register);
  if (sourceStanding === standing || (sourceStanding === 'withdrawn' && standing === 'unavailable')) return;
  await store.write(
    { event: 'register.source-standing', body: { register, standing, by } },
    { name: 'set-source-standing', args: { register, standing } },
  );
}

export interface SourceConfirmation {
  readonly register: string;
  /** When the comparison with the source began, ms since 1970. */
  readonly checkedAt: number;
  /** From now on a check is good for so long, ms; 0: without a bound. Left out: as before. */
  readonly staleAfterMs?: number;
}

/** Says that a register equals its source, and that the source answered. It ends `unavailable`, never `withdrawn`. Throws `register.unknown`. */
export async function confirmSource(store: Store, confirmation: SourceConfirmation): Promise<void> {
  await store.write(
    { event: 'register.source-confirmed', body: { ...confirmation } },
    { name: 'confirm-source', args: confirmation },
  );
}
