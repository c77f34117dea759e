// SPDX-License-Identifier: Apache-2.0
// Cases on hold (spec/case.md, 18 to 22): no period erases anything of them.

import { fromUtf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { caseRow } from './case-files.ts';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Transaction } from './sql.ts';

export interface CaseHold {
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Undefined where it is damaged. */
  readonly reason: string | undefined;
}

/** Undefined for a case that is not on hold. */
export async function holdOf(reader: Reader, token: string): Promise<CaseHold | undefined> {
  const row = await holdRow(reader, token);
  if (row === undefined) return undefined;
  const unsealed = await reader.unseal(HOLD_REASON, caseRow(token), row.reason);
  return { by: row.by, at: row.at, reason: unsealed.kind === 'open' ? fromUtf8(unsealed.content) : undefined };
}

/** Who holds a case, and since when, with the reason as it lies. */
export async function holdRow(
  reader: Pick<Reader, 'all'>,
  token: string,
): Promise<{ readonly by: string; readonly at: number; readonly reason: Uint8Array } | undefined> {
  const [row] = await reader.all<{ by: string; at: number; reason: Uint8Array }>(
    'select held_by as "by", held_at as "at", reason from case_hold where case_token = ?',
    [token],
  );
  return row;
}

/** Inside an act that would erase a message or an imported mail. @throws IimsError `case.held` */
export async function refuseHeld(
  transaction: Pick<Transaction, 'all'>,
  table: keyof typeof NUMBER_OF,
  no: number,
): Promise<void> {
  const number = NUMBER_OF[table];
  const [held] = await transaction.all(
    `select d.case_token from ${table} d join case_hold h on h.case_token = d.case_token where d.${number} = ?`,
    [no],
  );
  if (held !== undefined) throw isHeld();
}

export function isHeld(): IimsError {
  return new IimsError('case.held', { message: 'The case is on hold.', field: 'caseRef' });
}

const NUMBER_OF = { message: 'message_no', imported_mail: 'mail_no', notice_draft: 'number' } as const;
export const HOLD_REASON = sealedColumn('account', 'case_hold', 'reason');
/** Of one node. */
export const CASE_HOLDS_MAX = 1_000;
