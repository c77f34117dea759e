// SPDX-License-Identifier: Apache-2.0
// The codes of a bureau's own file of a case (spec/case.md). They never travel; node, screen and command line share them.

/** How a case stands. */
export const CASE_STANDINGS = ['open', 'waiting', 'closed'] as const;
export type CaseStanding = (typeof CASE_STANDINGS)[number];

/** How a case ended. */
export const CASE_OUTCOMES = [
  'answered',
  'answered-in-part',
  'nothing-held',
  'refused',
  'confirmed',
  'not-confirmed',
  'withdrawn',
  'duplicate',
  'no-further-action',
] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/** Why two cases belong together. */
export const CASE_LINK_REASONS = [
  'same-person',
  'same-vehicle',
  'same-document',
  'same-object',
  'same-operation',
  'follow-up',
  'duplicate',
  'other',
] as const;
export type CaseLinkReason = (typeof CASE_LINK_REASONS)[number];

/** Why a message that waited for a second person is not sent. `withdrawn` is its author's. */
export const RELEASE_REFUSAL_GROUNDS = [
  'wrong-content',
  'wrong-recipient',
  'wrong-handling',
  'no-legal-ground',
  'not-proportionate',
  'not-needed',
  'withdrawn',
] as const;
export type ReleaseRefusalGround = (typeof RELEASE_REFUSAL_GROUNDS)[number];

/** Which cases a list shows. `open` are those that are not closed, and closed ones to which a message came since. */
export const CASE_CHOICES = ['open', 'mine', 'unassigned', 'waiting', 'closed', 'held', 'all'] as const;
export type CaseChoice = (typeof CASE_CHOICES)[number];

/** Languages in which a template may be written: those of the member States, and English. */
export const TEMPLATE_LANGUAGES = ['en', 'uk', 'ka', 'az', 'ro', 'ru'] as const;
export type TemplateLanguage = (typeof TEMPLATE_LANGUAGES)[number];

/** Lengths in UTF-16 code units. */
export const CASE_TITLE_CHARACTERS_MAX = 200;
export const CASE_TASK_CHARACTERS_MAX = 2_000;
export const CASE_NOTE_CHARACTERS_MAX = 20_000;
export const HOLD_REASON_CHARACTERS_MAX = 2_000;
export const TEMPLATE_NAME_CHARACTERS_MAX = 100;
/** Of a template's fields as JSON. */
export const TEMPLATE_FIELDS_CHARACTERS_MAX = 49_152;

/** For whom a case may be exported (spec/case-export.md, 2), as it is offered. */
export const EXPORT_READERS = ['court', 'own-organisation', 'clients', 'public'] as const;
export type ExportReader = (typeof EXPORT_READERS)[number];

/** As what: a signed container, paper, mails. */
export const EXPORT_FORMATS = ['asice', 'pdf', 'eml'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
