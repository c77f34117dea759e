// SPDX-License-Identifier: Apache-2.0
// Steps of an import that meet one another, the disk, or a register that changes.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs, { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { utf8 } from '@iims/wire/bytes';
import type { IimsError } from '@iims/wire/errors';
import { until } from '@iims/wire/until.fixture';
import { systemRandom } from '../../clock.ts';
import { QueriesUnderWay } from '../../queries-under-way.ts';
import { listRegisters } from '../../store/alerts.ts';
import { listGenerations } from '../../store/generations.ts';
import { IMPORTS_GOING_ON_MAX } from '../../store/register-imports.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import { documentList } from './document-list.fixture.ts';
import type { ImportStatus } from './import-status.ts';
import { Imports, type SecondPerson } from './imports.ts';

const FULL = '/dev/full';
const folder = mkdtempSync(join(tmpdir(), 'iims-imports-'));
const path = join(folder, 'iims.db');
const atRest = new Uint8Array(32);
let aheadMs = 0;
const clock = { now: () => Date.now() + aheadMs, monotonic: () => performance.now() };
const queries = new QueriesUnderWay();
/** Codes of what would have stopped the process. */
const stopped: string[] = [];
let store: Store;
let imports: Imports;
/** Until queries meet what the registers show. */
let found = Promise.resolve();
let following: { readonly done: number; readonly of: number } | undefined;
const persons = {
  followNow: () => found,
  get following() {
    return following;
  },
};
before(async () => {
  const onFatal = (fault: IimsError): void => void stopped.push(fault.code);
  store = await openSqliteStore({ path, atRest, onFatal, now: clock.now, random: systemRandom });
  imports = await open('none');
});
after(async () => {
  await imports.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('imports', () => {
  it('are given up when the register changes by hand before they are shown, and can be read again', async () => {
    await apply('changing', documentList(3, 'first'));
    const { importId } = await previewed('changing', documentList(2, 'second'));
    await withdraw('changing', 'GEO-CHANGING-3');
    await assert.rejects(imports.approve(importId, 'op'), { code: 'import.register-changed' });
    await imports.preview(importId, 'op');
    const again = await settled(importId, 'previewed');
    assert.deepEqual(again.preview?.differences, { added: 0, changed: 2, removed: 0, same: 0 });

    // The second withdrawal comes while the generation is built.
    await imports.approve(importId, 'op');
    await withdraw('changing', 'GEO-CHANGING-2');
    const back = await settled(importId, 'quarantined');
    assert.equal(back.fault, 'import.register-changed');
    assert.equal((await registerOf('changing'))?.rows, 1);
    await imports.preview(importId, 'op');
    await settled(importId, 'previewed');
    await imports.approve(importId, 'op');
    await settled(importId, 'applied');
    assert.equal((await registerOf('changing'))?.rows, 2);
  });

  it('stand as being applied until queries meet everybody in them, and keep no other waiting', async () => {
    const gate = Promise.withResolvers<void>();
    found = gate.promise;
    const { importId } = await previewed('met', documentList(2, 'first'));
    await imports.approve(importId, 'op');
    await until(async () => (await registerOf('met'))?.rows === 2, 'the register shows the list');
    assert.equal((await imports.status(importId)).standing, 'applying');
    assert.equal((await imports.list()).find((one) => one.importId === importId)?.standing, 'applying');
    await settled(importId, 'applying');
    assert.deepEqual((await imports.status(importId)).finding, { done: 0, of: 0 });
    following = { done: 1, of: 2 };
    assert.deepEqual((await imports.status(importId)).finding, { done: 1, of: 2 });
    assert.deepEqual(imports.findingOf('met'), { done: 1, of: 2 });
    await assert.rejects(imports.abandon(importId, 'op'), { code: 'import.standing' });
    found = Promise.resolve();
    await apply('met-meanwhile', documentList(1, 'first'));
    gate.resolve();
    assert.equal((await settled(importId, 'applied')).finding, undefined);
    assert.equal(imports.findingOf('met'), undefined);
    following = undefined;
  });

  it('that are gone back upon are told so when queries meet what was before', async () => {
    await apply('way-back', documentList(2, 'first'));
    await apply('way-back', documentList(3, 'second'));
    const gate = Promise.withResolvers<void>();
    found = gate.promise;
    const back = imports.revert('way-back', 'op');
    await until(() => imports.findingOf('way-back') !== undefined, 'the earlier content is looked for');
    assert.equal((await registerOf('way-back'))?.rows, 2);
    gate.resolve();
    found = Promise.resolve();
    assert.deepEqual(await back, { register: 'way-back', alerts: 2 });
    assert.equal(imports.findingOf('way-back'), undefined);
  });

  it('do not go back over what was withdrawn by hand', async () => {
    await apply('back', documentList(2, 'first'));
    await apply('back', documentList(2, 'second'));
    await imports.revert('back', 'op');
    await imports.revert('back', 'op');
    await withdraw('back', 'GEO-BACK-1');
    await assert.rejects(imports.revert('back', 'op'), { code: 'import.register-changed' });
  });

  it('are approved by a second person where the State says so', async () => {
    await imports.stop();
    imports = await open('all');
    const status = await previewed('seconded', documentList(2, 'first'));
    assert.equal(status.secondPerson, true);
    await assert.rejects(imports.approve(status.importId, 'op'), { code: 'import.second-person' });
    await imports.approve(status.importId, 'other');
    await settled(status.importId, 'applied');
    await imports.stop();
    imports = await open('persons');
    const documents = await previewed('seconded', documentList(3, 'first'));
    assert.equal(documents.secondPerson, false);
    await imports.approve(documents.importId, 'op');
    await settled(documents.importId, 'applied');
  });

  it('answer two operators who do the same at once', async () => {
    const content = utf8(documentList(2, 'first'));
    const { importId } = await begin('twice', content);
    await imports.take(importId, 0, content);
    const previews = await Promise.allSettled([imports.preview(importId, 'one'), imports.preview(importId, 'two')]);
    assert.deepEqual(previews.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal(codeOf(previews), 'import.under-way');
    await settled(importId, 'previewed');
    const approvals = await Promise.allSettled([imports.approve(importId, 'one'), imports.preview(importId, 'two')]);
    assert.deepEqual(approvals.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await settled(importId, 'applied');
  });

  it('say each time that the file is not the one that was announced', async () => {
    const content = utf8(documentList(2, 'first'));
    const { importId } = await begin('mistaken', content);
    await imports.take(
      importId,
      0,
      content.map((byte) => byte ^ 1),
    );
    for (let i = 0; i < 2; i += 1)
      await assert.rejects(imports.preview(importId, 'op'), { code: 'import.incomplete', rule: /SHA-256/ });
    await imports.abandon(importId, 'op');
  });

  it('are bounded in number, and end by themselves when nobody goes on with them', async () => {
    const content = utf8(documentList(1, 'first'));
    for (let i = 0; i < IMPORTS_GOING_ON_MAX; i += 1) await begin(`idle-${i}`, content);
    await assert.rejects(begin('one-more', content), { code: 'import.under-way', rule: /16 in a node/ });
    aheadMs += 6 * 86_400_000;
    const [one] = await imports.list();
    await imports.take(one!.importId, 0, content.subarray(0, 5));
    aheadMs += 2 * 86_400_000;
    await imports.abandonIdle();
    const going = (await imports.list()).filter(({ standing }) => standing === 'receiving');
    assert.deepEqual(
      going.map(({ importId }) => importId),
      [one!.importId],
    );
    assert.deepEqual(
      readdirSync(join(folder, 'imports')).filter((name) => existsSync(join(folder, 'imports', name))),
      [one!.importId],
    );
    await imports.abandon(one!.importId, 'op');
  });

  it('that meet the end of the disk while they are read leave nothing of it, and are read again', {
    skip: !existsSync(FULL),
  }, async () => {
    await apply('full', documentList(2, 'first'));
    const { importId } = await previewed('full', documentList(3, 'second'));
    const place = join(folder, 'imports', importId);
    for (const name of ['alerts', 'run-0', 'keys']) {
      // Every write to this device finds the disk full.
      rmSync(join(place, `${name}.sealed`), { force: true });
      symlinkSync(FULL, join(place, `${name}.sealed`));
      await imports.preview(importId, 'op');
      assert.equal((await settled(importId, 'quarantined')).fault, 'store.full', name);
      assert.deepEqual(readdirSync(place), ['source.sealed']);
      await assert.rejects(imports.approve(importId, 'op'), { code: 'import.standing' });
      assert.equal((await registerOf('full'))?.rows, 2);
    }
    await imports.preview(importId, 'op');
    await settled(importId, 'previewed');
    await imports.approve(importId, 'op');
    await settled(importId, 'applied');
    assert.equal((await registerOf('full'))?.rows, 3);
  });

  it('that meet the end of the disk before their first byte keep no other out', async (t) => {
    const content = utf8(documentList(1, 'first'));
    t.mock.method(fs, 'writeSync', () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    });
    syncBuiltinESMExports();
    await assert.rejects(begin('begun-full', content), { code: 'store.full' });
    t.mock.restoreAll();
    syncBuiltinESMExports();
    assert.equal((await imports.list())[0]?.standing, 'abandoned');
    const { importId } = await begin('begun-full', content);
    await imports.abandon(importId, 'op');
  });

  it('are given up while a piece of theirs waits for a query: none reaches the store afterwards', async () => {
    const { importId } = await previewed('halfway', documentList(2_000, 'first'));
    let end = (): void => undefined;
    const asked = queries.during(() => new Promise<void>((resolve) => (end = resolve)));
    await imports.approve(importId, 'op');
    await until(async () => ((await imports.status(importId)).applied?.done ?? 0) > 0, 'a piece is staged');
    await imports.abandon(importId, 'op');
    end();
    await asked;
    // Longer than a piece waits for a query and then for a pause of the store.
    await pause(200);
    assert.deepEqual(stopped, []);
    assert.equal((await imports.status(importId)).standing, 'abandoned');
    await apply('halfway', documentList(2, 'first'));
  });

  it('take no more away without a word than a few alerts, or a small share of the register', async () => {
    await apply('shrunk', documentList(40, 'first'));
    const { importId, preview } = await previewed('shrunk', documentList(29, 'first'));
    assert.equal(preview?.differences.removed, 11);
    for (const vanishing of [{}, { said: 10 }])
      await assert.rejects(imports.approve(importId, 'op', vanishing), {
        code: 'input.invalid',
        field: 'vanished',
        rule: /^11,/,
      });
    assert.equal((await registerOf('shrunk'))?.rows, 40);
    await imports.approve(importId, 'op', { said: 11 });
    await settled(importId, 'applied');
    await apply('shrunk', documentList(19, 'first'));
    assert.equal((await registerOf('shrunk'))?.rows, 19);

    await apply('large', documentList(400, 'first'));
    await apply('large', documentList(380, 'first'));
    const less = await previewed('large', documentList(360, 'first'));
    await assert.rejects(imports.approve(less.importId, 'op'), { code: 'input.invalid', field: 'vanished' });
    await imports.abandon(less.importId, 'op');
  });

  it('end where their name has become that of a register of the other kind', async () => {
    const content = utf8('id,number,documentType,standing\n1,AB123456,passport,valid\n');
    const sha256 = createHash('sha256').update(content).digest('hex');
    const { importId } = await imports.begin('op', {
      register: 'named',
      format: 'csv',
      kind: 'travel-document',
      positive: { completeFor: [] },
      files: [{ name: 'list', bytes: content.length }],
      sha256,
    });
    await imports.take(importId, 0, content);
    const register = { id: 'named', kind: 'travel-document', title: 'Lost', changedAt: 1, checkedAt: 1 };
    await store.write(
      { event: 'register.loaded', body: { register: 'named' } },
      { name: 'load-register', args: { register, alerts: [] } },
    );
    await imports.preview(importId, 'op');
    await settled(importId, 'previewed');
    await imports.approve(importId, 'op');
    const { refusal, fault } = await settled(importId, 'refused');
    assert.deepEqual([refusal?.code, fault], ['register.exists', undefined]);
    await untilGone(join(folder, 'imports', importId));
    // The next list comes in.
    await apply('named', documentList(2, 'first'));
    const building = (await listGenerations(store.reader, 'named')).filter(({ standing }) => standing === 'building');
    assert.deepEqual(building, []);
  });

  it('have ended whatever becomes of their files: what the disk does not let go goes later, and keeps no node from its start', {
    skip: process.platform !== 'linux',
  }, async () => {
    const { importId } = await previewed('left', documentList(2, 'first'));
    const place = join(folder, 'imports', importId);
    // Linux cuts no program off that runs.
    const program = join(place, 'run-0.sealed');
    copyFileSync(process.execPath, program);
    chmodSync(program, 0o700);
    const running = spawn(program, ['-e', 'setInterval(() => undefined, 1_000)']);
    await once(running, 'spawn');
    try {
      await imports.approve(importId, 'op');
      await settled(importId, 'applied');
      await imports.clearLeft();
      assert.deepEqual([(await imports.status(importId)).fault, existsSync(place)], [undefined, true]);
      await imports.stop();
      imports = await open('persons');
      assert.ok(existsSync(place));
    } finally {
      running.kill('SIGKILL');
      await once(running, 'exit');
    }
    await imports.clearLeft();
    assert.ok(!existsSync(place));
  });

  it('say of a file in which every row is refused where to look', async () => {
    const content = utf8('{"id":1}\n{"id":2}\n');
    const { importId } = await begin('empty', content);
    await imports.take(importId, 0, content);
    await imports.preview(importId, 'op');
    const { refusal } = await settled(importId, 'refused');
    assert.match(refusal?.rule ?? '', /2 rows were refused: field; the first in line 1 \(kind\)/);
  });

  it('begin, and are given up, while what was left of others still goes', async () => {
    const left = join(folder, 'imports', 'left');
    fs.mkdirSync(left);
    fs.writeFileSync(join(left, 'source.sealed'), '');
    // No disk lets go of so much in less than a minute, a step at a time.
    fs.truncateSync(join(left, 'source.sealed'), 2 ** 37);
    const another = await open('none');
    assert.ok(existsSync(left));
    const { importId } = await begin('beside', utf8(documentList(1, 'first')), another);
    await another.abandon(importId, 'op');
    assert.deepEqual([existsSync(left), existsSync(join(folder, 'imports', importId))], [true, false]);
    rmSync(left, { recursive: true });
    await another.stop();
  });
});

function open(secondPerson: SecondPerson): Promise<Imports> {
  return Imports.open({
    store,
    folder: join(folder, 'imports'),
    database: { path, atRest },
    state: 'GEO',
    authority: 'Border Guard',
    secondPerson,
    queries,
    persons,
    clock,
    random: systemRandom,
  });
}

function begin(register: string, content: Uint8Array, by = imports): Promise<ImportStatus> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return by.begin('op', { register, format: 'jsonl', files: [{ name: 'list', bytes: content.length }], sha256 });
}

async function previewed(register: string, text: string): Promise<ImportStatus> {
  const content = utf8(text);
  const { importId } = await begin(register, content);
  await imports.take(importId, 0, content);
  await imports.preview(importId, 'op');
  return settled(importId, 'previewed');
}

async function apply(register: string, text: string): Promise<void> {
  const { importId } = await previewed(register, text);
  await imports.approve(importId, 'op');
  await settled(importId, 'applied');
}

/** Waits until its thread has ended, too. */
async function settled(importId: string, standing: string): Promise<ImportStatus> {
  return until(async () => {
    const status = await imports.status(importId);
    return status.standing === standing && status.rows === undefined && !(await isWorking()) && status;
  }, `the import is ${standing}`);
}

/** Nobody waits for the files of an import that has ended. */
async function untilGone(place: string): Promise<void> {
  await until(() => !existsSync(place), 'the files of the import are gone');
}

/** Whoever asks for a step while a thread works is told to wait. */
async function isWorking(): Promise<boolean> {
  return imports.preview('01900000-0000-7000-8000-000000000000', 'op').then(
    () => false,
    (fault) => fault.code === 'import.under-way',
  );
}

async function withdraw(register: string, alertId: string): Promise<void> {
  await store.write(
    { event: 'alert.withdrawn', body: { user: 'op', register, alert: alertId, ground: 'other' } },
    { name: 'withdraw-alert', args: { register, alertId } },
  );
}

async function registerOf(register: string) {
  return (await listRegisters(store.reader)).find(({ id }) => id === register);
}

function codeOf(results: readonly PromiseSettledResult<unknown>[]): string | undefined {
  const rejected = results.find((result) => result.status === 'rejected');
  return rejected && (rejected as PromiseRejectedResult).reason.code;
}
