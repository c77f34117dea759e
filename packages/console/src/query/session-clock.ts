// SPDX-License-Identifier: Apache-2.0
// When the session will end: at its fixed end, or after half an hour without a request, whichever comes first.

/** The node ends a session that made no request for this long. */
export const SESSION_IDLE_MS = 30 * 60_000;
export const WARN_BEFORE_MS = 3 * 60_000;

export function sessionEndsAt(expiresAt: number, usedAt: number): number {
  return Math.min(expiresAt, usedAt + SESSION_IDLE_MS);
}
