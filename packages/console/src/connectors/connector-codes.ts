// SPDX-License-Identifier: Apache-2.0
// Words that the node says about connectors; the catalogues have each of them in six languages.
export const CONNECTOR_STANDINGS = ['started', 'stopped'] as const;
export const CONNECTOR_SOURCES = ['postgresql', 'mysql', 'http', 'folder'] as const;
export const CONNECTOR_STEPS = ['address', 'tls', 'sign-in', 'read-only', 'columns', 'rows'] as const;
export const STEP_OUTCOMES = ['passed', 'unused', 'failed', 'not-tried'] as const;

/** Faults for which the page says what to do. */
export const CONNECTOR_TODOS = [
  'connector.unreachable',
  'connector.tls',
  'connector.sign-in',
  'connector.writable',
  'connector.columns',
  'connector.too-slow',
  'connector.too-large',
  'connector.answer',
  'connector.changed',
  'connector.declined',
  'connector.standing',
  'connector.under-way',
  'connector.invalid',
  'connector.exposed',
  'import.empty',
  'import.mapping',
  'keys.locked',
  'keys.exposed',
  'register.kept-by-hand',
] as const;

/** By the head of the catalogue keys that are made of them. */
export const CONNECTOR_WORDS = {
  'connector-standing': CONNECTOR_STANDINGS,
  'connector-source': CONNECTOR_SOURCES,
  'connector-step': CONNECTOR_STEPS,
  'connector-outcome': STEP_OUTCOMES,
  'connector-todo': CONNECTOR_TODOS,
} as const satisfies Readonly<Record<string, readonly string[]>>;
