// SPDX-License-Identifier: Apache-2.0
// The same store on PostgreSQL, for a State whose node is several processes. One lock makes the groups of all
// processes follow one another, so that indexes stay gapless.

import { IimsError } from '@iims/wire/errors';
import pg from 'pg';
import { type AtRestKeys, atRestKeysOf } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import { toFault } from './fault.ts';
import { GroupQueue, type GroupResult } from './group-queue.ts';
import { checkRoot, migrate, SEALED_UNDER, STEPS_DONE, schemaIsCurrent } from './migrate.ts';
import { type PostgresAddress, postgresConfig, postgresTrouble, runPostgres } from './postgres-database.ts';
import { erasesKeys, type GroupConnection, type GroupItem, runGroup } from './run-group.ts';
import type { Reader } from './sql.ts';
import { stopProcess } from './stop-process.ts';
import { BUSY_TIMEOUT_MS, type OnFatal, type Store, type StoreSources } from './store.ts';
import { writesThrough } from './write.ts';

export interface PostgresStoreOptions extends StoreSources {
  readonly address: PostgresAddress;
  /** Default: print the code and stop the process with exit code 70. */
  readonly onFatal?: OnFatal;
}

/** Opens the store and brings its schema up to date. Throws `store.sealed`, `store.schema` or `store.failed` when it cannot. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { address, atRest, onFatal = stopProcess } = options;
  const root = atRestKeysOf(atRest);
  const writing = new pg.Client(postgresConfig(address, WRITING));
  let state: 'serving' | 'failed' | 'closing' = 'serving';
  function fail(error: unknown): void {
    if (state !== 'serving') return;
    state = 'failed';
    onFatal(storageFailed(error));
  }
  // A commit may have been under way when the connection broke, and nobody knows whether it happened.
  writing.on('error', fail);
  const reading = new pg.Pool({ ...postgresConfig(address, READING), max: READING_CONNECTIONS_MAX });
  reading.on('error', () => undefined); // An idle reading connection is replaced at the next read.
  try {
    await writing.connect();
    await checkDurability(writing);
    await migratePostgres(writing, address, root);
  } catch (error) {
    state = 'closing';
    await Promise.allSettled([writing.end(), reading.end()]);
    throw storageFailed(error);
  }

  const connection: GroupConnection = {
    async begin() {
      await writing.query('begin');
      await writing.query(`select pg_advisory_xact_lock(${WRITERS_LOCK})`);
    },
    commit: () => commit(writing),
    rollback: async () => void (await writing.query('rollback')),
    keys: new DataKeys(root),
    all: async <R>(sql: string, parameters?: Parameters<Reader['all']>[1]) =>
      (await runPostgres(writing, sql, parameters)).rows as R[],
    run: async (sql, parameters) => (await runPostgres(writing, sql, parameters)).changed,
    isStorageFault: (error) => {
      const trouble = postgresTrouble(error);
      return state === 'failed' || (trouble !== undefined && trouble !== 'statement');
    },
  };

  /** Settles a group on disk; after a fault of the storage it never does. */
  async function commitGroup(items: readonly GroupItem[]): Promise<GroupResult> {
    try {
      return await transact(writing, connection, items);
    } catch (error) {
      fail(error);
      return new Promise(() => undefined);
    }
  }

  const readingKeys = new DataKeys(root);
  const queue = new GroupQueue(commitGroup);
  return {
    ...writesThrough(queue, options, readingKeys),
    reader: postgresReader(reading, readingKeys),
    async close() {
      await queue.drain();
      state = 'closing';
      await Promise.all([writing.end(), reading.end()]);
    },
  };
}

/** Refuses a group of which nothing stands; throws when nobody knows what stands. */
async function transact(
  writing: pg.Client,
  connection: GroupConnection,
  items: readonly GroupItem[],
): Promise<GroupResult> {
  try {
    const outcomes = await runGroup(connection, items);
    await commit(writing);
    if (items.some(erasesKeys)) {
      connection.keys.forget();
      await writing.query('vacuum data_key');
    }
    return { kind: 'committed', outcomes };
  } catch (error) {
    const trouble = postgresTrouble(error);
    if (trouble !== 'busy' && trouble !== 'full') throw error;
    await writing.query('rollback');
    return { kind: 'refused', fault: toFault(trouble === 'busy' ? lockHeld() : diskFull()) };
  }
}

