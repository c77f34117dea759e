// SPDX-License-Identifier: Apache-2.0
// What every store must do with an index of an earlier release, in which keys of one number do not lie together: a part of the acceptance suite.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes } from '@iims/wire/bytes';
import { passportAlert, personAlert, vehicleAlert } from '../query/alert.fixture.ts';
import type { StoreMaker, TestSources } from './acceptance.fixture.ts';
import { type AlertToLoad, alertToLoad } from './alert-to-load.ts';
import { ALERT_BODY, lookUpAlerts } from './alerts.ts';
import { loadRegister, packedToken } from './alerts-acceptance.fixture.ts';
import { NEAR } from './key-tokens.ts';
import { plainKeys } from './plain-keys.fixture.ts';
import { packedAlert, sealedPiece } from './sealed-pieces.fixture.ts';
import { KEYS_PER_PIECE } from './staging/make-keys-anew.ts';
import type { Act, ActName, Store } from './store.ts';

interface Fixture {
  readonly store: Store;
  readonly maker: StoreMaker;
  readonly sources: TestSources;
}

export function describeNearKeys(fixture: () => Fixture): void {
  test('keys of an earlier release are made anew piece by piece, and every look-up meanwhile finds what it found', async () => {
    const { store, maker, sources } = fixture();
    const listed = passports('older', 0, 100);
    const kept = vehicles('older-hand', 70);
    await loadRegister(store, 'older', listed);
    await loadRegister(store, 'older-hand', kept, 'hand');
    await maker.execute(plainKeys(store.reader, [...listed, ...kept], ['older', 'older-hand']));

    // A reader that has not learned that no such keys are left.
    const other = await maker.open(sources);
    const held = new Map([...listed, ...kept].map((alert) => [alert.alertId, alert]));
    const findAll = async () => {
      for (const [i, { alertId, keys }] of [...held.values()].entries()) {
        if (i % 4 > 0) continue;
        const { found } = await lookUpAlerts(
          other.reader,
          keys.map(({ key }) => key),
        );
        assert.deepEqual(
          found.map((row) => [row.alertId, row.ways.map(({ key }) => key)]),
          [[alertId, keys.map(({ key }) => key)]],
        );
      }
      assert.deepEqual((await lookUpAlerts(other.reader, ['td||NOBODY', 'td~||N0800Y'])).found, []);
    };
    await findAll();
    const [first, second] = [await generationOf(store, 'older'), await generationOf(store, 'older-hand')];
    assert.equal(await makeAnew(store, first), true);
    await findAll();
    assert.equal(await makeAnew(store, second), true);
    await findAll();

    // Of those that people keep some have keys in both forms by now, and some in the earlier one alone.
    const [early, late] = [kept[3]!, kept[68]!];
    for (const { alertId } of [early, late]) {
      const gone = { register: 'older-hand', alertId };
      await change(store, 'withdraw-alert', gone);
      held.delete(alertId);
    }
    const [entered] = vehicles('older-hand', 72).slice(71);
    await change(store, 'enter-alert', { register: 'older-hand', kind: 'older-hand', alert: entered! });
    held.set(entered!.alertId, entered!);
    await findAll();
    for (const { keys } of [early, late])
      for (const { key } of keys) assert.deepEqual((await lookUpAlerts(other.reader, [key])).found, []);

    for (const generation of [first, second]) {
      while (await makeAnew(store, generation)) await findAll();
      await findAll();
    }
    const generations = [first, second];
    for (let left: { afterToken: string } | undefined = { afterToken: '' }; left !== undefined; ) {
      left = await store.stage({ name: 'drop-plain-keys', args: { generations, afterToken: left.afterToken } });
      await findAll();
    }
    assert.deepEqual(await formsOf(store, generations), ['near', 'near']);
    assert.deepEqual(await rowsOf(store, generations), {
      plain: 0,
      near: [...held.values()].reduce((sum, { keys }) => sum + keys.length, 0),
    });
    await other.close();
  });

  test('a piece of them is bounded by keys and not by alerts, of which some have many', async () => {
    const { store, maker } = fixture();
    const names = Array.from({ length: 8 }, (_, i) => ({
      form: 'mrz' as const,
      surname: `NAME${'ABCDEFGH'[i]}`,
      given: 'ANNA MARIA',
      quality: 'primary' as const,
    }));
    const persons = Array.from({ length: 40 }, (_, i) =>
      alertToLoad(
        'many-named',
        personAlert(i, { names, documents: [{ number: `MN${i}`, issuingState: 'UTO', documentType: 'passport' }] }),
      ),
    );
    await loadRegister(store, 'many-named', persons);
    await maker.execute(plainKeys(store.reader, persons, ['many-named']));
    const generation = await generationOf(store, 'many-named');
    const most = Math.max(...persons.map(({ keys }) => keys.length));
    assert.ok(most * persons.length > 2 * KEYS_PER_PIECE, `${most} keys`);
    for (let before = 0, isMore = true; isMore; ) {
      isMore = await makeAnew(store, generation);
      const { near } = await rowsOf(store, [generation]);
      assert.ok(near - before < KEYS_PER_PIECE + most, `${near - before} keys in one piece`);
      before = near;
    }
    assert.equal((await rowsOf(store, [generation])).plain, (await rowsOf(store, [generation])).near);
  });

  test('the keys of an alert that does not open stay where they are, and lead to it', async () => {
    const { store, maker, sources } = fixture();
    const alerts = passports('damaged', 200, 3);
    await loadRegister(store, 'damaged', alerts);
    await maker.execute(plainKeys(store.reader, alerts, ['damaged']));
    const [one, other] = alerts.map(({ alertId }) => alertId);
    const bodyOfOther = `(select body from alert where register_id = 'damaged' and alert_id = '${other}')`;
    await maker.execute(`update alert set body = ${bodyOfOther} where register_id = 'damaged' and alert_id = '${one}'`);
    const generation = await generationOf(store, 'damaged');
    assert.equal(await makeAnew(store, generation), false);
    assert.deepEqual(await formsOf(store, [generation]), ['kept']);
    await store.stage({ name: 'drop-plain-keys', args: { generations: [generation], afterToken: '' } });
    const reading = await maker.open(sources);
    for (const { alertId, keys } of alerts) {
      const { found } = await lookUpAlerts(reading.reader, [keys[1]!.key]);
      assert.deepEqual(
        found.map((row) => [row.alertId, row.alert === undefined]),
        [[alertId, alertId === one]],
      );
    }
    await reading.close();
    // Its next content has its keys where they belong.
    await loadRegister(store, 'damaged', alerts);
    assert.deepEqual(await formsOf(store, [await generationOf(store, 'damaged')]), ['near']);
  });

  test('an import that was approved before is applied as it was begun, and its keys are made anew', async () => {
    const { store, maker, sources } = fixture();
    const importId = 'approved before';
    const alerts = passports('begun-before', 300, 2);
    await change(store, 'begin-import', {
      importId,
      register: 'begun-before',
      fileKey: new Uint8Array(32),
      about: {},
    });
    await change(store, 'advance-import', { importId, from: ['receiving'], to: 'previewed' });
    const approve = { importId, register: 'begun-before', basis: null };
    const generation = (await change(store, 'approve-import', approve)) as number;
    await maker.execute(`update register_generation set key_form = 'plain' where generation = ${generation}`);
    const packed = await sealedPiece(
      store,
      sources.atRest,
      { column: ALERT_BODY, register: 'begun-before' },
      concatBytes(...alerts.map(({ alertId, alert }) => packedAlert(alertId, alert))),
    );
    const place = { importId, register: 'begun-before', generation, after: 0 };
    await store.stage({ name: 'stage-alerts', args: { ...place, packed } });
    const tokens = alerts
      .flatMap(({ keys }, i) => keys.map(({ key }) => ({ token: store.reader.tokenOf(key), number: i + 1 })))
      .sort((a, b) => (a.token < b.token ? -1 : 1))
      .map(({ token, number }) => packedToken(token, number));
    const keys = await store.stage({
      name: 'stage-keys',
      args: { importId, generation, after: 0, packed: concatBytes(...tokens) },
    });
    assert.equal(await makeAnew(store, generation), false, 'not while it is built');
    const about = { id: 'begun-before', kind: 'travel-document', title: 'Before', changedAt: 1, checkedAt: 1 };
    const show = { importId, generation, alerts: alerts.length, keys, basis: null, register: about };
    await change(store, 'show-import', show);
    const reading = await maker.open(sources);
    const findAll = async () => {
      for (const { alertId, keys } of alerts)
        for (const { key } of keys)
          assert.deepEqual(
            (await lookUpAlerts(reading.reader, [key])).found.map((row) => row.alertId),
            [alertId],
          );
    };
    await findAll();
    while (await makeAnew(store, generation)) await findAll();
    for (let left: { afterToken: string } | undefined = { afterToken: '' }; left !== undefined; )
      left = await store.stage({
        name: 'drop-plain-keys',
        args: { generations: [generation], afterToken: left.afterToken },
      });
    await findAll();
    assert.deepEqual(await formsOf(store, [generation]), ['near']);
    await reading.close();
  });
}

