// SPDX-License-Identifier: Apache-2.0
// What every store must do with positive registers: a part of the acceptance suite.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, fromHex, fromUtf8, utf8 } from '@iims/wire/bytes';
import { COMPLETE_MS } from '@iims/wire/issued';
import { listGenerations } from './generations.ts';
import { findHeldIssued, findIssued, ISSUED_BODY, listPositiveRegisters } from './issued-documents.ts';
import { basisOf } from './register-basis.ts';
import { findSource } from './register-sources.ts';
import { sealedPiece } from './sealed-pieces.fixture.ts';
import type { Act, ActName, Store, StoreSources } from './store.ts';
import { countVanished } from './vanished-entries.ts';

interface Fixture {
  readonly store: Store;
  readonly sources: StoreSources;
}

export function describeIssued(fixture: () => Fixture): void {
  test('what was issued is built beside what is in force, shown at once, and taken back with its completeness', async () => {
    const { store, sources } = fixture();
    const importId = 'issued';
    const change = <N extends ActName>(name: N, args: Act<N>['args']) =>
      store.write({ event: 'import.begun', body: { import: importId } }, { name, args } as Act<N>);
    const found = async () =>
      (await findIssued(store.reader, ['n1', 'n2', 'n1'], (all) => all)).rows.map(({ key, document }) => [
        key,
        fromUtf8(document!),
      ]);
    const complete = async () => (await listPositiveRegisters(store.reader)).map((row) => [row.rows, row.completeFor]);
    const heldTypes = async () => (await listPositiveRegisters(store.reader))[0]?.heldTypes;
    const register = { id: 'issued', kind: 'vehicle', title: 'Issued', changedAt: 1, checkedAt: 1 };
    const loaded = { id: 'GEO-I-1', keys: ['n1', 'n2'], document: utf8('first') };
    await change('load-issued', {
      register: { ...register, completeFor: 'vehicle-registration', heldTypes: 'vehicle-registration' },
      documents: [loaded],
    });
    assert.deepEqual((await found()).sort(), [
      ['n1', 'first'],
      ['n2', 'first'],
    ]);

    const basis = await basisOf(store.reader, 'issued');
    const { generation, stage, leave } = await stageOne({ store, sources }, { importId, register: 'issued', basis });
    assert.deepEqual((await found()).length, 2);
    assert.deepEqual(await complete(), [[1, ['vehicle-registration']]]);
    // What is told of the registers beside the rows is as old as the rows.
    const { registers } = await findIssued(store.reader, ['n1'], (all) => all);
    assert.deepEqual(registers, await listPositiveRegisters(store.reader));
    assert.equal(registers[0]?.completeMs, COMPLETE_MS);
    const about = { ...register, completeFor: '', heldTypes: 'other', completeMs: 7 };
    const vanishing = { isConfirmed: false, tokens: ['n1', 'n2'].map((key) => store.reader.tokenOf(key)) };
    const shown = { importId, generation, alerts: 1, keys: 1, basis, register: about, vanished: vanishing };
    // Of a connector that is stopped, while its source was away.
    await change('confirm-source', { register: 'issued', checkedAt: 1, staleAfterMs: 5 });
    await change('set-source-standing', { register: 'issued', standing: 'unavailable' });
    await change('show-import', shown);
    const source = await findSource(store.reader, 'issued');
    assert.deepEqual([source.staleAfterMs, source.sourceStanding], [0, 'current']);
    assert.deepEqual([await found(), await complete()], [[['n2', 'second']], [[1, []]]]);
    assert.equal((await listPositiveRegisters(store.reader))[0]?.completeMs, 7);
    assert.deepEqual(
      [...(await findHeldIssued(store.reader, 'issued', ['GEO-I-1', 'GEO-I-2']))].map(([id, held]) => [
        id,
        held && fromUtf8(held),
      ]),
      [['GEO-I-2', 'second']],
    );
    // What it held before it may hold still, and of which type what vanished is nobody knows.
    const shownTypes = (await listGenerations(store.reader, 'issued')).find(({ standing }) => standing === 'shown');
    assert.equal(shownTypes?.heldTypes, 'other vehicle-registration');
    assert.equal(await heldTypes(), undefined);
    // What is not in the list any more, unless it is under another id, is told until it is listed, as when somebody goes back, or may go.
    const vanished = async () => (await findIssued(store.reader, ['n1', 'n2'], (all) => all)).vanished;
    assert.deepEqual(await vanished(), [{ register: 'issued', key: 'n1' }]);
    assert.equal(await countVanished(store.reader, 'issued'), 1);
    await change('revert-register', { register: 'issued' });
    assert.equal(await countVanished(store.reader, 'issued'), 0);
    assert.deepEqual([(await found()).length, await complete()], [2, [[1, ['vehicle-registration']]]]);
    // The types of the list that goes were issued too.
    assert.deepEqual(await heldTypes(), ['other', 'vehicle-registration']);
    assert.equal(stage, 1);

    // What the asker may not read is not opened.
    assert.deepEqual((await findIssued(store.reader, ['n1', 'n2'], () => [])).rows, []);

    // Loaded at once, the register lets go of both.
    await change('load-issued', { register: { ...register, completeFor: '' }, documents: [] });
    assert.deepEqual(await found(), []);
    await leave();
  });

  test('what was given up before its register was there leaves piece by piece', async () => {
    const { store, sources } = fixture();
    const importId = 'issued and given up';
    const { generation, leave } = await stageOne({ store, sources }, { importId, register: 'never', basis: null });
    await store.write(
      { event: 'import.abandoned', body: { import: importId } },
      { name: 'advance-import', args: { importId, from: ['applying'], to: 'abandoned' } },
    );
    await leave();
    for (const [table, number] of [
      ['issued_document', 'entry_no'],
      ['issued_key', 'entry_no'],
    ])
      assert.deepEqual(
        await store.reader.all(`select ${number} from ${table} where ${number} >= ?`, [generation * 2 ** 32]),
        [],
      );
    assert.deepEqual(await listGenerations(store.reader, 'never'), []);
  });
}

