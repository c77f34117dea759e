// SPDX-License-Identifier: Apache-2.0
// The exit statuses of every command (spec/cli.md).

export const EXIT = {
  /** Done; of a query: every State answered; of a log: it is whole. */
  ok: 0,
  /** A fault, or a log that is not whole. */
  fault: 1,
  /** The input or the call was wrong. */
  badInput: 2,
  /** The query is answered, but not by every State. */
  incomplete: 3,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** The status that stands for several: a fault before bad input before an incomplete answer. */
export function worstOf(statuses: readonly ExitStatus[]): ExitStatus {
  return [EXIT.fault, EXIT.badInput, EXIT.incomplete].find((status) => statuses.includes(status)) ?? EXIT.ok;
}