function passports(register: string, from: number, count: number): AlertToLoad[] {
  return Array.from({ length: count }, (_, i) =>
    alertToLoad(register, passportAlert(`OL${100_000 + from + i}`, 7_000 + from + i, { covert: i % 3 === 0 })),
  );
}

function vehicles(register: string, count: number): AlertToLoad[] {
  return Array.from({ length: count }, (_, i) =>
    alertToLoad(register, vehicleAlert(`AO${1_000 + i}OA`, `WVWZZZ1JZXW1${10_000 + i}`, 8_000 + i)),
  );
}

function makeAnew(store: Store, generation: number): Promise<boolean> {
  return store.stage({ name: 'make-keys-anew', args: { generation } });
}

async function change<N extends ActName>(store: Store, name: N, args: Act<N>['args']): Promise<unknown> {
  const { result } = await store.write({ event: 'import.begun', body: {} }, { name, args } as Act<N>);
  return result;
}

async function generationOf(store: Store, register: string): Promise<number> {
  const [row] = await store.reader.all<{ generation: number }>('select generation from register where id = ?', [
    register,
  ]);
  return row!.generation;
}

async function formsOf(store: Store, generations: readonly number[]): Promise<string[]> {
  const rows = await store.reader.all<{ form: string }>(
    `select key_form as form from register_generation where generation in (${generations.join(', ')}) order by generation`,
  );
  return rows.map(({ form }) => form);
}

async function rowsOf(store: Store, generations: readonly number[]): Promise<{ plain: number; near: number }> {
  const count = async (comparison: string) => {
    const [row] = await store.reader.all<{ count: number }>(
      `select count(*) as count from alert_near_key
        where token ${comparison} '${NEAR}' and (alert_no >> 32) in (${generations.join(', ')})`,
    );
    return row!.count;
  };
  return { plain: await count('<'), near: await count('>') };
}
