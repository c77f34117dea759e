// SPDX-License-Identifier: Apache-2.0
// The step of the schema that keeps up to which entry of the log each receiver of announcements was told.

import type { Words } from './schema.ts';

export function announcers({ whole, table }: Words): string[] {
  return [
    `create table announcer (
       name text primary key, next_index ${whole} not null, reached_at ${whole}, failing_since ${whole}, failure text)
       ${table}`,
  ];
}
