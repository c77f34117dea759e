// SPDX-License-Identifier: Apache-2.0
// The source that a plan names, and how people see where it is.
import type { SourcePlan } from './connector-file.ts';
import { httpSource } from './sources/http-source.ts';
import { mysqlSource } from './sources/mysql-source.ts';
import { postgresqlSource } from './sources/postgresql-source.ts';
import type { Source } from './sources/source.ts';

export function sourceOf(plan: Exclude<SourcePlan, { kind: 'folder' }>): Source {
  switch (plan.kind) {
    case 'postgresql':
      return postgresqlSource(plan);
    case 'mysql':
      return mysqlSource(plan);
    case 'http':
      return httpSource(plan);
  }
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
