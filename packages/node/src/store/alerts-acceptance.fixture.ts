// SPDX-License-Identifier: Apache-2.0
// What every store must do with alerts and registers: a part of the acceptance suite.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import type { AlertToLoad } from './alert-to-load.ts';
import { ALERTS_PER_KEY_MAX, listRegisters, lookUpAlerts } from './alerts.ts';
import type { SqlValue } from './sql.ts';
import type { Store } from './store.ts';
import { listWaitingAlerts } from './waiting-alerts.ts';

export function describeAlerts(fixture: () => { readonly store: Store }): void {
  test('alerts are found by any of their keys, with the band of the key', async () => {
    const { store } = fixture();
    await loadRegister(store, 'documents', [
      alert('D1', 'doc:AB123', 'hit'),
      { alertId: 'D2', alert: utf8('D2'), keys: [key('doc:AB123', 'compare'), key('doc:ZZ9', 'hit')] },
    ]);
    await loadRegister(store, 'vehicles', [alert('V1', 'vin:1', 'hit')]);
    const { found } = await lookUpAlerts(store.reader, ['doc:AB123', 'doc:none', 'vin:1']);
    assert.deepEqual(
      found.map((row) => [row.key, row.alertId, row.register, row.band]),
      [
        ['doc:AB123', 'D1', 'documents', 'hit'],
        ['doc:AB123', 'D2', 'documents', 'compare'],
        ['vin:1', 'V1', 'vehicles', 'hit'],
      ],
    );
    assert(equalBytes(found[0]!.alert!, utf8('D1')));
    assert.deepEqual((await lookUpAlerts(store.reader, ['doc:none'])).found, []);
  });

  test('loading a register again replaces what it held, and no other', async () => {
    const { store } = fixture();
    const { result } = await loadRegister(store, 'documents', [
      alert('D3', 'doc:AB123', 'hit'),
      alert('D1', 'doc:1', 'hit'),
    ]);
    assert.deepEqual(result, { rows: 2 });
    const { found } = await lookUpAlerts(store.reader, ['doc:AB123', 'doc:ZZ9', 'vin:1']);
    assert.deepEqual(
      found.map((row) => row.alertId),
      ['D3', 'V1'],
    );
    const registers = await listRegisters(store.reader);
    assert.deepEqual(
      registers.map(({ id, rows }) => [id, rows]),
      [
        ['documents', 2],
        ['vehicles', 1],
      ],
    );
  });

  test('a register that breaks a rule is refused whole', async () => {
    const { store } = fixture();
    const twice = [alert('D1', 'doc:1', 'hit'), alert('D1', 'doc:2', 'hit')];
    await assert.rejects(loadRegister(store, 'documents', twice), { code: 'input.invalid' });
    const crowd = Array.from({ length: ALERTS_PER_KEY_MAX + 1 }, (_, i) => alert(`C${i}`, 'doc:same', 'hit'));
    await assert.rejects(loadRegister(store, 'documents', crowd), { code: 'input.invalid' });
    assert.equal((await lookUpAlerts(store.reader, ['doc:AB123'])).found.length, 1);
  });

  test('a key that an alert names twice leads to it once, with the better band', async () => {
    const { store } = fixture();
    const keys = [key('doc:7', 'compare'), key('doc:7', 'hit'), key('doc:7', 'compare')];
    await loadRegister(store, 'objects', [{ alertId: 'O1', alert: utf8('O1'), keys }]);
    assert.deepEqual(
      (await lookUpAlerts(store.reader, ['doc:7'])).found.map((row) => row.band),
      ['hit'],
    );
  });

  test('one alert goes in and out beside the others, with its keys, and the register counts it', async () => {
    const { store } = fixture();
    await loadRegister(store, 'papers', [alert('P1', 'paper:1', 'hit')]);
    const found = async (...keys: string[]) =>
      (await lookUpAlerts(store.reader, keys)).found.map(({ alertId, band, meaning }) => [alertId, band, meaning]);
    const rows = async () => (await listRegisters(store.reader)).find(({ id }) => id === 'papers')?.rows;
    const entered: AlertToLoad = {
      alertId: 'P2',
      alert: utf8('P2'),
      keys: [key('paper:2', 'hit'), { ...key('paper:1', 'compare'), meaning: 'weak-alias' }],
    };
    const args = { register: 'papers', kind: 'papers', alert: entered };
    await store.write({ event: 'alert.entered', body: {} }, { name: 'enter-alert', args });
    assert.deepEqual(await found('paper:1', 'paper:2'), [
      ['P1', 'hit', undefined],
      ['P2', 'compare', 'weak-alias'],
    ]);
    assert.equal(await rows(), 2);
    await assert.rejects(store.write({ event: 'alert.entered', body: {} }, { name: 'enter-alert', args }), {
      code: 'alert.exists',
    });
    const next = { ...args, alert: { ...entered, keys: [key('paper:3', 'hit')] } };
    await store.write({ event: 'alert.updated', body: {} }, { name: 'replace-alert', args: next });
    assert.deepEqual(await found('paper:2', 'paper:3'), [['P2', 'hit', undefined]]);
    const gone = { register: 'papers', alertId: 'P2' };
    await store.write({ event: 'alert.withdrawn', body: {} }, { name: 'withdraw-alert', args: gone });
    assert.deepEqual(await found('paper:1', 'paper:3'), [['P1', 'hit', undefined]]);
    assert.equal(await rows(), 1);
  });

  test('an alert that waits is met by nothing, is read as it was written, and goes when it is withdrawn', async () => {
    const { store } = fixture();
    const held = {
      register: 'papers',
      kind: 'papers',
      alertId: 'P3',
      alert: utf8('P3'),
      by: 'one',
      as: 'entry',
    } as const;
    await store.write({ event: 'alert.entered', body: {} }, { name: 'hold-alert', args: held });
    const [waiting] = await listWaitingAlerts(store.reader);
    assert.deepEqual([waiting?.alertId, waiting?.enteredBy], ['P3', 'one']);
    assert(equalBytes(waiting!.alert!, utf8('P3')));
    await assert.rejects(store.write({ event: 'alert.entered', body: {} }, { name: 'hold-alert', args: held }), {
      code: 'alert.exists',
    });
    const gone = { register: 'papers', alertId: 'P3' };
    await store.write({ event: 'alert.withdrawn', body: {} }, { name: 'withdraw-alert', args: gone });
    assert.deepEqual(await listWaitingAlerts(store.reader), []);
    await assert.rejects(store.write({ event: 'alert.withdrawn', body: {} }, { name: 'withdraw-alert', args: gone }), {
      code: 'alert.not-found',
    });
  });

  test('ten thousand alerts load in one act', async () => {
    const { store } = fixture();
    const body = new Uint8Array(300);
    const alerts = Array.from({ length: 10_000 }, (_, i) => ({
      alertId: `B${i}`,
      alert: body,
      keys: [key(`big:${i}`, 'hit'), key(`big:name:${(i * 7919) % 10_000}`, 'compare')],
    }));
    assert.deepEqual((await loadRegister(store, 'big', alerts)).result, { rows: 10_000 });
    assert.equal((await lookUpAlerts(store.reader, ['big:0', 'big:9999', 'big:name:5'])).found.length, 3);
  });

  test('found or not, a look-up runs the same statements, with as many rows, and reads two alerts', async () => {
    const { store } = fixture();
    const workFor = async (...keys: string[]) => {
      const reads: [sql: string, rows: number][] = [];
      const { found, decoys } = await lookUpAlerts(
        {
          ...store.reader,
          async all<R>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]> {
            const rows = await store.reader.all<R>(sql, parameters);
            reads.push([sql, rows.length]);
            return rows;
          },
        },
        keys,
      );
      assert(decoys.every(({ key }) => !keys.includes(key)));
      return { found: found.length, read: found.length + decoys.length, reads };
    };
    const hit = await workFor('big:5', 'big:none');
    assert.deepEqual([hit.found, hit.read, hit.reads.length], [1, 2, 2]);
    assert.deepEqual(await workFor('big:nobody', 'big:none'), { ...hit, found: 0 });
  });
}

const loadRegister = (store: Store, id: string, alerts: readonly AlertToLoad[]) =>
  store.write(
    { event: 'register.loaded', body: { register: id, count: alerts.length } },
    { name: 'load-register', args: { register: { id, kind: id, title: id, changedAt: 1, checkedAt: 2 }, alerts } },
  );

const key = (text: string, band: 'hit' | 'compare') => ({ key: text, band });
const alert = (alertId: string, text: string, band: 'hit' | 'compare'): AlertToLoad => ({
  alertId,
  alert: utf8(alertId),
  keys: [key(text, band)],
});
