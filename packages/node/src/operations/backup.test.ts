// SPDX-License-Identifier: Apache-2.0
// Backups of a node that goes on writing: what comes back, with which keys, and what damage does.

import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type KemPrivateKey, kemPrivateKeyFromSeed, kemPublicKeyFromRaw } from '@iims/crypto/keys';
import { toHex } from '@iims/wire/bytes';
import { systemClock, systemRandom } from '../clock.ts';
import { STORE_FILE } from '../data-directory.ts';
import { countEntries, readEntries } from '../store/entries.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { type BackupOptions, makeBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';

const folder = mkdtempSync(join(tmpdir(), 'iims-backup-'));
const directory = join(folder, 'node');
const recoveryKey = kemPrivateKeyFromSeed(new Uint8Array(32).fill(1));
const atRest = new Uint8Array(32).fill(2);
let store: Store;

before(async () => {
  for (const path of ['trust/states', 'log/tile/0/000.p', 'keys']) {
    mkdirSync(join(directory, path), { recursive: true, mode: 0o700 });
  }
  for (const path of [
    'node.json',
    'trust/root.json',
    'trust/states/GEO.json',
    'trust/states/UKR.json.tmp',
    'log/checkpoint',
    'log/tile/0/000.p/5',
    'keys/secret.seed',
  ]) {
    writeFileSync(join(directory, path), `content of ${path}`, { mode: 0o600 });
  }
  // Longer than a chunk, and as long as two.
  writeFileSync(join(directory, 'log/tile/0/000'), new Uint8Array(2 * 16_384).fill(7));
  store = await open(directory);
  await writeMany(50);
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('a backup', () => {
  test('of a node that goes on writing comes back whole, in files for their owner alone, and is an entry of the log', async () => {
    let writing = true;
    const load = (async () => {
      while (writing) await writeMany(20);
    })();
    const made = await backup('live');
    writing = false;
    await load;
    const { files, withKeys } = await restore('live', 'live-node');
    assert.deepEqual([files, withKeys], [made.files, false]);
    const restored = join(folder, 'live-node');
    assert.deepEqual(filesIn(restored), [
      'iims.db',
      'log/checkpoint',
      'log/tile/0/000',
      'log/tile/0/000.p/5',
      'node.json',
      'trust/root.json',
      'trust/states/GEO.json',
    ]);
    for (const path of filesIn(restored)) {
      assert.equal(statSync(join(restored, path)).mode & 0o777, 0o600);
      if (path !== STORE_FILE)
        assert.deepEqual(readFileSync(join(restored, path)), readFileSync(join(directory, path)));
    }
    const copy = await open(restored);
    const count = await countEntries(copy.reader);
    assert.ok(count >= 50);
    assert.equal((await readEntries(copy.reader, { limit: count })).length, count);
    await copy.close();
    const said = (await readEntries(store.reader, { limit: 100 })).find(({ event }) => event === 'backup.made');
    assert.deepEqual(
      [said?.body.recoveryKey, said?.body.withKeys, said?.body.files, said?.body.bytes],
      [toHex(recoveryKey.keyId), false, made.files, statSync(join(folder, 'live')).size],
    );
    assert.deepEqual(
      readdirSync(directory).filter((name) => name.includes('backup')),
      [],
      'no copy is left behind',
    );
  });

  test('opens with the keys of the node only, which are in it only where that was asked for', async () => {
    await backup('without');
    await restore('without', 'without-node');
    const wrong = { path: join(folder, 'without-node', STORE_FILE), now: systemClock.now, random: systemRandom };
    await assert.rejects(openSqliteStore({ ...wrong, atRest: new Uint8Array(32) }), { code: 'store.sealed' });
    await backup('with', { withKeys: true });
    assert.ok(readFileSync(join(folder, 'with')).indexOf('content of keys') < 0);
    assert.equal((await restore('with', 'with-node')).withKeys, true);
    assert.equal(readFileSync(join(folder, 'with-node/keys/secret.seed'), 'utf8'), 'content of keys/secret.seed');
    assert.equal(statSync(join(folder, 'with-node/keys')).mode & 0o777, 0o700);
  });

  test('is refused with the key of somebody else', async () => {
    await backup('mine');
    const other = kemPrivateKeyFromSeed(new Uint8Array(32).fill(9));
    await assert.rejects(restore('mine', 'other-node', other), { code: 'backup.other-key' });
    assert.ok(!existsSync(join(folder, 'other-node')));
  });

  test('that is cut off or changed anywhere leaves nothing', async () => {
    await backup('whole');
    const whole = readFileSync(join(folder, 'whole'));
    const places = [0, 14, 46, 1_000, 1_200, 1_230, 1_280, 20_000, whole.length - 1];
    for (const place of places) {
      const changed = Buffer.from(whole);
      changed[place]! ^= 1;
      await refused(changed, place >= 14 && place < 46 ? 'backup.other-key' : 'backup.damaged');
    }
    for (const length of [0, 10, 1_000, 1_270, 1_270 + 16_400, whole.length - 16_400, whole.length - 1]) {
      await refused(whole.subarray(0, length), 'backup.damaged');
    }
    await refused(Buffer.concat([whole, new Uint8Array(1)]), 'backup.damaged');
  });

  test('overwrites nothing, and a restoration neither', async () => {
    await backup('twice');
    await assert.rejects(backup('twice'), { code: 'input.invalid', field: 'to' });
    mkdirSync(join(folder, 'there'));
    await assert.rejects(restore('twice', 'there'), { code: 'input.invalid', field: 'dir' });
    cpSync(join(folder, 'twice'), join(folder, 'copy'));
    await restore('copy', 'from-copy');
  });
});

function open(at: string): Promise<Store> {
  const path = join(at, STORE_FILE);
  return openSqliteStore({ path, atRest, reserveBytes: 4_096, now: systemClock.now, random: systemRandom });
}

const backup = (name: string, options: Partial<BackupOptions> = {}) =>
  makeBackup({
    directory,
    store,
    target: join(folder, name),
    recoveryKey: kemPublicKeyFromRaw(recoveryKey.publicKey),
    withKeys: false,
    random: systemRandom,
    ...options,
  });

const restore = (name: string, to: string, key: KemPrivateKey = recoveryKey) =>
  restoreBackup({ from: join(folder, name), recoveryKey: key, directory: join(folder, to) });

async function refused(bytes: Uint8Array, code: string): Promise<void> {
  writeFileSync(join(folder, 'changed'), bytes);
  await assert.rejects(restore('changed', 'changed-node'), { code });
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('changed-node')),
    [],
  );
}

async function writeMany(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, i) => store.write({ event: 'query.asked', body: { i } })));
}

function filesIn(at: string): string[] {
  const found = readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return found.map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1)).sort();
}
