// SPDX-License-Identifier: Apache-2.0
// The codes that the administrator's page has words for. `catalogue.test.ts` holds every language to these lists.

export const KEY_USES = ['signing', 'log', 'witness', 'kem', 'tls'] as const;
export const KEY_STANDINGS = ['in-use', 'coming', 'waiting', 'former', 'revoked'] as const;
export const CALENDAR_PLACES = ['root', 'document', ...KEY_USES] as const;
export const DUE = ['over', '7-days', '30-days', '90-days', 'later'] as const;
export const CUSTODY_KINDS = ['plain', 'passphrase', 'credential', 'pkcs11'] as const;
export const LAYERS = ['address', 'tcp', 'tls', 'pin', 'signature', 'rights', 'clock', 'version'] as const;
export const LAYER_OUTCOMES = ['passed', 'warned', 'failed', 'not-tried'] as const;
export const TEST_OUTCOMES = ['passed', 'warned', 'failed'] as const;

/** What to do about a fault of a test or of custody. Another code is shown with the node's own words, in English. */
export const TODO_CODES = [
  'trust.unknown-state',
  'trust.expired',
  'partner.address',
  'partner.unresolved',
  'partner.unreachable',
  'partner.handshake',
  'partner.not-trusted',
  'partner.line-closed',
  'partner.connection-lost',
  'partner.busy',
  'partner.refused',
  'partner.answer-rejected',
  'envelope.unknown-sender',
  'envelope.signature',
  'envelope.not-recipient',
  'envelope.open-failed',
  'frame.trust-list',
  'frame.kind',
  'keys.token-gone',
  'keys.token-replaced',
  'keys.pin-wrong',
  'keys.pin-locked',
  'partner.no-rights',
  'partner.clock',
  'partner.other-list',
] as const;

/** Why a document of the trust list is refused; `unreadable` stands for every code of bytes that are no document. */
export const REFUSAL_CODES = [
  'trust.malformed',
  'trust.threshold',
  'trust.signature',
  'trust.expired',
  'trust.early',
  'trust.rollback',
  'trust.equivocation',
  'trust.gap',
  'trust.mix',
  'trust.unknown-state',
  'trust.key-taken',
  'trust.too-often',
  'unreadable',
] as const;

/** What to do about one. */
export const REFUSAL_TODOS = ['forged', 'older', 'clock', 'behind', 'too-often', 'unreadable', 'by-hand'] as const;
export type RefusalTodo = (typeof REFUSAL_TODOS)[number];

/** By the head of the catalogue keys that are made of them. */
export const ADMINISTRATOR_WORDS = {
  use: KEY_USES,
  'key-standing': KEY_STANDINGS,
  calendar: CALENDAR_PLACES,
  custody: CUSTODY_KINDS,
  layer: LAYERS,
  'layer-outcome': LAYER_OUTCOMES,
  'test-outcome': TEST_OUTCOMES,
  todo: TODO_CODES,
  refusal: REFUSAL_CODES,
  'refusal-todo': REFUSAL_TODOS,
} as const satisfies Readonly<Record<string, readonly string[]>>;
