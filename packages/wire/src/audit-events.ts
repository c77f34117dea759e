// SPDX-License-Identifier: Apache-2.0
// The closed catalogue of audit events. `spec/audit-events.md` lists the same names and `tools/tidy.ts` compares the two.

/** The names that an entry may carry. */
export const AUDIT_EVENTS = [
  'node.initialised',
  'node.started',
  'access.signed-in',
  'access.sign-in-refused',
  'access.signed-out',
  'access.denied',
  'user.added',
  'user.disabled',
  'query.asked',
  'query.closed',
  'query.answered',
  'query.late-answer',
  'query.answer-rejected',
  'query.frame-rejected',
  'history.read',
  'log.verified',
  'log.entries-read',
  'log.witnessed',
  'witness.cosigned',
  'witness.fork-detected',
  'frames.batch-signed',
  'receipt.given',
  'receipt.fetched',
  'receipt.exported',
  'register.loaded',
  'store.full',
  'store.resumed',
  'retention.erased',
  'backup.made',
  'keys.made',
  'keys.destroyed',
  'partner.suspended',
  'partner.resumed',
  'trust-list.accepted',
  'trust-list.refused',
  'trust-list.attested',
] as const;

export type AuditEventName = (typeof AUDIT_EVENTS)[number];
