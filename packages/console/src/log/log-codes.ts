// SPDX-License-Identifier: Apache-2.0
// The codes that the log's page has words for: the events of entries, which no officer's page needs. `catalogue.test.ts` holds every
// language to them.
import { AUDIT_EVENTS } from '@iims/wire/audit-events';

/** By the head of the catalogue keys that are made of them. */
export const LOG_WORDS = { event: AUDIT_EVENTS } as const;
