// SPDX-License-Identifier: Apache-2.0
// Joins two cases, both ways. Entry: case.linked, whose number the link has.

import type { CaseLinkReason } from '@iims/wire/case-codes';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import {
  CASE_LINK,
  CASE_LINKS_MAX,
  caseTokenOf,
  checkCaseRoom,
  findCaseFile,
  noSuchCase,
  touchCase,
} from '../case-files.ts';
import type { Transaction } from '../sql.ts';

export interface CasesToLink {
  readonly caseRef: string;
  readonly other: string;
  readonly reason: CaseLinkReason;
  readonly words?: string;
  readonly by: string;
}

/** A link that is there gets the other reason. Throws `case.not-found`, `case.full`, `input.invalid` for a case and itself. */
export async function linkCases(
  transaction: Transaction,
  { caseRef, other, reason, words, by }: CasesToLink,
): Promise<void> {
  const { entryIndex: no, atMs } = transaction;
  const { token } = await touchCase(transaction, caseRef);
  const otherFile = await findCaseFile(transaction, other);
  if (otherFile === undefined) throw noSuchCase('other');
  if (otherFile.token === token) {
    throw new IimsError('input.invalid', { message: 'A case is not linked with itself.', field: 'other' });
  }
  await unlinkPair(transaction, token, otherFile.token);
  const room = { table: 'case_link', most: CASE_LINKS_MAX } as const;
  await checkCaseRoom(transaction, { ...room, token });
  await checkCaseRoom(transaction, { ...room, token: otherFile.token, field: 'other' });
  const content = encodeCbor({ caseRef, other, ...(words === undefined ? {} : { words }) });
  await transaction.run(
    `insert into case_link (link_no, case_token, other_token, reason, added_by, added_at, content)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [no, token, otherFile.token, reason, by, atMs, transaction.seal(CASE_LINK, no, content)],
  );
}

/** Entry: case.unlinked. What is not linked is unlinked already. Throws `case.not-found`. */
export async function unlinkCases(
  transaction: Transaction,
  { caseRef, other }: { readonly caseRef: string; readonly other: string },
): Promise<void> {
  const { token } = await touchCase(transaction, caseRef);
  await unlinkPair(transaction, token, caseTokenOf(transaction, other));
}

async function unlinkPair(transaction: Transaction, one: string, other: string): Promise<void> {
  await transaction.run(
    'delete from case_link where (case_token = ? and other_token = ?) or (case_token = ? and other_token = ?)',
    [one, other, other, one],
  );
}
