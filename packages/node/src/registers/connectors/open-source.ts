// SPDX-License-Identifier: Apache-2.0
// The source that a plan names, and how people see where it is.
import type { SourcePlan } from './connector-file.ts';
import type { Source } from './sources/source.ts';

/** Whatever is asked over a line; a folder is looked into. */
export type ServedPlan = Exclude<SourcePlan, { kind: 'folder' }>;

/** Each driver is loaded where it is used. */
export async function sourceOf(plan: ServedPlan): Promise<Source> {
  switch (plan.kind) {
    case 'postgresql':
      return (await import('./sources/postgresql-source.ts')).postgresqlSource(plan);
    case 'mysql':
      return (await import('./sources/mysql-source.ts')).mysqlSource(plan);
    case 'http':
      return (await import('./sources/http-source.ts')).httpSource(plan);
  }
}

/** Whether the source can be asked for changes alone. */
export function tellsChanges(plan: ServedPlan): boolean {
  return (plan.kind === 'http' ? plan.changes : plan.changed) !== undefined;
}

/** Without account, and without what follows a question mark: some services want their key there. */
export function placeOf(plan: SourcePlan): string {
  if (plan.kind === 'folder') return plan.path;
  if (plan.kind === 'http') {
    const { origin, pathname } = new URL(plan.url);
    return `${origin}${pathname}`;
  }
  return `${plan.host}${plan.port === undefined ? '' : `:${plan.port}`} ${plan.database} ${plan.view}`;
}
