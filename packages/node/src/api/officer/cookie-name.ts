// SPDX-License-Identifier: Apache-2.0
// The session's cookie.

/** Carries the State, because nodes of several States may share one host. */
export function cookieName(state: string): string {
  return `iims-${state}`;
}