/** Stages one entry under the key n2. */
async function stageOne(
  { store, sources }: Fixture,
  { importId, register, basis }: { importId: string; register: string; basis: Awaited<ReturnType<typeof basisOf>> },
) {
  const entry = { event: 'import.begun', body: { import: importId } } as const;
  await store.write(entry, {
    name: 'begin-import',
    args: { importId, register, fileKey: new Uint8Array(32), about: {} },
  });
  await store.write(entry, { name: 'advance-import', args: { importId, from: ['receiving'], to: 'previewed' } });
  const approval = { name: 'approve-import', args: { importId, register, basis, holds: 'issued' } } as const;
  const { result: generation } = await store.write(entry, approval);
  const content = utf8('second');
  const contents = concatBytes(
    Uint8Array.of(0, 7),
    utf8('GEO-I-20000-00-00'),
    Uint8Array.of(0, 0, 0, content.length),
    content,
  );
  const packed = await sealedPiece(store, sources.atRest, { column: ISSUED_BODY, register }, contents);
  const args = { importId, register, generation, after: 0, packed };
  await store.stage({ name: 'stage-issued', args });
  const key = concatBytes(fromHex(store.reader.tokenOf('n2')), Uint8Array.of(0, 0, 0, 1, 0));
  const stage = await store.stage({ name: 'stage-issued-keys', args: { importId, generation, after: 0, packed: key } });
  return { generation, stage, leave: () => dropAll(store, register) };
}

async function dropAll(store: Store, register: string): Promise<void> {
  for (const { generation, standing } of await listGenerations(store.reader, register)) {
    if (standing !== 'leaving') continue;
    for (let left: { afterToken: string | null } | undefined = { afterToken: '' }; left !== undefined; )
      left = await store.stage({ name: 'drop-generation', args: { generation, afterToken: left.afterToken } });
  }
}
