// SPDX-License-Identifier: Apache-2.0
// What may be announced to programs of the own State (spec/announcements.md).

export const ANNOUNCED_EVENTS = [
  'message.received',
  'message.receipted',
  'message.undeliverable',
  'clock.overdue',
  'clock.escalated',
  'check.started',
] as const;
export type AnnouncedEvent = (typeof ANNOUNCED_EVENTS)[number];

/** In which a mail announces that messages wait. */
export const MAIL_LANGUAGES = ['en', 'uk', 'ka', 'az', 'ro', 'ru'] as const;
export type MailLanguage = (typeof MAIL_LANGUAGES)[number];
