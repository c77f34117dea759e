// SPDX-License-Identifier: Apache-2.0
// What a reader of a format makes of one entry of its file, before the node's own rules: a draft, or why there is none.
import type { AlertName, PersonDocument } from '@iims/wire/alert-person';
import type { RowRefusal, Sex } from '@iims/wire/code-lists';

/** One entry of a file, read. */
export type ReadEntry =
  | { readonly kind: 'person'; readonly line: number; readonly person: PersonDraft }
  | { readonly kind: 'alert'; readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly line: number; readonly reason: RowRefusal; readonly field?: string };

/** A person as a list tells it, in the words of an alert (spec/alert.md). */
export interface PersonDraft {
  /** Number of the entry in its list, digits. */
  readonly number: string;
  /** What the list calls the entry. */
  readonly reference: string;
  readonly names: readonly AlertName[];
  /** Years, months or days; a date that is only about right is given as its year. */
  readonly birthDates: readonly string[];
  readonly sex?: Sex;
  /** ISO 3166-1 alpha-3. */
  readonly nationalities: readonly string[];
  readonly placesOfBirth: readonly string[];
  readonly documents: readonly PersonDocument[];
  /** Where the person was said to live. */
  readonly address?: string;
  /** Under which the person was listed. */
  readonly programme?: string;
  /** YYYY-MM-DD. */
  readonly listedOn?: string;
}
