// SPDX-License-Identifier: Apache-2.0
// Up to which entry of the log each receiver of announcements was told, and whether it is reached (spec/announcements.md, 7 to 11).

import type { Reader } from './sql.ts';

export interface AnnouncerRow {
  readonly name: string;
  /** The first entry that it was not told of. */
  readonly nextIndex: number;
  /** When it was last told something, milliseconds since 1970. */
  readonly reachedAt?: number;
  /** Present while it fails. */
  readonly failing?: { readonly since: number; readonly code: string };
}

/** Undefined for one that was never told anything. */
export async function readAnnouncer(reader: Reader, name: string): Promise<AnnouncerRow | undefined> {
  const [row] = await reader.all<{
    nextIndex: number;
    reachedAt: number | null;
    since: number | null;
    code: string | null;
  }>(
    `select next_index as "nextIndex", reached_at as "reachedAt", failing_since as since, failure as code
       from announcer where name = ?`,
    [name],
  );
  if (row === undefined) return undefined;
  const { nextIndex, reachedAt, since, code } = row;
  return {
    name,
    nextIndex,
    ...(reachedAt === null ? {} : { reachedAt }),
    ...(since === null || code === null ? {} : { failing: { since, code } }),
  };
}
