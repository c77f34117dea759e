// SPDX-License-Identifier: Apache-2.0
// Keeps up to which entry a receiver of announcements was told. Entries: webhook.started, .delivered, .failed and .given-up.

import type { AnnouncerRow } from '../announcers.ts';
import type { Transaction } from '../sql.ts';

export async function keepAnnouncer(
  transaction: Transaction,
  { name, nextIndex, reachedAt, failing }: AnnouncerRow,
): Promise<void> {
  await transaction.run(
    `insert into announcer (name, next_index, reached_at, failing_since, failure) values (?, ?, ?, ?, ?)
       on conflict (name) do update set next_index = excluded.next_index, reached_at = excluded.reached_at,
         failing_since = excluded.failing_since, failure = excluded.failure`,
    [name, nextIndex, reachedAt ?? null, failing?.since ?? null, failing?.code ?? null],
  );
}
