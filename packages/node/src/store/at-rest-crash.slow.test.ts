// SPDX-License-Identifier: Apache-2.0
// A clear database on its way to a sealed one, killed again and again: it is always one or the other, and loses nothing.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { TestSources } from './acceptance.fixture.ts';
import { makeClearDatabase, SECRETS } from './clear-database.fixture.ts';
import { readEntryFile } from './entry-file.ts';
import { openSqliteStore } from './sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'iims-at-rest-crash-'));
after(() => rmSync(directory, { recursive: true }));
const WRITER = new URL('./acknowledging-writer.fixture.ts', import.meta.url).pathname;

test('kill -9 at any moment of the sealing leaves a database that is clear or sealed, whole, and in the end without a clear copy', async () => {
  const path = join(directory, 'killed.db');
  await makeClearDatabase(path, ENTRIES);
  const forms = new Set<string>();
  for (let killed = 0, afterMs = 150; !forms.has('swept'); killed++, afterMs = Math.round(afterMs * 1.35)) {
    assert.ok(killed < KILLS_MAX, 'the sealing comes to its end');
    const writer = spawn(process.execPath, [WRITER, path, '1'], { stdio: 'ignore' });
    setTimeout(() => writer.kill('SIGKILL'), afterMs);
    await once(writer, 'exit');
    forms.add(formOf(path));
  }
  assert.ok(forms.has('clear'), 'it was killed before the step was done, too');

  const sources = new TestSources();
  await (await openSqliteStore({ path, reserveBytes: 4_096, ...sources, now: sources.now })).close();
  let count = 0;
  for await (const { index, content } of readEntryFile(path, sources.atRest)) {
    assert.equal(index, count++);
    assert.equal(content.kind, 'open');
  }
  assert.ok(count >= ENTRIES);
  const bytes = readFileSync(path);
  assert.deepEqual(
    SECRETS.filter((secret) => bytes.includes(secret)),
    [],
  );
});

/** What a process that comes after the kill finds. */
function formOf(path: string): 'clear' | 'sealed' | 'swept' {
  const database = new DatabaseSync(path);
  try {
    const [{ ok }] = database.prepare('select integrity_check as ok from pragma_integrity_check').all() as [
      { ok: string },
    ];
    assert.equal(ok, 'ok');
    const columns = database.prepare("select name from pragma_table_info('entry')").all() as { name: string }[];
    if (columns.some(({ name }) => name === 'salt')) {
      const { count } = database.prepare('select count(*) as count from entry').get() as { count: number };
      assert.equal(count, ENTRIES);
      return 'clear';
    }
    const { clear_left } = database.prepare('select clear_left from at_rest').get() as { clear_left: number };
    return clear_left === 1 ? 'sealed' : 'swept';
  } finally {
    database.close();
  }
}

const ENTRIES = 20_000;
const KILLS_MAX = 20;
