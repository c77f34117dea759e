// SPDX-License-Identifier: Apache-2.0
// The codes that the operators' page has words for. `catalogue.test.ts` holds every language to these lists.
import { QUALITY_FINDINGS } from '@iims/wire/alert-quality';
import {
  ACTIONS,
  CANCEL_TRIGGERS,
  LINK_KINDS,
  NAME_FORMS,
  NAME_QUALITIES,
  OFFENCE_CATEGORIES,
  REVOCATION_GROUNDS,
  SCRIPTS,
  WITHDRAWAL_GROUNDS,
} from '@iims/wire/code-lists';
import { ALERT_ENDS } from '@iims/wire/message-kinds/alert-deletion';
import { STANDINGS } from './ended-calls.ts';

/** Besides the names of fields that a hit shows as well. */
export const FIELD_NAMES = [
  'id',
  'action',
  'legalBasis',
  'offenceCategory',
  'grading',
  'source',
  'information',
  'original',
  'covert',
  'since',
  'reviewOn',
  'revalidatedOn',
  'links',
  'to',
  'linkKind',
  'facts',
  'label',
  'value',
  'names',
  'script',
  'form',
  'quality',
  'documents',
  'lostOn',
  'revocationGround',
  'artwork',
] as const;

/** What a code of the node means here, where its general sentence would say too little. */
export const ALERT_FAULTS = [
  'alert.exists',
  'alert.not-found',
  'alert.own-entry',
  'alert.changed',
  'alert.quality',
  'alert.waiting-full',
  'register.from-source',
] as const;

/** By the head of the catalogue keys that are made of them. */
export const ALERT_WORDS = {
  action: ACTIONS,
  end: ALERT_ENDS,
  told: STANDINGS,
  offence: OFFENCE_CATEGORIES,
  revocation: REVOCATION_GROUNDS,
  ground: [...CANCEL_TRIGGERS, ...WITHDRAWAL_GROUNDS],
  finding: Object.keys(QUALITY_FINDINGS),
  script: SCRIPTS,
  'name-form': NAME_FORMS,
  'name-quality': NAME_QUALITIES,
  link: LINK_KINDS,
  field: FIELD_NAMES,
  'alert-fault': ALERT_FAULTS,
} as const satisfies Readonly<Record<string, readonly string[]>>;
