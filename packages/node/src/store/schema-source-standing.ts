// SPDX-License-Identifier: Apache-2.0
// The step of the schema that says of each register, in both directions, how its source stands and for how long it is good once it was checked.

import type { Words } from './schema.ts';

/** What was there before has the standing that it was taken to have: current, without a bound. */
export function sourceStanding({ whole }: Words): string[] {
  return ['register', 'positive_register'].flatMap((table) => [
    `alter table ${table} add column source_standing text not null default 'current'`,
    `alter table ${table} add column source_since ${whole} not null default 0`,
    `alter table ${table} add column stale_after_ms ${whole} not null default 0`,
  ]);
}
