// SPDX-License-Identifier: Apache-2.0
// Brings a database to the schema of this release. Kysely is loaded only when a step is due: it costs
// a tenth of a second and 20 MB, which an ordinary start saves.

import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { Dialect } from 'kysely';
import type { AtRestKeys } from './at-rest-keys.ts';

/** The steps of `schema.ts` in order; a released step is never renamed. */
export const SCHEMA_STEPS = [
  '0001-first-stone',
  '0002-hot-road',
  '0003-alert-checksums',
  '0004-receipts',
  '0005-witnesses',
  '0006-at-rest',
  '0007-partners',
  '0008-partner-tests',
  '0009-trust-refusals',
  '0010-alert-life',
  '0011-positive-registers',
  '0012-generations',
  '0013-source-standing',
  '0014-connectors',
  '0016-alert-review',
  '0016-not-executed',
  '0017-offline-packs',
  '0019-messages',
  '0021-message-clocks',
  '0021-message-handover',
  '0021-message-holders',
  '0022-shown-alerts',
  '0022-told-notices',
  '0026-drafts',
  '0027-directory-messages',
  '0029-cases',
  '0029-waiting-messages',
  '0030-message-search',
  '0030-subjects-checked',
  '0030-terms-of-keeping',
  '0031-notices',
  '0031-refused-purposes',
  '0032-attachments',
  '0034-announcers',
  '0035-asked-confirmations',
  '0041-message-entry-proofs',
  '0042-passed-on-attachments',
  '0042-upload-entries',
  '0044-imported-mails',
  '0045-search-anew',
  '0046-asked-by-time',
  '0046-case-holds',
  '0046-check-schedules',
  '0050-issued-generations',
  '0061-completeness-ends',
  '0061-issued-vanished',
  '0061-one-name',
  '0062-mails-under-way',
  '0062-terms-forgotten',
  '0063-awaited-entries',
  '0065-notice-cases',
  '0066-ended-notices',
  '0068-awaited-receipts',
  '0068-held-types',
  '0069-draft-heads',
  '0070-near-keys',
  '0071-met-covert',
] as const;

/** Whether the names of the steps that a database has had are exactly those of this release. */
export function schemaIsCurrent(stepsDone: readonly string[]): boolean {
  return stepsDone.length === SCHEMA_STEPS.length && SCHEMA_STEPS.every((name, i) => stepsDone[i] === name);
}

/** Applies the steps that are due. Throws `store.schema` when the database knows a step that this release does not. */
export async function migrate(name: 'sqlite' | 'postgres', dialect: Dialect, root: AtRestKeys): Promise<void> {
  const { Kysely } = await import('kysely');
  const { Migrator } = await import('kysely/migration');
  const { schemaSteps } = await import('./schema.ts');
  const db = new Kysely<unknown>({ dialect });
  const provider = { getMigrations: async () => schemaSteps(name, root) };
  // Steps of work that went on side by side: a database may have had one, and not yet another whose name comes before it.
  const migrator = new Migrator({ db, provider, allowUnorderedMigrations: true });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw new IimsError('store.schema', {
    message: 'The database could not be brought to the schema of this release.',
    rule: SCHEMA_STEPS.join(', '),
    fix: 'Start the release that wrote this database, or a later one.',
    cause: error,
  });
}

export const STEPS_DONE = 'select name from kysely_migration order by name';

/** Under which root of protection at rest a database is sealed, and whether clear copies may be left in its file. */
export const SEALED_UNDER = 'select root_id, clear_left from at_rest';

/** Throws `store.sealed` unless the database is sealed under this root. */
export function checkRoot(rootId: Uint8Array, root: AtRestKeys): void {
  if (equalBytes(rootId, root.rootId)) return;
  throw new IimsError('store.sealed', {
    message: 'The database is sealed under other keys.',
    field: 'keys',
    rule: 'the keys of the node that wrote it',
    fix: 'Put the keys of this node back into their place; without them nobody can read it.',
  });
}
