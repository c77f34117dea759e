// SPDX-License-Identifier: Apache-2.0
// When a checkpoint is brought to the witnesses, so that news are witnessed soon and an idle federation comes to rest:
// cosigning writes entries, which make logs grow, which would have to be cosigned (spec/witness.md, 5).

/** How fast witnessing goes; all in milliseconds. */
export interface WitnessPace {
  /** After a pause: how long news wait for others to come with them. The partners of a round are asked one by one in as long again. */
  readonly settleMs: number;
  /** Under load: between two rounds. */
  readonly roundEveryMs: number;
  /** How often entries about nothing but witnessing are brought. */
  readonly quietRoundEveryMs: number;
  /** A silent partner is asked again after this, then after twice as long each time … */
  readonly againFirstMs: number;
  /** … up to this. */
  readonly againMaxMs: number;
  /** How often partners tell each other what they hold. */
  readonly gossipEveryMs: number;
}

export const USUAL_PACE: WitnessPace = {
  settleMs: 2_000,
  roundEveryMs: 30_000,
  quietRoundEveryMs: 24 * 3_600_000,
  againFirstMs: 4_000,
  againMaxMs: 600_000,
  gossipEveryMs: 60_000,
};

/** Where the log stands between two rounds; times on the monotonic clock. */
export interface LogSinceRound {
  /** Entries in the published log. */
  readonly size: number;
  /** Entries in the tree of the last round, and when that was; absent before the first. */
  readonly broughtSize: number;
  readonly broughtAt: number | undefined;
  /** When the first entry was seen since that is about anything but witnessing; absent when there is none. */
  readonly newsSince: number | undefined;
}

/** Whether a round is due. */
export function roundIsDue(
  { size, broughtSize, broughtAt, newsSince }: LogSinceRound,
  now: number,
  pace: WitnessPace,
): boolean {
  if (size <= broughtSize) return false;
  const sinceRound = broughtAt === undefined ? Number.POSITIVE_INFINITY : now - broughtAt;
  if (newsSince === undefined) return sinceRound >= pace.quietRoundEveryMs;
  return sinceRound >= pace.roundEveryMs && now - newsSince >= pace.settleMs;
}

/** How long a partner that was silent so many times in a row is left alone. */
export function askAgainAfterMs(failures: number, pace: WitnessPace): number {
  return Math.min(pace.againFirstMs * 2 ** Math.min(failures - 1, 30), pace.againMaxMs);
}
