// SPDX-License-Identifier: Apache-2.0
// Accounts of a node's users, their sessions, and the failed sign-ins that lock them out for a while.

import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Row } from './sql.ts';

export interface ListedAccount {
  readonly user: string;
  readonly role: string;
  readonly disabled: boolean;
  readonly addedAt: number;
}

export interface Account extends ListedAccount {
  readonly passwordHash: string;
}

export interface SessionRow {
  readonly user: string;
  readonly role: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The account behind the session is closed. */
  readonly disabled: boolean;
}

export async function findAccount(reader: Reader, user: string): Promise<Account | undefined> {
  const [row] = await reader.all(
    'select user_name, role, password_hash, added_at, disabled_at from user_account where user_name = ?',
    [user],
  );
  if (row === undefined) return undefined;
  const sealed = row.password_hash as Uint8Array;
  const hash = await reader.unseal(PASSWORD_HASH, accountRow(user), sealed);
  if (hash.kind !== 'open') {
    throw new IimsError('store.failed', {
      message: 'The password hash of an account is not what was written.',
      field: 'user',
      fix: 'Keep the evidence and restore a backup.',
    });
  }
  return { ...toAccount(row), passwordHash: fromUtf8(hash.content) };
}

/** All accounts by name. */
export async function listAccounts(reader: Reader): Promise<ListedAccount[]> {
  const rows = await reader.all('select user_name, role, added_at, disabled_at from user_account order by user_name');
  return rows.map(toAccount);
}

/** Sealed, so that a stolen database gives nothing to try passwords against. */
export const PASSWORD_HASH = sealedColumn('account', 'user_account', 'password_hash');

/** Names are never given twice. */
export function accountRow(user: string): RowKey {
  return utf8(user);
}

/** The session stored under the hash of its token, expired or not. */
export async function findSession(reader: Reader, tokenHash: Uint8Array): Promise<SessionRow | undefined> {
  const [row] = await reader.all(
    `select s.user_name, s.created_at, s.expires_at, u.role, u.disabled_at
       from session s join user_account u on u.user_name = s.user_name
      where s.token_hash = ?`,
    [tokenHash],
  );
  return (
    row && {
      user: row.user_name as string,
      role: row.role as string,
      createdAt: row.created_at as number,
      expiresAt: row.expires_at as number,
      disabled: row.disabled_at !== null,
    }
  );
}

/** Failed sign-ins at or after `since`, for an account and for a source, both known by their hash only. */
export async function countSignInFailures(
  reader: Reader,
  of: { account: Uint8Array; source: Uint8Array; since: number },
): Promise<{ account: number; source: number }> {
  const [row] = await reader.all<{ account: number; source: number }>(
    `select (select count(*) from sign_in_failure where account_hash = ? and at_ms >= ?) as account,
            (select count(*) from sign_in_failure where source_hash = ? and at_ms >= ?) as source`,
    [of.account, of.since, of.source, of.since],
  );
  return { account: row?.account ?? 0, source: row?.source ?? 0 };
}

function toAccount(row: Row): ListedAccount {
  return {
    user: row.user_name as string,
    role: row.role as string,
    disabled: row.disabled_at !== null,
    addedAt: row.added_at as number,
  };
}

/** Failed sign-ins older than this are forgotten. */
export const SIGN_IN_FAILURE_KEPT_MS = 10 * 60_000;
/** Sessions of one account; opening another closes the oldest. */
export const SESSIONS_PER_USER_MAX = 16;
