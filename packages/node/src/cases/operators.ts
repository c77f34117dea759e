// SPDX-License-Identifier: Apache-2.0
// To whom cases, tasks and messages may be assigned: accounts of this node that are not closed and may read messages.
import { IimsError } from '@iims/wire/errors';
import { allows, type Role } from '../access/permissions.ts';
import { listAccounts } from '../store/accounts.ts';
import type { Reader } from '../store/sql.ts';

/** Their names, in order. */
export async function operatorsOf(reader: Reader): Promise<string[]> {
  const accounts = await listAccounts(reader);
  return accounts.flatMap(({ user, role, disabled }) =>
    !disabled && allows(role as Role, 'message.read') ? [user] : [],
  );
}

/** @throws IimsError `input.invalid` for anybody else; nobody, `null`, is somebody here */
export async function checkAssignee(reader: Reader, assignee: string | null | undefined): Promise<void> {
  if (assignee === null || assignee === undefined || (await operatorsOf(reader)).includes(assignee)) return;
  throw new IimsError('input.invalid', {
    message: 'Nothing can be assigned to this account.',
    field: 'assignee',
    rule: 'an account of this node that is not closed and may read messages',
    fix: 'Choose one of the operators.',
  });
}
