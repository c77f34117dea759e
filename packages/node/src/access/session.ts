// SPDX-License-Identifier: Apache-2.0
// Sessions: a random token in a cookie, of which the store knows only the hash.
import { hash, timingSafeEqual } from 'node:crypto';
import { hmac } from '@iims/crypto/primitives';
import { toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { findSession } from '../store/accounts.ts';
import type { Reader } from '../store/sql.ts';
import type { Officer } from './authorise.ts';
import type { Role } from './permissions.ts';

/** A session ends after this time whatever happens: one shift. */
export const SESSION_LIFE_MS = 12 * 60 * 60_000;
/** A session without a request for this long has ended (CJIS: at most 30 minutes). */
export const SESSION_IDLE_MS = 30 * 60_000;
export const TOKEN_BYTES = 32;
/** Sessions whose last use is remembered; beyond it the oldest are forgotten and count as used at their start. */
const REMEMBERED_MAX = 10_000;

export interface Session {
  readonly officer: Officer;
  /** SHA-256 of the token. */
  readonly tokenHash: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** What the page must send back in a header with everything that acts. */
  readonly csrf: string;
}

/** The hash under which a token is stored. */
export function hashToken(token: string): Uint8Array {
  return hash('sha256', `iims/session\0${token}`, 'buffer');
}

/** The anti-forgery token of a session: derived, so that it needs no storage, and useless for finding the session's token. */
export function csrfToken(token: string): string {
  return Buffer.from(hmac('sha256', utf8(token), CSRF_LABEL)).toString('base64url');
}

/** Remembers when each session was last used. The memory is this process's: after a restart idle time counts from then. */
export class SessionActivity {
  readonly #lastUsedAt = new Map<string, number>();
  readonly #startedAt: number;

  constructor(now: number) {
    this.#startedAt = now;
  }

  /** False when the session was idle too long; otherwise marks it as used now. */
  touch(tokenHash: Uint8Array, createdAt: number, now: number): boolean {
    const key = toHex(tokenHash);
    const lastUsedAt = this.#lastUsedAt.get(key) ?? Math.max(createdAt, this.#startedAt);
    const isIdle = now - lastUsedAt > SESSION_IDLE_MS;
    // Taken out and put in again, so that the map's order is that of use. Once over is over, also when the clock is set back.
    this.#lastUsedAt.delete(key);
    this.#lastUsedAt.set(key, isIdle ? Number.NEGATIVE_INFINITY : now);
    if (this.#lastUsedAt.size > REMEMBERED_MAX) {
      const oldest = this.#lastUsedAt.keys().next().value;
      if (oldest !== undefined) this.#lastUsedAt.delete(oldest);
    }
    return !isIdle;
  }
}

/**
 * The session behind a cookie's token. Read from the store at every request, so that a closed account or session
 * ends at once. Throws `access.not-signed-in`.
 */
export async function readSession(
  reader: Reader,
  activity: SessionActivity,
  state: string,
  token: string | undefined,
  now: number,
): Promise<Session> {
  if (token === undefined || token.length === 0 || token.length > TOKEN_CHARACTERS_MAX) throw notSignedIn();
  const tokenHash = hashToken(token);
  const row = await findSession(reader, tokenHash);
  if (!row || row.disabled || now >= row.expiresAt || now < row.createdAt - CLOCK_STEP_MS) throw notSignedIn();
  if (!activity.touch(tokenHash, row.createdAt, now)) throw notSignedIn();
  return {
    officer: { user: row.user, role: row.role as Role, state },
    tokenHash,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    csrf: csrfToken(token),
  };
}

/** Throws `access.csrf` unless the request carries the session's own anti-forgery token. */
export function checkCsrf(session: Session, header: unknown): void {
  const expected = Buffer.from(session.csrf);
  const given = Buffer.from(typeof header === 'string' ? header : '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new IimsError('access.csrf', {
      message: 'The request lacks the anti-forgery token of your session.',
      field: 'x-csrf-token',
      rule: 'the value that signing in returned',
      fix: 'Reload the page.',
    });
  }
}

const CSRF_LABEL = utf8('iims/csrf');
const TOKEN_CHARACTERS_MAX = 64;
/** A clock that was set back by more than this makes sessions from its future invalid. */
const CLOCK_STEP_MS = 5 * 60_000;

function notSignedIn(): IimsError {
  return new IimsError('access.not-signed-in', { message: 'You are not signed in.', fix: 'Sign in.' });
}
