// SPDX-License-Identifier: Apache-2.0
// The one decision on who may do what: an officer, a permission, and the object as it was loaded.
import { IimsError } from '@iims/wire/errors';
import { allows, type Permission, type Role } from './permissions.ts';

/** Who acts: the account behind a session. */
export interface Officer {
  readonly user: string;
  readonly role: Role;
  readonly state: string;
}

/** What is acted upon, as loaded from the store, never as named in the request. */
export type AuthorisedObject =
  | { readonly kind: 'node' }
  | { readonly kind: 'own-session'; readonly user: string }
  | { readonly kind: 'own-queries'; readonly user: string };

/**
 * Returns when the officer may do it; otherwise throws `access.denied`, or `access.not-found`
 * where the object belongs to somebody else and its existence is no business of the officer's.
 */
export function authorise(officer: Officer, permission: Permission, object: AuthorisedObject): void {
  if (!allows(officer.role, permission)) {
    throw new IimsError('access.denied', {
      message: 'Your role does not grant this.',
      field: 'role',
      rule: permission,
      fix: 'Ask your administrator for an account with the right role.',
    });
  }
  if (object.kind !== 'node' && object.user !== officer.user) {
    throw new IimsError('access.not-found', { message: 'There is no such thing for this session.' });
  }
}
