// SPDX-License-Identifier: Apache-2.0
// One read transaction for all that is read in a turn of the event loop: beginning one for each statement costs more than most statements.
// It lives on the connection that writes in the same thread, which keeps the pages that it knows: another connection drops all of them
// with each commit that is not its own.

import type { SqliteDatabase } from './sqlite-database.ts';

/**
 * What is read in a turn is one state of the database: the newest when the first of it was read, or when this process last wrote,
 * whichever is later. Whoever has been told of a commit sees it, since the writer calls `end` before each group.
 */
export class TurnSnapshot {
  readonly database: SqliteDatabase;
  #number = 0;
  #ending: NodeJS.Immediate | undefined;

  constructor(database: SqliteDatabase) {
    this.database = database;
  }

  /** Before each statement that reads. False while a group is written: its transaction would show what is not yet durable. */
  begin(): boolean {
    if (this.#ending !== undefined) return true;
    if (this.database.inTransaction) return false;
    this.database.run('begin');
    this.#number += 1;
    this.#ending = setImmediate(() => this.end());
    return true;
  }

  /** Which state of the database the next statement reads: none has the number of another. Undefined where it would see one of its own. */
  state(): number | undefined {
    // A fault of the disk ends the transaction, and what is read after it in this turn may be newer.
    return this.begin() && this.database.inTransaction ? this.#number : undefined;
  }

  /** The next statement sees what is committed by then; no group begins, and nothing is moved out of the write-ahead file, before it. */
  end(): void {
    if (this.#ending === undefined) return;
    clearImmediate(this.#ending);
    this.#ending = undefined;
    try {
      // A fault of the disk has ended it already.
      if (this.database.inTransaction) this.database.run('commit');
    } catch {
      // Nothing was written, so nothing is lost: the next statement meets what is wrong, and its reader is told.
    }
  }
}
