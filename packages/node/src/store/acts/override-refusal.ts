// SPDX-License-Identifier: Apache-2.0
// Lets one notice, alert or case pass although its purpose was refused. Entry: notice.refusal-overridden.

import { utf8 } from '@iims/wire/bytes';
import { noSuchRefusal, OVERRIDE_REASON, overrideRow } from '../refused-purposes.ts';
import type { Transaction } from '../sql.ts';

/** An override that stands is replaced. Throws `notice.not-found`. */
export async function overrideRefusal(
  transaction: Transaction,
  args: { readonly no: number; readonly item: string; readonly by: string; readonly reason: string },
): Promise<void> {
  const { no, item, by, reason } = args;
  const refused = await transaction.all('select no from refused_purpose where no = ?', [no]);
  if (refused.length === 0) throw noSuchRefusal();
  await transaction.run(
    `insert into refusal_override (no, item, by_user, at_ms, reason) values (?, ?, ?, ?, ?)
       on conflict (no, item) do update set by_user = excluded.by_user, at_ms = excluded.at_ms, reason = excluded.reason`,
    [no, item, by, transaction.atMs, transaction.seal(OVERRIDE_REASON, overrideRow(no, item), utf8(reason))],
  );
}
