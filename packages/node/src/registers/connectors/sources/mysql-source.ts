// SPDX-License-Identifier: Apache-2.0
// A view of MySQL (8 or later) or MariaDB (10.5 or later).
import type { Connection } from 'mysql2/promise';
import type { DatabasePlan } from '../connector-file.ts';
import { readAuthority, readSecret } from '../read-secret.ts';
import { type DatabaseLine, type Dialect, databaseSource, isInClear, writable } from './database-source.ts';
import { GuardedSocket } from './guarded-socket.ts';
import { PAGE_MS_MAX, type Source, type StepTold } from './source.ts';

export function mysqlSource(plan: DatabasePlan): Source {
  return databaseSource(plan, DIALECT, openLine);
}

async function openLine(plan: DatabasePlan, told: StepTold): Promise<DatabaseLine> {
  const guarded = GuardedSocket.connect({ host: plan.host, port: plan.port ?? DIALECT.portUsual });
  guarded.socket.once('connect', () => told('address', 'passed'));
  let line: Connection;
  try {
    line = await guarded.opening(() => connectOver(guarded, plan));
    // A line that breaks is noticed by the query that waits, or by the next one.
    line.on('error', () => undefined);
    told('tls', isInClear(plan) ? 'unused' : 'passed');
    told('sign-in', 'passed');
    for (const statement of SESSION) await guarded.page(() => line.query(statement));
    await guarded.page(() => boundStatements(line));
    await guarded.page(() => refuseWriter(line));
    told('read-only', 'passed');
  } catch (fault) {
    guarded.socket.destroy();
    throw fault;
  }
  return {
    read: (text, parameters) =>
      guarded.page(async () => {
        await line.query('start transaction read only');
        const [rows] = await line.execute({ sql: text, rowsAsArray: true }, [...parameters]);
        await line.query('commit');
        return rows as unknown as (string | null)[][];
      }),
    close: async () => {
      line.destroy();
      guarded.socket.destroy();
    },
  };
}

/** The driver is loaded where it is used: it costs a node that has no such source nothing. */
async function connectOver({ socket }: GuardedSocket, plan: DatabasePlan): Promise<Connection> {
  const { default: mysql } = await import('mysql2/promise');
  const { host, user, database, password, ca } = plan;
  const authority = ca === undefined ? {} : { ca: await readAuthority(ca) };
  return mysql.createConnection({
    host,
    user,
    database,
    password: password === undefined ? '' : await readSecret('password', password),
    ...(isInClear(plan) ? {} : { ssl: { ...authority, verifyIdentity: true } }),
    stream: () => socket,
    charset: 'utf8mb4',
    dateStrings: true,
    multipleStatements: false,
    // The server could otherwise ask for files of this machine.
    flags: ['-LOCAL_FILES'],
  });
}

/** MariaDB counts seconds, MySQL milliseconds. The node's own bound stands behind both. */
async function boundStatements(line: Connection): Promise<void> {
  await line
    .query(`set session max_statement_time = ${PAGE_MS_MAX / 1_000}`)
    .catch(() => line.query(`set session max_execution_time = ${PAGE_MS_MAX}`));
}

/** Every grant is looked at, whatever it is on: a view may not be what it seems. Roles are put off first. */
async function refuseWriter(line: Connection): Promise<void> {
  await line.query('set role none').catch(() => undefined);
  const [rows] = await line.query({ sql: 'show grants for current_user()', rowsAsArray: true });
  for (const [grant] of rows as unknown as [string][]) {
    const privileges = PRIVILEGES.exec(grant)?.[1];
    if (privileges === undefined) continue;
    const named = privileges.replace(/\([^)]*\)/g, '').split(',');
    const isReader = named.every((one) => READING.has(one.trim().toUpperCase()));
    if (!isReader || / WITH GRANT OPTION/i.test(grant)) throw writable('no grant but SELECT and SHOW VIEW');
  }
}

const SESSION = ['set session transaction read only', "set time_zone = '+00:00'"];
/** A line without ON gives a role. */
const PRIVILEGES = /^GRANT (.+?) ON /i;
const READING: ReadonlySet<string> = new Set(['SELECT', 'USAGE', 'SHOW VIEW']);

const castOf = (unit: 'time' | 'number'): string => (unit === 'time' ? 'cast(? as datetime(6))' : 'cast(? as signed)');

const DIALECT: Dialect = {
  portUsual: 3_306,
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  placeholder: () => '?',
  text: (column, charactersMax) => `left(cast(${column} as char), ${charactersMax})`,
  noLater: (column) => `case when ${column} > now(6) then now(6) else ${column} end`,
  sinceLess: (column, unit) =>
    unit === 'time'
      ? `${column} >= ${castOf(unit)} - interval ? second`
      : `${column} >= ${castOf(unit)} - cast(? as signed)`,
  after: (changed, id, unit) => ({
    text: `(${changed} > ${castOf(unit)} or (${changed} = ${castOf(unit)} and ${id} > ?))`,
    parameters: (lastChanged, lastId) => [lastChanged, lastChanged, lastId],
  }),
};
