// SPDX-License-Identifier: Apache-2.0
// A connector to a watched folder: each file is an import of its own, and lies in `done` or `refused` afterwards, with its report.

import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { listPositiveRegisters } from '../../store/issued-documents.ts';
import { countVanished } from '../../store/vanished-entries.ts';
import { connectorFile, openTestRegisters } from './connectors.fixture.ts';

test('good files are taken, broken ones are put aside, and the register stays whole', async (t) => {
  const registers = await openTestRegisters();
  t.after(() => registers.close());
  const drop = join(registers.directory, 'drop');
  mkdirSync(drop);
  registers.configure(connectorFile({ kind: 'folder', path: drop }));
  writeFileSync(join(drop, '1.csv'), listOf(30));
  await registers.startApproved();
  await registers.untilHeld(['1', '30'], ['1', '30']);
  const reportOf = (place: string, name: string) =>
    JSON.parse(readFileSync(join(drop, place, `${name}.report.json`), 'utf8'));
  assert.equal(reportOf('done', '1.csv').accepted, 30);

  writeFileSync(join(drop, '2.csv'), 'nr,doc,issuer,state\n1,"X1,UTO,L\n');
  const { failure } = await registers.until((status) => status.failure !== undefined);
  assert.equal(failure?.code, 'import.quotes');
  assert.equal(reportOf('refused', '2.csv').code, 'import.quotes');
  assert.deepEqual(await registers.held('1', '30'), ['1', '30']);

  writeFileSync(join(registers.directory, 'elsewhere.csv'), listOf(1));
  symlinkSync(join(registers.directory, 'elsewhere.csv'), join(drop, '3.csv'));
  writeFileSync(join(drop, '.4.csv'), listOf(1));
  writeFileSync(join(drop, '5.csv'), listOf(31));
  await registers.untilHeld(['31'], ['31']);
  await registers.until(() => !existsSync(join(drop, '5.csv')));
  assert(existsSync(join(drop, '3.csv')) && existsSync(join(drop, '.4.csv')));
});

test('what a source puts in the way of its own files leads the node nowhere, and a newer file under an old name is taken', async (t) => {
  const registers = await openTestRegisters();
  t.after(() => registers.close());
  const drop = join(registers.directory, 'drop');
  mkdirSync(join(drop, 'done'), { recursive: true });
  registers.configure(connectorFile({ kind: 'folder', path: drop }));
  const ofNode = join(registers.directory, 'node.json');
  writeFileSync(ofNode, 'kept');
  symlinkSync(ofNode, join(drop, 'done', '1.csv.report.json'));
  writeFileSync(join(drop, '1.csv'), listOf(30));
  await registers.connectors.start('source', 'operator');
  const { waitsFor } = await registers.until((status) => status.waitsFor !== undefined);
  writeFileSync(join(drop, '1.csv'), listOf(31));
  await registers.imports.approve(waitsFor!, 'operator');
  await registers.untilHeld(['30', '31'], ['30', '31']);
  assert.equal(readFileSync(ofNode, 'utf8'), 'kept');

  await registers.until(() => !existsSync(join(drop, '1.csv')));
  rmSync(join(drop, 'refused'), { recursive: true });
  symlinkSync(registers.directory, join(drop, 'refused'));
  const { failure } = await registers.until((status) => status.failure !== undefined);
  assert.equal(failure?.code, 'connector.unreachable');
});

test('a source of what the State issued fills a positive register, and keeps it in step', async (t) => {
  const registers = await openTestRegisters();
  t.after(() => registers.close());
  const drop = join(registers.directory, 'drop');
  mkdirSync(drop);
  const positive = { completeFor: ['driving-licence'] };
  registers.configure({
    ...connectorFile({ kind: 'folder', path: drop }, { positive, mapping: undefined }),
    kind: 'official-document',
  });
  const licence = (number: string, standing: string) => `\n${number.slice(1)},${number},driving-licence,${standing}`;
  const header = 'id,number,documentType,standing';
  const inForce = async () => {
    const [register] = await listPositiveRegisters(registers.store.reader);
    return [register?.rows, register?.completeFor];
  };
  writeFileSync(join(drop, '1.csv'), header + licence('L1', 'valid') + licence('L2', 'valid'));
  const tested = await registers.connectors.test('source', 'operator');
  assert.deepEqual(tested.rows[0]?.issued, {
    kind: 'official-document',
    id: 'GEO-DOC-1',
    number: 'L1',
    documentType: 'driving-licence',
    standing: 'valid',
  });
  await registers.startApproved();
  assert.deepEqual(await inForce(), [2, ['driving-licence']]);

  const drops = async (name: string, ...rows: string[]) => {
    writeFileSync(join(drop, name), header + rows.join(''));
    await registers.until(() => !existsSync(join(drop, name)));
    return inForce();
  };
  const asBefore = [licence('L1', 'valid'), licence('L2', 'valid')];
  // All that is new is a licence that could not be read: its holder must not be told that it was never issued.
  assert.deepEqual(await drops('2.csv', ...asBefore, licence('L3', 'good')), [2, []]);
  assert.deepEqual(await drops('3.csv', ...asBefore), [2, ['driving-licence']]);
  assert.deepEqual(await drops('4.csv', licence('L1', 'withdrawn'), licence('L2', 'valid'), licence('L3', 'good')), [
    2,
    [],
  ]);
  assert.equal((await registers.source()).sourceStanding, 'current');
  // What vanishes by itself is remembered, until a person looks.
  assert.deepEqual(await drops('5.csv', licence('L1', 'valid')), [1, ['driving-licence']]);
  assert.equal(await countVanished(registers.store.reader, 'documents'), 1);
  assert.deepEqual(await drops('6.csv', ...asBefore), [2, ['driving-licence']]);
  assert.equal(await countVanished(registers.store.reader, 'documents'), 0);
  // A list that was made before is no younger for being brought later.
  const madeAt = Math.floor(Date.now() / 1_000) - 86_400;
  writeFileSync(join(drop, '7.part'), header + licence('L1', 'withdrawn') + licence('L2', 'valid'));
  utimesSync(join(drop, '7.part'), madeAt, madeAt);
  renameSync(join(drop, '7.part'), join(drop, '7.csv'));
  await registers.until(() => !existsSync(join(drop, '7.csv')));
  assert.equal((await registers.source()).checkedAt, madeAt * 1_000);
});

test('of two connectors that are started at once for one register one is', async (t) => {
  const registers = await openTestRegisters();
  t.after(() => registers.close());
  const file = connectorFile({ kind: 'folder', path: join(registers.directory, 'drop') });
  registers.configure(file);
  writeFileSync(join(registers.directory, 'connectors', 'other.json'), JSON.stringify(file), { mode: 0o600 });
  const started = await Promise.allSettled(
    ['source', 'other', 'source'].map((name) => registers.connectors.start(name, 'operator')),
  );
  assert.deepEqual(
    started.map((one) => (one.status === 'fulfilled' ? one.value.standing : one.reason.code)),
    ['started', 'connector.standing', 'connector.standing'],
  );
});

function listOf(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => `${i + 1},X${1_000 + i},UTO,L`);
  return ['nr,doc,issuer,state', ...rows].join('\n');
}
