// SPDX-License-Identifier: Apache-2.0
// What communication checks have shown of each State's contact points (spec/directory.md, 9).
import type { CheckResult } from './communication-check.ts';

export interface CheckStatistics {
  readonly state: string;
  readonly asked: number;
  readonly onTime: number;
  readonly late: number;
  readonly silent: number;
  /** The middle of the times from the check to the answer, in milliseconds; absent where nobody answered. */
  readonly medianMs?: number;
}

/** One row for each State that was asked, in the order of its code. */
export function checkStatistics(checks: readonly CheckResult[]): CheckStatistics[] {
  const points = checks.flatMap(({ startedAt, points: asked }) => asked.map((point) => ({ ...point, startedAt })));
  const states = [...new Set(points.map(({ state }) => state))].sort();
  return states.map((state) => {
    const own = points.filter((point) => point.state === state);
    const count = (standing: string) => own.filter((point) => point.standing === standing).length;
    const times = own
      .flatMap(({ answeredAt, startedAt }) => (answeredAt === undefined ? [] : [answeredAt - startedAt]))
      .sort((one, other) => one - other);
    const medianMs = times[Math.floor((times.length - 1) / 2)];
    return {
      state,
      asked: own.length,
      onTime: count('on-time'),
      late: count('late'),
      silent: count('silent'),
      ...(medianMs === undefined ? {} : { medianMs }),
    };
  });
}
