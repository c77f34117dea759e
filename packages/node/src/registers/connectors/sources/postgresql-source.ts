// SPDX-License-Identifier: Apache-2.0
// A view of PostgreSQL (12 or later).
import pg from 'pg';
import type { DatabasePlan } from '../connector-file.ts';
import { readAuthority, readSecret } from '../read-secret.ts';
import { type DatabaseLine, type Dialect, databaseSource, isInClear, writable } from './database-source.ts';
import { GuardedSocket } from './guarded-socket.ts';
import { CONNECT_MS_MAX, PAGE_MS_MAX, type Source, type StepTold } from './source.ts';

export function postgresqlSource(plan: DatabasePlan): Source {
  return databaseSource(plan, DIALECT, openLine);
}

async function openLine(plan: DatabasePlan, told: StepTold): Promise<DatabaseLine> {
  const guarded = GuardedSocket.unconnected();
  guarded.socket.once('connect', () => told('address', 'passed'));
  const client = await clientOf(plan, guarded);
  try {
    await guarded.opening(() => client.connect());
    told('tls', isInClear(plan) ? 'unused' : 'passed');
    told('sign-in', 'passed');
    await guarded.page(() => client.query(SESSION));
    await guarded.page(() => refuseWriter(client));
    told('read-only', 'passed');
  } catch (fault) {
    guarded.socket.destroy();
    throw fault;
  }
  return {
    read: (text, values) =>
      guarded.page(async () => {
        await client.query('begin transaction read only');
        const { rows } = await client.query<(string | null)[]>({ text, values: [...values], rowMode: 'array' });
        await client.query('commit');
        return rows;
      }),
    close: async () => {
      await Promise.race([client.end(), new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref())]).catch(
        () => undefined,
      );
      guarded.socket.destroy();
    },
  };
}

async function clientOf(plan: DatabasePlan, { socket }: GuardedSocket): Promise<pg.Client> {
  const { host, port = DIALECT.portUsual, user, database, password, ca } = plan;
  const authority = ca === undefined ? {} : { ca: await readAuthority(ca) };
  const client = new pg.Client({
    host,
    port,
    user,
    database,
    password: password === undefined ? '' : await readSecret('password', password),
    // Said here, or else variables of the environment would.
    ssl: isInClear(plan) ? false : authority,
    application_name: 'iims',
    connectionTimeoutMillis: CONNECT_MS_MAX,
    stream: () => socket,
  });
  // A line that breaks is noticed by the query that waits, or by the next one.
  client.on('error', () => undefined);
  return client;
}

/** An account that may write to any table is refused: a view may not be what it seems. */
async function refuseWriter(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ role: boolean; writes: boolean }>(RIGHTS);
  if (rows[0]?.role !== false) throw writable('no superuser, and none that makes roles or databases');
  if (rows[0].writes) throw writable('no right to insert, update, delete or truncate anywhere');
}

const SESSION = `set session characteristics as transaction read only; set datestyle = 'ISO, YMD'; set timezone = 'UTC';
  set statement_timeout = ${PAGE_MS_MAX}; set idle_in_transaction_session_timeout = ${PAGE_MS_MAX}`;

const RIGHTS = `select r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication as role,
    exists (select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p', 'v', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
               and n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'
               and (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                 or has_any_column_privilege(c.oid, 'INSERT, UPDATE'))) as writes
  from pg_catalog.pg_roles r where r.rolname = current_user`;

const DIALECT: Dialect = {
  portUsual: 5_432,
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  placeholder: (place) => `$${place}`,
  text: (column, charactersMax) => `left((${column})::text, ${charactersMax})`,
  noLater: (column) => `case when ${column} > now() then now() else ${column} end`,
  sinceLess: (column, unit) =>
    unit === 'time'
      ? `${column} >= $1::timestamptz - make_interval(secs => $2)`
      : `${column} >= $1::bigint - $2::bigint`,
  after: (changed, id) => ({
    text: `(${changed}, ${id}) > ($1, $2)`,
    parameters: (lastChanged, lastId) => [lastChanged, lastId],
  }),
};

const GOODBYE_MS = 1_000;
