// SPDX-License-Identifier: Apache-2.0
// Signing in and out: whatever tries a password is an entry before it is answered.
import { createHash } from 'node:crypto';
import { toHex } from '@iims/wire/bytes';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { Clock, Random } from '../clock.ts';
import { countSignInFailures, findAccount } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { type AttemptsUnderWay, type FailureCounts, LOCK_WINDOW_MS, type RefusalBudget } from './lockout.ts';
import { passwordMatches } from './passwords.ts';
import type { Role } from './permissions.ts';
import { csrfToken, hashToken, SESSION_LIFE_MS, type Session, TOKEN_BYTES } from './session.ts';

export interface SignInDoor {
  readonly state: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly underWay: AttemptsUnderWay;
  readonly refusals: RefusalBudget;
}

export interface Attempt {
  readonly user: string;
  readonly password: string;
  /** Address the attempt comes from, as the socket says. */
  readonly source: string;
}

/** Opens a session. Throws `access.credentials`, `access.locked` or `access.busy`. */
export async function signIn(door: SignInDoor, attempt: Attempt): Promise<{ token: string; session: Session }> {
  const account = fingerprint('account', attempt.user);
  const source = fingerprint('source', attempt.source);
  const countStored = (): Promise<FailureCounts> =>
    countSignInFailures(door.store.reader, { account, source, since: door.clock.now() - LOCK_WINDOW_MS });
  try {
    const opened = await door.underWay.admit(
      `account ${toHex(account)}`,
      `source ${toHex(source)}`,
      countStored,
      async () => tryPassword(door, attempt, { account, source }),
    );
    if (opened === 'locked') throw locked();
    return opened;
  } catch (fault) {
    await noteUntried(door, attempt, fault);
    throw fault;
  }
}

async function tryPassword(
  door: SignInDoor,
  attempt: Attempt,
  counted: { account: Uint8Array; source: Uint8Array },
): Promise<{ token: string; session: Session }> {
  const found = await findAccount(door.store.reader, attempt.user);
  const matches = await passwordMatches(attempt.password, found?.passwordHash);
  if (found && matches && !found.disabled) {
    return openSession(door, found.user, found.role as Role, attempt.source);
  }
  await door.store.write(
    {
      event: 'access.sign-in-refused',
      // The name as typed is not written: passwords are typed into the wrong field every day.
      body: { ...(found ? { user: found.user } : {}), source: attempt.source, ground: refusalGround(found) },
    },
    { name: 'record-sign-in-failure', args: counted },
  );
  throw new IimsError('access.credentials', {
    message: 'User name or password is wrong.',
    fix: 'Type both again. Five failures lock the account for 10 minutes.',
  });
}

/**
 * The entry of a refusal that tried no password. It is no failure of its own: otherwise the lock would never end by itself.
 */
async function noteUntried(door: SignInDoor, { source }: Attempt, fault: unknown): Promise<void> {
  const ground = fault instanceof IimsError ? UNTRIED_GROUNDS.get(fault.code) : undefined;
  if (ground === undefined) return;
  const leftOut = door.refusals.take(door.clock.now());
  if (leftOut === undefined) return;
  const body = { source, ground, ...(leftOut === 0 ? {} : { leftOut }) };
  await door.store.write({ event: 'access.sign-in-refused', body });
}

/** Ends a session at its owner's wish. */
export async function signOut(store: Store, session: Session): Promise<void> {
  await store.write(
    { event: 'access.signed-out', body: { user: session.officer.user } },
    { name: 'close-session', args: { tokenHash: session.tokenHash } },
  );
}

async function openSession(
  door: SignInDoor,
  user: string,
  role: Role,
  source: string,
): Promise<{ token: string; session: Session }> {
  const token = Buffer.from(door.random(TOKEN_BYTES)).toString('base64url');
  const createdAt = door.clock.now();
  const session: Session = {
    officer: { user, role, state: door.state },
    tokenHash: hashToken(token),
    createdAt,
    expiresAt: createdAt + SESSION_LIFE_MS,
    csrf: csrfToken(token),
  };
  await door.store.write(
    { event: 'access.signed-in', body: { user, role, source } },
    {
      name: 'open-session',
      args: { tokenHash: session.tokenHash, user, createdAt, expiresAt: session.expiresAt },
    },
  );
  return { token, session };
}

const UNTRIED_GROUNDS: ReadonlyMap<ErrorCode, string> = new Map([
  ['access.locked', 'locked'],
  ['access.busy', 'busy'],
]);

function refusalGround(account: { disabled: boolean } | undefined): string {
  if (!account) return 'unknown-account';
  return account.disabled ? 'disabled' : 'password';
}

/** Accounts and sources are counted under a hash: the counters hold no list of names that somebody tried. */
function fingerprint(kind: string, value: string): Uint8Array {
  return createHash('sha256').update(`iims/sign-in/${kind}\0`).update(value).digest();
}

function locked(): IimsError {
  return new IimsError('access.locked', {
    message: 'Too many failed sign-ins. This account or this place is locked for 10 minutes.',
    fix: 'Wait. The lock ends by itself.',
  });
}
