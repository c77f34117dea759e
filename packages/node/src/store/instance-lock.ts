// SPDX-License-Identifier: Apache-2.0
// One process runs a node: two would sign two logs. The lock is SQLite's own on a file of its own, which the operating system
// lets go of when the process ends in whatever way.
import { DatabaseSync } from 'node:sqlite';
import { IimsError } from '@iims/wire/errors';

/** Takes the lock or throws `node.running`. It is held until `release` or the end of the process. */
export function takeInstanceLock(path: string): { release(): void } {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (cause) {
    database.close();
    throw new IimsError('node.running', {
      message: 'Another process runs this node already.',
      field: 'dir',
      fix: 'Stop it first, or give the directory of another node.',
      cause,
    });
  }
  return { release: () => database.close() };
}
