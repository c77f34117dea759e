// SPDX-License-Identifier: Apache-2.0
// An error in a form that crosses threads: a structured clone would forget the class and the code of an `IimsError`.

import { type ErrorCode, type ErrorDetail, IimsError } from '@iims/wire/errors';

export type Fault =
  | { readonly kind: 'catalogue'; readonly code: ErrorCode; readonly detail: ErrorDetail }
  | { readonly kind: 'other'; readonly error: Error };

export function toFault(error: unknown): Fault {
  if (error instanceof IimsError) {
    const { code, message, field, rule, fix } = error;
    const detail: ErrorDetail = {
      message,
      ...(field === undefined ? {} : { field }),
      ...(rule === undefined ? {} : { rule }),
      ...(fix === undefined ? {} : { fix }),
      ...(error.cause === undefined ? {} : { cause: String(error.cause) }),
    };
    return { kind: 'catalogue', code, detail };
  }
  return { kind: 'other', error: error instanceof Error ? error : new Error(String(error)) };
}

export function fromFault(fault: Fault): Error {
  return fault.kind === 'catalogue' ? new IimsError(fault.code, fault.detail) : fault.error;
}
