// SPDX-License-Identifier: Apache-2.0
// Signing in and out: every attempt is an entry before it is answered.
import { createHash } from 'node:crypto';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { Clock, Random } from '../clock.ts';
import { countSignInFailures, findAccount } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { type AttemptsUnderWay, LOCK_WINDOW_MS } from './lockout.ts';
import { passwordMatches } from './passwords.ts';
import type { Role } from './permissions.ts';
import { csrfToken, hashToken, SESSION_LIFE_MS, type Session, TOKEN_BYTES } from './session.ts';

export interface SignInDoor {
  readonly state: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly underWay: AttemptsUnderWay;
}

export interface Attempt {
  readonly user: string;
  readonly password: string;
  /** Address the attempt comes from, as the socket says. */
  readonly source: string;
}

/** Opens a session. Throws `access.credentials`, `access.locked` or `access.busy`; each refusal is an entry. */
export async function signIn(door: SignInDoor, attempt: Attempt): Promise<{ token: string; session: Session }> {
  const account = fingerprint('account', attempt.user);
  const source = fingerprint('source', attempt.source);
  const stored = await countSignInFailures(door.store.reader, {
    account,
    source,
    since: door.clock.now() - LOCK_WINDOW_MS,
  });
  const accountKey = `account ${toHex(account)}`;
  const sourceKey = `source ${toHex(source)}`;
  if (!door.underWay.enter(accountKey, sourceKey, stored)) {
    // A try while locked is no failure of its own: otherwise the lock would never end by itself.
    await door.store.write({ event: 'access.sign-in-refused', body: { source: attempt.source, ground: 'locked' } });
    throw locked();
  }
  try {
    const found = await findAccount(door.store.reader, attempt.user);
    const matches = await passwordMatches(attempt.password, found?.passwordHash);
    if (!found || !matches || found.disabled) {
      await door.store.write(
        {
          event: 'access.sign-in-refused',
          // The name as typed is not written: passwords are typed into the wrong field every day.
          body: { ...(found ? { user: found.user } : {}), source: attempt.source, ground: refusalGround(found) },
        },
        { name: 'record-sign-in-failure', args: { account, source } },
      );
      throw new IimsError('access.credentials', {
        message: 'User name or password is wrong.',
        fix: 'Type both again. Five failures lock the account for 10 minutes.',
      });
    }
    return await openSession(door, found.user, found.role as Role, attempt.source);
  } finally {
    door.underWay.leave(accountKey, sourceKey);
  }
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
