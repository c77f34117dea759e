// SPDX-License-Identifier: Apache-2.0
// One read transaction for all that is read in a turn of the event loop: beginning one for each statement costs more than most statements.

import type { SqliteDatabase } from './sqlite-database.ts';

/**
 * What is read in a turn is one state of the database: the newest when the first of it was read, or when this process last wrote,
 * whichever is later. Whoever has been told of a commit sees it, since `end` is called before anybody is told.
 */
export class TurnSnapshot {
  readonly #database: SqliteDatabase;
  #ending: NodeJS.Immediate | undefined;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** Before each statement that reads. */
  begin(): void {
    if (this.#ending !== undefined) return;
    this.#database.run('begin');
    this.#ending = setImmediate(() => this.end());
  }

  /** The next statement sees what is committed by then; and nothing that is moved out of the write-ahead file waits for this connection. */
  end(): void {
    if (this.#ending === undefined) return;
    clearImmediate(this.#ending);
    this.#ending = undefined;
    try {
      // A fault of the disk has ended it already.
      if (this.#database.inTransaction) this.#database.run('commit');
    } catch {
      // Nothing was written, so nothing is lost: the next statement meets what is wrong, and its reader is told.
    }
  }
}
