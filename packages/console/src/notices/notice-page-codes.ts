// SPDX-License-Identifier: Apache-2.0
// The codes that the page of notices has words for. `catalogue.test.ts` holds every language to these lists.
import { NOTICE_COLOURS, NOTICE_STANDINGS } from '@iims/wire/notice-codes';

/** How a purpose came to be refused. */
export const REFUSAL_CAUSES = ['review', 'withdrawal', 'own-decision', 'partner-withdrawal'] as const;

/** How far a notice has come with one State. */
const RECIPIENT_STATUSES = ['waiting', 'undeliverable', 'stored', 'sent', 'received', 'opened', 'answered'] as const;

/** Faults of which this page has sentences of its own. */
export const NOTICE_FAULTS = [
  'notice.own-draft',
  'notice.changed',
  'notice.decided',
  'notice.withdrawn',
  'notice.refused-purpose',
  'notice.not-found',
] as const;

/** By the head of the catalogue keys that are made of them. */
export const NOTICE_WORDS = {
  'notice-standing': NOTICE_STANDINGS,
  'notice-colour': Object.values(NOTICE_COLOURS),
  'notice-cause': REFUSAL_CAUSES,
  'notice-status': RECIPIENT_STATUSES,
  'notice-fault': NOTICE_FAULTS.map((code) => code.slice('notice.'.length)),
} as const satisfies Readonly<Record<string, readonly string[]>>;
