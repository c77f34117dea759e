// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a token, in words for its administrator (spec/custody.md, 5). PINs and key bytes are in none of them.
import { IimsError } from '@iims/wire/errors';
import { pkcs11 } from './native.ts';

export function replaced(rule: string): IimsError {
  return new IimsError('keys.token-replaced', {
    message: 'The token is another one, or lacks keys of this node.',
    field: 'custody.token',
    rule,
    fix: 'Put the right token back, or restore it from its backup. If it is lost, make new keys.',
  });
}

export function gone(cause?: unknown): IimsError {
  return new IimsError('keys.token-gone', {
    message: 'The token that keeps the keys does not answer.',
    field: 'custody.token',
    rule: 'a token of this label is there and answers',
    fix: 'Put it back, or start its service. A node that runs goes on by itself.',
    cause,
  });
}

export function withoutModule(cause: unknown): IimsError {
  return new IimsError('keys.token-module', {
    message: "The token's library cannot be loaded.",
    field: 'custody.module',
    rule: 'a PKCS#11 library for this machine',
    fix: 'Install it, or correct its path.',
    cause,
  });
}

/** The fault behind an error of PKCS#11 (v3.0, 5.1.6); what is no fault of the PIN is a token that does not answer. */
export function toFault(thrown: unknown): IimsError {
  if (thrown instanceof IimsError) return thrown;
  const { code } = thrown as { readonly code?: number };
  if (code !== undefined && PIN_REFUSED.includes(code)) {
    return new IimsError('keys.pin-wrong', {
      message: 'The token refuses the PIN.',
      field: 'custody.pinFile',
      rule: 'the PIN of the token; it was tried once, since tokens lock after a few attempts',
      fix: 'Correct the file of the PIN and start the node again.',
      cause: thrown,
    });
  }
  if (code !== pkcs11.CKR_PIN_LOCKED && code !== pkcs11.CKR_PIN_EXPIRED) return gone(thrown);
  return new IimsError('keys.pin-locked', {
    message: "The token's PIN is locked.",
    field: 'custody.pinFile',
    fix: "Let the token's security officer set the PIN anew, correct its file, and start the node again.",
    cause: thrown,
  });
}

const PIN_REFUSED: readonly number[] = [
  pkcs11.CKR_PIN_INCORRECT,
  pkcs11.CKR_PIN_INVALID,
  pkcs11.CKR_PIN_LEN_RANGE,
  pkcs11.CKR_USER_PIN_NOT_INITIALIZED,
];
