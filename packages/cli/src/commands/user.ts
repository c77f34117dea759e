// SPDX-License-Identifier: Apache-2.0
// `iims user add|disable|list`: accounts of a node, from its data directory, also while the node runs.
import { hashPassword } from '@iims/node/access/passwords';
import { ROLES, type Role } from '@iims/node/access/permissions';
import { systemRandom } from '@iims/node/clock';
import { openNodeStore } from '@iims/node/open-node-store';
import { listAccounts } from '@iims/node/store/accounts';
import type { Store } from '@iims/node/store/store';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { badOption, PASSWORD_BYTES_MAX, readPasswordFile, withoutLineEnd } from '../option-values.ts';
import { print, readStdinText, say } from '../terminal.ts';

export interface AddUserOptions {
  readonly dir: string;
  readonly user: string;
  readonly role: string;
  /** Without it the password is read from stdin. */
  readonly passwordFile?: string;
  readonly json: boolean;
}

export async function addUser({ dir, user, role, passwordFile, json }: AddUserOptions): Promise<ExitStatus> {
  if (!USER_NAME.test(user))
    throw badOption('user', 'a letter or digit, then letters, digits, ".", "_", "-"; at most 64');
  if (!ROLES.includes(role as Role)) throw badOption('role', ROLES.join(', '));
  const password =
    passwordFile === undefined
      ? withoutLineEnd(await readStdinText(PASSWORD_BYTES_MAX))
      : readPasswordFile(passwordFile);
  const passwordHash = await hashPassword(password, systemRandom);
  await withStore(dir, (store) =>
    store.write(
      { event: 'user.added', body: { user, role, by: 'command line' } },
      { name: 'add-user', args: { user, role, passwordHash } },
    ),
  );
  if (json) print(JSON.stringify({ user, role }));
  else say(`Account ${user} (${role}) is there.`);
  return EXIT.ok;
}

export interface DisableUserOptions {
  readonly dir: string;
  readonly user: string;
  readonly json: boolean;
}

export async function disableUser({ dir, user, json }: DisableUserOptions): Promise<ExitStatus> {
  await withStore(dir, (store) =>
    store.write(
      { event: 'user.disabled', body: { user, by: 'command line' } },
      { name: 'disable-user', args: { user } },
    ),
  );
  if (json) print(JSON.stringify({ user, disabled: true }));
  else say(`Account ${user} is closed; its sessions have ended.`);
  return EXIT.ok;
}

export interface ListUsersOptions {
  readonly dir: string;
  readonly json: boolean;
}

export async function listUsers({ dir, json }: ListUsersOptions): Promise<ExitStatus> {
  const accounts = await withStore(dir, (store) => listAccounts(store.reader));
  for (const { user, role, disabled, addedAt } of accounts) {
    const added = new Date(addedAt).toISOString();
    print(
      json
        ? JSON.stringify({ user, role, disabled, addedAt: added })
        : `${user}\t${role}\t${disabled ? 'disabled' : 'active'}\t${added}`,
    );
  }
  return EXIT.ok;
}

async function withStore<R>(dir: string, work: (store: Store) => Promise<R>): Promise<R> {
  const store = await openNodeStore(dir);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
