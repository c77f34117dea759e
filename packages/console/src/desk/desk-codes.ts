// SPDX-License-Identifier: Apache-2.0
// The codes that the desk has words for, read from the kinds of message themselves. `catalogue.test.ts` holds every language to them.
import { CLASSIFICATIONS, PAP_LABELS, TLP_LABELS } from '@iims/wire/code-lists';
import { HANDLING_RULES } from '@iims/wire/handling';
import { DESKS, URGENCIES } from '@iims/wire/message';
import type { Field, Fields } from '@iims/wire/message-field';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { FILTERS } from './desk-state.ts';

/** Why an earlier message belongs to a later one (spec/cross-check.md, 5). */
const RELATED_BY = ['same-person', 'same-name', 'same-number', 'same-attachment'];

/** The kinds that officers write, in the order in which they are offered. */
export const OFFICERS_KINDS = (Object.keys(MESSAGE_KINDS) as MessageKind[]).filter(
  (kind) => MESSAGE_KINDS[kind].writtenBy === 'officer',
);

/** The kinds that are shown as mail: those of nodes are not. */
const KINDS_SHOWN = (Object.keys(MESSAGE_KINDS) as MessageKind[]).filter(
  (kind) => MESSAGE_KINDS[kind].writtenBy !== 'node',
);

/** The head of the catalogue keys for the codes of a field; the words of other pages are used where they mean the same. */
export function wordsOfCodes(kind: MessageKind, name: string): string {
  return SHARED_WORDS[`${kind}.${name}`] ?? SHARED_WORDS[name] ?? `said-${name}`;
}

const SHARED_WORDS: Readonly<Record<string, string>> = {
  offenceCategory: 'offence',
  actions: 'action',
  sex: 'sex',
  documentType: 'document',
  'hit-confirmation-answer.ground': 'ground',
  'release-request.purpose': 'purpose',
  'forwarded.purpose': 'purpose',
  'release-answer.purpose': 'purpose',
  granted: 'said-acts',
};

/** How far a message has come, the least advanced first but for what cannot be delivered. */
export const STATUSES = ['undeliverable', 'stored', 'sent', 'received', 'opened', 'answered'] as const;

const fieldNames = new Set<string>();
const codes = new Map<string, Set<string>>();
for (const kind of KINDS_SHOWN) collect(kind, MESSAGE_KINDS[kind].form);

function collect(kind: MessageKind, form: Fields): void {
  for (const [name, field] of Object.entries(form) as [string, Field][]) {
    fieldNames.add(name);
    if (field.items !== undefined) collect(kind, field.items);
    if (field.codes === undefined) continue;
    const head = wordsOfCodes(kind, name);
    codes.set(head, new Set([...(codes.get(head) ?? []), ...field.codes]));
  }
}

/** By the head of the catalogue keys that are made of them. */
export const DESK_WORDS: Readonly<Record<string, readonly string[]>> = {
  kind: KINDS_SHOWN,
  'said-field': [...fieldNames],
  ...Object.fromEntries([...codes].map(([head, of]) => [head, [...of]])),
  'message-status': STATUSES,
  desk: DESKS,
  'desk-filter': FILTERS,
  'related-by': RELATED_BY,
  urgency: URGENCIES,
  'handling-rule': HANDLING_RULES,
  'desk-stays': ['open-clock', 'under-way', 'unopened'],
  grade: ['source', 'information', 'sharing'],
  tlp: TLP_LABELS,
  pap: PAP_LABELS,
  classification: CLASSIFICATIONS,
};
