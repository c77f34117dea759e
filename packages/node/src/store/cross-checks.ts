// SPDX-License-Identifier: Apache-2.0
// What own registers and earlier messages know of the subjects of a message that came (spec/cross-check.md), sealed with its content.

import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Statements, Transaction } from './sql.ts';

/** Why an earlier message belongs to a later one. */
export const RELATED_BY = ['same-person', 'same-name', 'same-number', 'same-attachment'] as const;
export type RelatedBy = (typeof RELATED_BY)[number];

export interface Findings {
  /** What the own registers said: alerts that may be shown, by register and id alone. */
  readonly outcome: 'hit' | 'no-hit' | 'unavailable' | 'not-asked';
  readonly alerts: readonly { readonly register: string; readonly alertId: string; readonly band: 'hit' | 'compare' }[];
  readonly earlier: readonly EarlierMessage[];
  /** Whether the message names more than was looked for, or more was found than is kept. */
  readonly isCut: boolean;
}

export interface EarlierMessage {
  readonly no: number;
  readonly by: readonly RelatedBy[];
  /** The same State said the same in the same kind of message, shortly before. */
  readonly isDuplicate: boolean;
}

/** Up to which message subjects were looked at: the number of the next one. */
export async function crossCheckMark(reader: Pick<Statements, 'all'>): Promise<number> {
  const [row] = await reader.all<{ next: number }>('select next_no as next from cross_check_mark');
  return row!.next;
}

/** Inside a transaction: everything before `next` was looked at. */
export async function moveCrossCheckMark(transaction: Statements, next: number): Promise<void> {
  await transaction.run('update cross_check_mark set next_no = ? where mark_no = 1 and next_no < ?', [next, next]);
}

/** Inside an act: what was found, once; nothing where the message has ended. */
export async function insertFindings(transaction: Transaction, no: number, findings: Findings): Promise<void> {
  const [ended] = await transaction.all('select cause from message_ending where message_no = ?', [no]);
  if (ended !== undefined) return;
  await transaction.run(
    'insert into cross_check (message_no, at_ms, findings) values (?, ?, ?) on conflict (message_no) do nothing',
    [no, transaction.atMs, transaction.seal(FINDINGS, no, encodeCbor(findings))],
  );
}

/** Undefined where nothing was looked for, or it has ended. */
export async function findingsOf(
  reader: Reader,
  no: number,
): Promise<{ readonly at: number; readonly findings: Findings } | undefined> {
  const [row] = await reader.all<{ at: number; findings: Uint8Array }>(
    'select at_ms as at, findings from cross_check where message_no = ?',
    [no],
  );
  if (row === undefined) return undefined;
  const unsealed = await reader.unseal(FINDINGS, no, row.findings);
  if (unsealed.kind !== 'open') return undefined;
  return { at: row.at, findings: decodeCbor(unsealed.content) as unknown as Findings };
}

/** Inside an act that deletes content. */
export async function forgetFindings(transaction: Statements, no: number): Promise<void> {
  await transaction.run('delete from cross_check where message_no = ?', [no]);
}

export const FINDINGS = sealedColumn('content', 'cross_check', 'findings');
