// SPDX-License-Identifier: Apache-2.0
// Why a State that was asked gave no answer: the closed list of reasons behind `unavailable` (spec/fan-out.md).

/** Each reason, and whether asking the same again may succeed within the same second. */
export const FAILURES = {
  'connection-refused': { retry: true },
  'connection-lost': { retry: true },
  'not-trusted': { retry: false },
  'trust-list-expired': { retry: false },
  suspended: { retry: false },
  'keys-away': { retry: false },
  // No retry against a bound that is reached, here or there: it would only add to the load.
  busy: { retry: false },
  'partner-busy': { retry: false },
  'frame-refused': { retry: false },
  'question-refused': { retry: false },
  'answer-unreadable': { retry: false },
  'bad-signature': { retry: false },
  'wrong-question': { retry: false },
  'register-failed': { retry: false },
  cancelled: { retry: false },
} as const satisfies Record<string, { readonly retry: boolean }>;

/** A reason of the outcome `unavailable` that the asking node itself found. */
export type FailureReason = keyof typeof FAILURES;
