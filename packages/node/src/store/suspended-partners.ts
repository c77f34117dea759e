// SPDX-License-Identifier: Apache-2.0
// The partners that this State has suspended: a decision of its own, kept through restarts.

import type { StateCode } from '@iims/wire/identifiers';
import type { Reader } from './sql.ts';

export interface SuspendedPartner {
  readonly state: StateCode;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly reason: string;
  /** An account, or `administrator` for whoever works at the node's own machine. */
  readonly by: string;
}

/** All of them, in alphabetical order; there are never more than member States. */
export async function listSuspendedPartners(reader: Reader): Promise<SuspendedPartner[]> {
  const rows = await reader.all('select state, since_ms, reason, suspended_by from suspended_partner order by state');
  return rows.map((row) => ({
    state: row.state as StateCode,
    since: row.since_ms as number,
    reason: row.reason as string,
    by: row.suspended_by as string,
  }));
}
