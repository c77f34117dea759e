// SPDX-License-Identifier: Apache-2.0
// The log of uses on a device: its bounds, its clock, and what it finds when its files are not those that it wrote.
import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, type TestContext, test } from 'node:test';
import { kemPrivateKeyFromSeed, signingKeyFromSeed } from '@iims/crypto/keys';
import type { PackUse } from '@iims/wire/pack-documents';
import { UseLog, usesPath } from './use-log.ts';

const CREATED_AT = Date.UTC(2026, 5, 1, 9, 40);
const NOT_AFTER = CREATED_AT + 6 * 3_600_000;
const USE: PackUse = {
  purpose: 'border-check',
  caseRef: 'CASE-1',
  question: new Uint8Array([1]),
  label: 'AA1234567',
  outcome: 'not-in-pack',
  hits: [],
};

let folder: string;
beforeEach((t) => {
  folder = mkdtempSync(join(tmpdir(), 'iims-uses-'));
  (t as TestContext).after(() => rmSync(folder, { recursive: true }));
});

const packPath = (): string => join(folder, 'pack');
const memory = (): string => join(folder, 'device.seen');

function open({ id = 1, createdAt = CREATED_AT, path = packPath() } = {}): Promise<UseLog> {
  return UseLog.open({
    packPath: path,
    devicePath: join(folder, 'device'),
    device: {
      name: 'tablet',
      kem: kemPrivateKeyFromSeed(new Uint8Array(32).fill(1)),
      signing: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(2)),
      rootOfTrust: new Uint8Array(0),
      memoryKey: new Uint8Array(32).fill(3),
    },
    header: { id: new Uint8Array(16).fill(id), createdAt, notAfter: NOT_AFTER },
    about: { user: 'olena', usesMax: 3, usesKey: kemPrivateKeyFromSeed(new Uint8Array(32).fill(4)).publicKey },
  });
}

/** Opens the log, uses it at each of the times, and closes it. */
async function use(...times: readonly number[]): Promise<void> {
  const log = await open();
  try {
    for (const at of times) await log.append(USE, at);
  } finally {
    log.close();
  }
}

test('a pack is used from its first millisecond to before its last', async () => {
  const log = await open();
  assert.throws(() => log.checkMayUse(CREATED_AT - 1), { code: 'pack.clock' });
  await log.append(USE, CREATED_AT);
  await log.append(USE, NOT_AFTER - 1);
  assert.throws(() => log.checkMayUse(NOT_AFTER), { code: 'pack.expired' });
  await assert.rejects(log.append(USE, NOT_AFTER), { code: 'pack.expired' });
  assert.equal(log.uses, 2);
  log.close();
});

test('a clock that goes back behind what was seen is refused, after a restart and for another pack too', async () => {
  await use(CREATED_AT + 5_000);
  await assert.rejects(use(CREATED_AT + 4_999), { code: 'pack.clock' });
  await use(CREATED_AT + 5_000);
  writeFileSync(packPath(), '');
  rmSync(usesPath(packPath()));
  const other = await open({ id: 2 });
  assert.throws(() => other.checkMayUse(CREATED_AT + 4_999), { code: 'pack.clock' });
  other.close();
});

test('checks are counted over restarts, and refused beyond their number', async () => {
  await use(CREATED_AT, CREATED_AT);
  await use(CREATED_AT);
  await assert.rejects(use(CREATED_AT), { code: 'pack.uses-spent' });
});

test('after the end nothing is checked, whatever the clock says', async () => {
  await use(CREATED_AT);
  const log = await open();
  await log.end(NOT_AFTER + 1);
  await log.end(NOT_AFTER + 2);
  assert.equal(log.uses, 1);
  log.close();
  await assert.rejects(use(CREATED_AT + 1), { code: 'pack.ended' });
});

test('a newer pack of the officer replaces the older one', async () => {
  await use(CREATED_AT);
  rmSync(usesPath(packPath()));
  const newer = await open({ id: 2, createdAt: CREATED_AT + 1 });
  newer.close();
  rmSync(usesPath(packPath()), { force: true });
  await assert.rejects(open(), { code: 'pack.replaced' });
});

test('a log that was cut, exchanged for an older copy or removed is not gone on with', async () => {
  await use(CREATED_AT);
  const older = join(folder, 'older');
  copyFileSync(usesPath(packPath()), older);
  await use(CREATED_AT);
  const size = statSync(usesPath(packPath())).size;
  copyFileSync(usesPath(packPath()), join(folder, 'whole'));
  truncateSync(usesPath(packPath()), size - 10);
  await assert.rejects(open(), { code: 'pack.log-cut' });
  copyFileSync(older, usesPath(packPath()));
  await assert.rejects(open(), { code: 'pack.log-cut' });
  unlinkSync(usesPath(packPath()));
  await assert.rejects(open(), { code: 'pack.log-cut' });
  copyFileSync(join(folder, 'whole'), usesPath(packPath()));
  (await open()).close();
});

test("the device's memory cannot be changed or removed to forget uses", async () => {
  await use(CREATED_AT);
  const kept = readFileSync(memory());
  await use(CREATED_AT, CREATED_AT);
  const whole = readFileSync(memory());
  whole[whole.length - 40]! ^= 1;
  writeFileSync(memory(), whole);
  await assert.rejects(open(), { code: 'pack.log-cut' });
  writeFileSync(memory(), kept);
  await assert.rejects(open(), { code: 'pack.log-cut' });
  unlinkSync(memory());
  await assert.rejects(open(), { code: 'pack.log-cut' });
});

test('a check that was interrupted between log and memory is counted, and one torn in the log is written over', async () => {
  await use(CREATED_AT);
  const kept = readFileSync(memory());
  await use(CREATED_AT);
  writeFileSync(memory(), kept);
  const log = await open();
  assert.equal(log.uses, 2);
  log.close();
  writeFileSync(
    usesPath(packPath()),
    Buffer.concat([readFileSync(usesPath(packPath())), Buffer.from([0, 0, 0, 9, 1])]),
  );
  await use(CREATED_AT);
  const whole = await open();
  assert.equal(whole.uses, 3);
  whole.close();
});

test('two processes do not use one pack at once', async () => {
  const log = await open();
  await assert.rejects(open(), { code: 'pack.in-use' });
  log.close();
  (await open()).close();
});

test('a first check that was interrupted while its log was made is nobody’s, and the pack goes on', async () => {
  for (const torn of [0, 3, 40]) {
    writeFileSync(usesPath(packPath()), new Uint8Array(torn), { mode: 0o600 });
    (await open()).close();
  }
  await use(CREATED_AT);
  writeFileSync(usesPath(packPath()), '');
  await assert.rejects(open(), { code: 'pack.log-cut' });
});

test('two copies of a pack are not used at once, and a copy alone not beside its log', async () => {
  const log = await open();
  await assert.rejects(open({ path: join(folder, 'copy') }), { code: 'pack.in-use' });
  await log.append(USE, CREATED_AT);
  log.close();
  await assert.rejects(open({ path: join(folder, 'copy') }), { code: 'pack.log-cut' });
});

test('log and memory are for their owner alone', async () => {
  await use(CREATED_AT);
  assert.deepEqual(
    [usesPath(packPath()), memory()].map((path) => statSync(path).mode & 0o777),
    [0o600, 0o600],
  );
});
