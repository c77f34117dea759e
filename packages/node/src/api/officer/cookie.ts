// SPDX-License-Identifier: Apache-2.0
// The session's cookie.

/** Carries the State, because nodes of several States may share one host. */
export function cookieName(state: string): string {
  return `iims-${state}`;
}

/** Out of reach of scripts and of other sites; the same when it is set and when it is taken away. */
export function cookieFlags(protocol: string) {
  return {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    // A browser drops a `Secure` cookie on plain HTTP, and plain HTTP is accepted on loopback only.
    secure: protocol === 'https',
  } as const;
}
