// SPDX-License-Identifier: Apache-2.0
// To which category each kind of message belongs, and for how long a category is kept if the State says nothing else
// (spec/message-keeping.md). A kind without a category does not compile: nothing is kept for want of one.
import type { MessageKind } from '@iims/wire/message-kinds';

export const MESSAGE_CATEGORIES = [
  'correspondence',
  'requests',
  'hits',
  'intelligence',
  'documents',
  'evidence',
  'victims',
  'notices',
  'checks',
  'protocol',
  'mails',
] as const;
export type MessageCategory = (typeof MESSAGE_CATEGORIES)[number];

/** Days for which the content of each category is kept. `mails` are imported ones, and no kind of message. */
export type KeepDays = Readonly<Record<MessageCategory, number>>;

/** Three years. */
const KEPT_DAYS = 1_096;
export const KEEP_DAYS_DEFAULT: KeepDays = {
  correspondence: KEPT_DAYS,
  requests: KEPT_DAYS,
  hits: KEPT_DAYS,
  intelligence: KEPT_DAYS,
  documents: KEPT_DAYS,
  evidence: KEPT_DAYS,
  victims: KEPT_DAYS,
  notices: KEPT_DAYS,
  checks: KEPT_DAYS,
  protocol: KEPT_DAYS,
  mails: KEPT_DAYS,
};
export const MESSAGE_KEEPING_DEFAULT = { keepDays: KEEP_DAYS_DEFAULT, archiveAfterDays: 90 };

/** A directory has none: it is kept until the next one takes its place. */
export const CATEGORY_OF: Readonly<Record<MessageKind, MessageCategory | undefined>> = {
  'free-message': 'correspondence',
  clarification: 'correspondence',
  refusal: 'correspondence',
  recall: 'correspondence',
  'release-request': 'correspondence',
  'release-answer': 'correspondence',
  forwarded: 'correspondence',
  'information-request': 'requests',
  information: 'requests',
  'core-data-request': 'requests',
  'hit-confirmation': 'hits',
  'hit-confirmation-answer': 'hits',
  'hit-report': 'hits',
  'supplementary-information': 'hits',
  'spontaneous-information': 'intelligence',
  'document-examination': 'documents',
  'document-examination-answer': 'documents',
  'evidence-preservation': 'evidence',
  'evidence-preservation-answer': 'evidence',
  'victim-referral': 'victims',
  notice: 'notices',
  'notice-withdrawal': 'notices',
  'notice-revalidation': 'notices',
  'notice-withdrawn': 'notices',
  'communication-check': 'checks',
  'communication-check-answer': 'checks',
  opened: 'protocol',
  'attachment-received': 'protocol',
  'alert-deletion': 'protocol',
  'alert-deleted': 'protocol',
  deleted: 'protocol',
  directory: undefined,
};
