// SPDX-License-Identifier: Apache-2.0
// How the source of a register stands, as both kinds of register keep it. What follows for an answer: `registers/source-standing.ts`.

import { IimsError } from '@iims/wire/errors';
import type { Reader } from './sql.ts';

/** `unavailable`: the source does not answer at the moment. `withdrawn`: its owner does not stand by it; a person ends that. */
export type SourceStanding = 'current' | 'unavailable' | 'withdrawn';

export interface RegisterSource {
  /** When the content was last known to be equal to the source: the `asOf` of an answer. */
  readonly checkedAt: number;
  readonly sourceStanding: SourceStanding;
  /** Since when it stands so, ms since 1970; 0: since it is there. */
  readonly sourceSince: number;
  /** For how long a check is good, ms; 0: without a bound. */
  readonly staleAfterMs: number;
}

/** The columns of either table, under the fields that they are read into. */
export const SOURCE_FIELDS = {
  checkedAt: 'checked_at',
  sourceStanding: 'source_standing',
  sourceSince: 'source_since',
  staleAfterMs: 'stale_after_ms',
} as const satisfies Record<keyof RegisterSource, string>;

/** For a `select`: the columns, each under the name of its field. */
export function columnsAs(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([field, column]) => `${column} as "${field}"`)
    .join(', ');
}

export const SOURCE_COLUMNS = columnsAs(SOURCE_FIELDS);

export const REGISTER_TABLES = ['register', 'positive_register'] as const;

/** Of a register in either direction. Throws `register.unknown`. */
export async function findSource({ all }: Pick<Reader, 'all'>, register: string): Promise<RegisterSource> {
  const rows = await all<RegisterSource>(
    REGISTER_TABLES.map((table) => `select ${SOURCE_COLUMNS} from ${table} where id = ?`).join(' union all '),
    REGISTER_TABLES.map(() => register),
  );
  const [source] = rows;
  if (source === undefined) throw unknownRegister();
  return source;
}

export function unknownRegister(): IimsError {
  return new IimsError('register.unknown', {
    message: 'The node has no register of this name.',
    field: 'register',
    rule: 'one that the node has',
    fix: 'Look at the registers: `iims register status` lists them.',
  });
}
