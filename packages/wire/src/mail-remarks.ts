// SPDX-License-Identifier: Apache-2.0
// What a reader of an imported mail cannot be sure of (spec/mail-import.md, 12), in the order in which people are told.

export const MAIL_REMARKS = [
  'encrypted',
  'signed',
  'hidden-direction',
  'html-only',
  'text-cut',
  'no-date',
  'duplicate-header',
  'unknown-charset',
  'damaged-encoding',
  'unended-part',
] as const;
export type MailRemark = (typeof MAIL_REMARKS)[number];