async function commit(writing: pg.Client): Promise<void> {
  const { command } = await writing.query('commit');
  // A commit of a transaction that the server has given up is answered with ROLLBACK and no error.
  if (command !== 'COMMIT') throw storageFailed(`the commit was answered with ${command}`);
}

function postgresReader(reading: pg.Pool, keys: DataKeys): Reader {
  const rows = postgresRows(reading);
  return {
    ...rows,
    unseal: (column, row, cell) => keys.unseal(rows, column, row, cell),
    tokenOf: (text) => keys.tokenOf(text),
  };
}

function postgresRows(reading: pg.Pool): Pick<Reader, 'all'> {
  return {
    async all<R>(sql: string, parameters?: Parameters<Reader['all']>[1]): Promise<R[]> {
      try {
        return (await runPostgres(reading, sql, parameters)).rows as R[];
      } catch (error) {
        throw postgresTrouble(error) === 'statement' ? error : storageFailed(error);
      }
    },
  };
}

/** A cluster that does not flush would acknowledge what a power cut takes away. */
async function checkDurability(client: pg.Client): Promise<void> {
  for (const setting of ['fsync', 'full_page_writes']) {
    const { rows } = await client.query(`select current_setting($1) as value`, [setting]);
    if (rows[0]?.value === 'on') continue;
    throw new IimsError('store.failed', {
      message: `The cluster runs with ${setting} off.`,
      rule: 'what is acknowledged is on disk',
      fix: `Set ${setting} = on in postgresql.conf.`,
    });
  }
}

async function migratePostgres(client: pg.Client, address: PostgresAddress, root: AtRestKeys): Promise<void> {
  if (await isThere(client, 'at_rest')) checkRoot((await client.query(SEALED_UNDER)).rows[0].root_id, root);
  const done = (await isThere(client, 'kysely_migration')) ? (await client.query(STEPS_DONE)).rows : [];
  if (!schemaIsCurrent(done.map((row) => row.name))) {
    const { PostgresDialect } = await import('kysely');
    const pool = new pg.Pool({ ...postgresConfig(address, WRITING), max: 1 });
    try {
      await migrate('postgres', new PostgresDialect({ pool }), root);
    } finally {
      await pool.end();
    }
  }
  const [sealed] = (await client.query(SEALED_UNDER)).rows;
  if (Number(sealed.clear_left) === 0) return;
  // What was sealed leaves its clear form in dead rows. Dying before the end of this, the next opening does it again.
  await client.query('vacuum full');
  await client.query('update at_rest set clear_left = 0');
}

async function isThere(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query('select to_regclass($1) as known', [table]);
  return rows[0]?.known !== null;
}

function storageFailed(cause: unknown): IimsError {
  if (cause instanceof IimsError) return cause;
  return new IimsError('store.failed', {
    // The server's own text may quote values, its code never does.
    message: `The database failed: ${cause instanceof pg.DatabaseError ? `SQLSTATE ${cause.code}` : String(cause)}.`,
    fix: 'Check the cluster, then start the node again.',
    cause,
  });
}

function lockHeld(): IimsError {
  return new IimsError('store.busy', {
    message: 'Other processes hold the lock of the writers.',
    rule: `at most ${BUSY_TIMEOUT_MS} ms`,
    fix: 'Try again in a moment.',
  });
}

function diskFull(): IimsError {
  return new IimsError('store.full', {
    message: 'The disk of the database cluster is full; nothing was written.',
    fix: 'Free space there; the store resumes by itself.',
  });
}

const WRITING = `-c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c lock_timeout=${BUSY_TIMEOUT_MS}`;
const READING = '-c default_transaction_read_only=on';
const READING_CONNECTIONS_MAX = 8;
/** Any constant; it is the same in every process of a node and means nothing to others. */
const WRITERS_LOCK = 0x49494d53;
