// SPDX-License-Identifier: Apache-2.0
// The codes of cases that the pane has words for. `catalogue.test.ts` holds every language to them.
import {
  CASE_LINK_REASONS,
  CASE_OUTCOMES,
  CASE_STANDINGS,
  EXPORT_FORMATS,
  EXPORT_READERS,
  RELEASE_REFUSAL_GROUNDS,
} from '@iims/wire/case-codes';

/** By the head of the catalogue keys that are made of them. */
export const CASE_WORDS: Readonly<Record<string, readonly string[]>> = {
  'case-standing': CASE_STANDINGS,
  'case-outcome': CASE_OUTCOMES,
  'case-link': CASE_LINK_REASONS,
  'case-reader': EXPORT_READERS,
  'case-format': EXPORT_FORMATS,
  'release-ground': RELEASE_REFUSAL_GROUNDS,
  'case-answered': ['no', 'in-part', 'whole'],
};
