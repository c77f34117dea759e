// SPDX-License-Identifier: Apache-2.0
// The store on SQLite: the acceptance suite, and what only a file of its own can show.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStore } from './acceptance.ts';
import { openSqliteStore } from './sqlite-store.ts';

describeStore('SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'iims-store-'));
  return {
    open: (sources) => openSqliteStore({ path: join(directory, 'node.db'), reserveBytes: 4_096, ...sources }),
    remove: async () => rmSync(directory, { recursive: true }),
  };
});
