// SPDX-License-Identifier: Apache-2.0
// The same persons in PostgreSQL with trigrams (pg_trgm), in a cluster that is thrown away: what an index of our own is measured against.
import { formatBirthDate } from '@iims/matching/birth-date';
import {
  findPostgresBinaries,
  startThrowAwayCluster,
  type ThrowAwayCluster,
} from '@iims/node/store/throw-away-cluster.fixture';
import pg from 'pg';
import { latinOf, type SyntheticPerson } from './synthetic-persons.ts';

export class TrigramPersons {
  readonly #cluster: ThrowAwayCluster;
  readonly #client: pg.Client;
  #rows: string[] = [];
  #count = 0;
  #hasNames = false;

  private constructor(cluster: ThrowAwayCluster, client: pg.Client) {
    this.#cluster = cluster;
    this.#client = client;
  }

  /** Undefined where no server with the extension is installed. */
  static async open(): Promise<TrigramPersons | undefined> {
    const bin = findPostgresBinaries();
    if (bin === undefined) return undefined;
    const cluster = startThrowAwayCluster(bin, SHARED_BUFFERS);
    try {
      const client = new pg.Client(cluster.address);
      await client.connect();
      await client.query('create extension pg_trgm');
      await client.query('create unlogged table person (no int, name text, born date)');
      return new TrigramPersons(cluster, client);
    } catch (fault) {
      cluster.remove();
      if (fault instanceof pg.DatabaseError) return undefined;
      throw fault;
    }
  }

  /** Whether the names are indexed: at many millions that may run into its time-out. */
  get hasNames(): boolean {
    return this.#hasNames;
  }

  async add(person: SyntheticPerson): Promise<void> {
    this.#rows.push(`(${this.#count},'${latinOf(person)}','${formatBirthDate(person.birthDate)}')`);
    this.#count += 1;
    if (this.#rows.length === ROWS_AT_ONCE) await this.#flush();
  }

  async buildIndexes(): Promise<void> {
    await this.#flush();
    await this.#client.query("set maintenance_work_mem = '512MB'");
    await this.#client.query('create index on person (born)');
    await this.#client.query(`set statement_timeout = ${INDEX_TIMEOUT_MS}`);
    this.#hasNames = (await this.#inTime('create index on person using gin (name gin_trgm_ops)')) !== undefined;
    await this.#client.query('set statement_timeout = 0');
    await this.#client.query('vacuum analyze person');
    await this.#client.query(`set pg_trgm.similarity_threshold = ${SIMILARITY_BY_NAME}`);
    await this.#client.query(`set statement_timeout = ${QUERY_TIMEOUT_MS}`);
  }

  /** Numbers of the ten most alike by name; undefined after QUERY_TIMEOUT_MS. */
  async byName(name: string): Promise<readonly number[] | undefined> {
    return this.#numbers(
      'by-name',
      'select no from person where name % $1 order by similarity(name, $1) desc limit 10',
      [name],
    );
  }

  /** The same among those born on the day. */
  async byDate(name: string, birthDate: SyntheticPerson['birthDate']): Promise<readonly number[] | undefined> {
    const sql = `select no from person where born = $2 and similarity(name, $1) > ${SIMILARITY_BY_DATE}
      order by similarity(name, $1) desc limit 10`;
    return this.#numbers('by-date', sql, [name, formatBirthDate(birthDate)]);
  }

  async close(): Promise<void> {
    await this.#client.end();
    this.#cluster.remove();
  }

  async #numbers(name: string, text: string, values: string[]): Promise<readonly number[] | undefined> {
    const result = await this.#inTime<{ no: number }>({ name, text, values });
    return result?.rows.map(({ no }) => no);
  }

  async #inTime<R extends pg.QueryResultRow>(query: string | pg.QueryConfig): Promise<pg.QueryResult<R> | undefined> {
    try {
      return await this.#client.query<R>(query);
    } catch (fault) {
      if (fault instanceof pg.DatabaseError && fault.code === QUERY_CANCELED) return undefined;
      throw fault;
    }
  }

  async #flush(): Promise<void> {
    if (this.#rows.length > 0) await this.#client.query(`insert into person values ${this.#rows.join(',')}`);
    this.#rows = [];
  }
}

const ROWS_AT_ONCE = 5_000;
/** What an index of ten million names needs to be read without the disk. */
const SHARED_BUFFERS = '1GB';
/** A query that takes longer counts as one that took so long and found nobody. */
export const QUERY_TIMEOUT_MS = 5_000;
export const INDEX_TIMEOUT_MS = 15 * 60_000;
const QUERY_CANCELED = '57014';
/** Those of the reference figures: found .96 of names with one letter mistyped, and all of them where the day is known. */
const SIMILARITY_BY_NAME = 0.45;
const SIMILARITY_BY_DATE = 0.4;
