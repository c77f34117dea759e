// SPDX-License-Identifier: Apache-2.0
// What every store must do with alerts and registers: a part of the acceptance suite.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, equalBytes, fromHex, fromUtf8, utf8 } from '@iims/wire/bytes';
import { countDueAlerts, type DuePlace, listDueAlerts } from './alert-review.ts';
import type { AlertToLoad } from './alert-to-load.ts';
import { ALERT_BODY, ALERTS_PER_KEY_MAX, listRegisters, lookUpAlerts, type RegisterKeeper } from './alerts.ts';
import { listGenerations } from './generations.ts';
import { digitsOf, nearTokens } from './key-tokens.ts';
import { listNotExecuted } from './not-executed.ts';
import { basisOf } from './register-basis.ts';
import { findImport } from './register-imports.ts';
import { findSource, type SourceStanding } from './register-sources.ts';
import { DAY, packedAlert, sealedPiece } from './sealed-pieces.fixture.ts';
import type { SqlValue } from './sql.ts';
import { standingByte } from './staging/stage-keys.ts';
import type { Act, ActName, Store, StoreSources } from './store.ts';
import { listWaitingAlerts } from './waiting-alerts.ts';

export function describeAlerts(fixture: () => { readonly store: Store; readonly sources: StoreSources }): void {
  test('alerts are found by any of their keys, with the band of the key', async () => {
    const { store } = fixture();
    await loadRegister(store, 'documents', [
      alert('D1', 'doc:AB123', 'hit'),
      { alertId: 'D2', reviewOn: DAY, alert: utf8('D2'), keys: [key('doc:AB123', 'compare'), key('doc:ZZ9', 'hit')] },
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
    await loadRegister(store, 'objects', [{ alertId: 'O1', reviewOn: DAY, alert: utf8('O1'), keys }]);
    assert.deepEqual(
      (await lookUpAlerts(store.reader, ['doc:7'])).found.map((row) => row.band),
      ['hit'],
    );
  });

  test('one alert goes in and out beside the others, with its keys, and the register counts it', async () => {
    const { store } = fixture();
    await loadRegister(store, 'papers', [alert('P1', 'paper:1', 'hit')], 'hand');
    const found = async (...keys: string[]) =>
      (await lookUpAlerts(store.reader, keys)).found.map(({ alertId, band, meaning }) => [alertId, band, meaning]);
    const rows = async () => (await listRegisters(store.reader)).find(({ id }) => id === 'papers')?.rows;
    const entered: AlertToLoad = {
      alertId: 'P2',
      reviewOn: DAY,
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

  test('a register of a source takes no alert from people, one that people keep is opened once', async () => {
    const { store } = fixture();
    const args = { register: 'documents', kind: 'documents', alert: alert('D9', 'doc:9', 'hit') };
    await assert.rejects(store.write({ event: 'alert.entered', body: {} }, { name: 'enter-alert', args }), {
      code: 'register.from-source',
    });
    const open = { name: 'open-register', args: { register: 'kept', kind: 'kept', title: 'Kept' } } as const;
    await store.write({ event: 'register.opened', body: {} }, open);
    await assert.rejects(store.write({ event: 'register.opened', body: {} }, open), { code: 'register.exists' });
    const kept = { register: 'kept', kind: 'kept', alert: alert('K1', 'kept:1', 'hit') };
    await store.write({ event: 'alert.entered', body: {} }, { name: 'enter-alert', args: kept });
    const row = (await listRegisters(store.reader)).find(({ id }) => id === 'kept');
    assert.deepEqual([row?.keptBy, row?.rows], ['hand', 1]);
  });

  test('an id that people enter stands once in the State, in force or waiting, and has no code of a list', async () => {
    const { store } = fixture();
    await loadRegister(store, 'coded', [alert('UKR-CODED-1', 'coded:1', 'hit')]);
    await loadRegister(store, 'by-hand', [alert('UKR-HAND-1', 'hand:1', 'hit')], 'hand');
    await loadRegister(store, 'by-hand-too', [], 'hand');
    const enter = (register: string, alertId: string) => {
      const args = { register, kind: register, alert: alert(alertId, `fresh:${alertId}`, 'hit') };
      return store.write({ event: 'alert.entered', body: {} }, { name: 'enter-alert', args });
    };
    const hold = (register: string, alertId: string) => {
      const args = { register, kind: register, alertId, alert: utf8(alertId), by: 'one', as: 'entry' } as const;
      return store.write({ event: 'alert.entered', body: {} }, { name: 'hold-alert', args });
    };
    for (const put of [enter, hold]) {
      await assert.rejects(put('by-hand', 'UKR-CODED-9'), { code: 'input.invalid', field: 'alert.id' });
      await assert.rejects(put('by-hand-too', 'UKR-HAND-1'), { code: 'alert.exists' });
    }
    await hold('by-hand', 'UKR-HAND-2');
    await assert.rejects(enter('by-hand-too', 'UKR-HAND-2'), { code: 'alert.exists' });
    await enter('by-hand-too', 'UKR-HAND-3');
    const gone = { register: 'by-hand', alertId: 'UKR-HAND-2' };
    await store.write({ event: 'alert.withdrawn', body: {} }, { name: 'withdraw-alert', args: gone });
  });

  test('alerts are found by their day of review, in whichever register they are in force', async () => {
    const { store } = fixture();
    const at = (alertId: string, reviewOn: string) => ({ ...alert(alertId, `due:${alertId}`, 'hit'), reviewOn });
    await loadRegister(store, 'due-one', [at('R1', '2000-01-03'), at('R2', '2000-01-01'), at('R3', '2000-01-05')]);
    await loadRegister(store, 'due-two', [at('R4', '2000-01-02'), at('R5', '2000-01-03')]);
    const due = async (limit: number, after?: DuePlace) =>
      listDueAlerts(store.reader, { until: '2000-01-03', after, limit });
    const first = await due(3);
    assert.deepEqual(
      first.map(({ alertId }) => alertId),
      ['R2', 'R4', 'R1'],
    );
    assert(equalBytes(first[0]!.alert!, utf8('R2')));
    assert.deepEqual(
      (await due(3, first[2])).map(({ alertId, register }) => [alertId, register]),
      [['R5', 'due-two']],
    );
    assert.equal(await countDueAlerts(store.reader, '2000-01-03'), 4);
    const one = await listDueAlerts(store.reader, { register: 'due-two', until: '2000-01-03', limit: 9 });
    assert.equal(one.length, 2);
    // Loaded again, what is due is what the register shows.
    await loadRegister(store, 'due-one', [at('R1', DAY)]);
    assert.equal(await countDueAlerts(store.reader, '2000-01-03'), 2);
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

  test('the source of a register stands as it was said last, and is confirmed no later than it happens', async () => {
    const { store } = fixture();
    await loadRegister(store, 'sourced', [alert('S1', 'sourced:1', 'hit')]);
    const source = () => findSource(store.reader, 'sourced');
    const stand = async (standing: SourceStanding) => {
      const args = { register: 'sourced', standing };
      await store.write({ event: 'register.source-standing', body: {} }, { name: 'set-source-standing', args });
      return (await source()).sourceStanding;
    };
    const confirm = async (checkedAt: number, staleAfterMs?: number) => {
      const args = { register: 'sourced', checkedAt, ...(staleAfterMs === undefined ? {} : { staleAfterMs }) };
      await store.write({ event: 'register.source-confirmed', body: {} }, { name: 'confirm-source', args });
      return source();
    };
    const { checkedAt: loadedAt, ...first } = await source();
    assert.deepEqual(first, { sourceStanding: 'current', sourceSince: 0, staleAfterMs: 0 });

    assert.equal(await stand('unavailable'), 'unavailable');
    const { sourceSince } = await source();
    assert(sourceSince > 0);
    assert.equal(await stand('unavailable'), 'unavailable');
    assert.equal((await source()).sourceSince, sourceSince, 'since when it first stood so');
    const confirmed = await confirm(loadedAt + 1, 60_000);
    assert.deepEqual([confirmed.sourceStanding, confirmed.checkedAt], ['current', loadedAt + 1]);
    assert.equal((await confirm(loadedAt)).checkedAt, loadedAt + 1, 'it never falls behind what was confirmed');
    assert((await confirm(8_000_000_000_000)).checkedAt < 8_000_000_000_000, 'and is not in the future');
    assert.equal((await source()).staleAfterMs, 60_000);

    assert.equal(await stand('withdrawn'), 'withdrawn');
    assert.equal(await stand('unavailable'), 'withdrawn', 'a person ends it');
    assert.equal((await confirm(loadedAt + 2)).sourceStanding, 'withdrawn');
    await loadRegister(store, 'sourced', [alert('S1', 'sourced:1', 'hit')]);
    assert.equal((await source()).sourceStanding, 'withdrawn', 'other content changes nothing of it');
    assert.equal(await stand('current'), 'current');

    const unknown = { register: 'nowhere', standing: 'current' } as const;
    await assert.rejects(
      store.write(
        { event: 'register.source-standing', body: {} },
        {
          name: 'set-source-standing',
          args: unknown,
        },
      ),
      { code: 'register.unknown' },
    );
  });

  test('a decision not to execute is kept as it was made, is replaced by the next, and ends once', async () => {
    const { store } = fixture();
    const alert = { state: 'UKR', register: 'persons', alertId: 'UKR-PER-1' };
    const decide = (ground: string) =>
      store.write(
        { event: 'alert.not-executed', body: {} },
        { name: 'set-not-executed', args: { alert, decision: { action: 'arrest', ground, by: 'one' } } },
      );
    await decide('a first ground');
    await decide('a ground');
    const kept = await listNotExecuted(store.reader);
    assert.deepEqual(
      kept.map(({ decidedAt: _, ...one }) => one),
      [{ ...alert, action: 'arrest', ground: 'a ground', by: 'one' }],
    );
    const end = () =>
      store.write({ event: 'alert.executed-again', body: {} }, { name: 'end-not-executed', args: { alert } });
    await end();
    assert.deepEqual(await listNotExecuted(store.reader), []);
    await assert.rejects(end(), { code: 'alert.not-found' });
  });

  test('ten thousand alerts load in one act', async () => {
    const { store } = fixture();
    const body = new Uint8Array(300);
    const alerts = Array.from({ length: 10_000 }, (_, i) => ({
      alertId: `B${i}`,
      reviewOn: DAY,
      alert: body,
      keys: [key(`big:${i}`, 'hit'), key(`big:name:${(i * 7919) % 10_000}`, 'compare')],
    }));
    assert.deepEqual((await loadRegister(store, 'big', alerts)).result, { rows: 10_000 });
    assert.equal((await lookUpAlerts(store.reader, ['big:0', 'big:9999', 'big:name:5'])).found.length, 3);
  });

  test('a generation that is built is met by nobody until it is shown, and the one before can be shown again', async () => {
    const { store, sources } = fixture();
    const importId = 'an import';
    const found = async (): Promise<string[]> =>
      (await lookUpAlerts(store.reader, ['gen:1', 'gen:2'])).found.map((row) => fromUtf8(row.alert!));
    await loadRegister(store, 'generations', [alert('G1', 'gen:1', 'hit')]);
    const basis = await basisOf(store.reader, 'generations');
    const change = <N extends ActName>(name: N, args: Act<N>['args']) =>
      store.write({ event: 'import.begun', body: { import: importId } }, { name, args } as Act<N>);
    await change('begin-import', { importId, register: 'generations', fileKey: new Uint8Array(32), about: { a: 1 } });
    await assert.rejects(
      change('begin-import', { importId: 'other', register: 'generations', fileKey: new Uint8Array(32), about: {} }),
      { code: 'import.under-way' },
    );
    await change('advance-import', { importId, from: ['receiving'], to: 'previewed', about: { a: 2 } });
    await assert.rejects(change('advance-import', { importId, from: ['receiving'], to: 'quarantined' }), {
      code: 'import.standing',
    });
    const { result: generation } = await change('approve-import', { importId, register: 'generations', basis });
    const row = await findImport(store.reader, importId);
    assert.deepEqual([row?.standing, row?.about, row?.fileKey?.length], ['applying', { a: 2 }, 32]);

    const place = { column: ALERT_BODY, register: 'generations' };
    const contents = concatBytes(packedAlert('G1', 'G1 anew'), packedAlert('G2', 'G2'));
    const packed = await sealedPiece(store, sources.atRest, place, contents);
    const staged = { importId, register: 'generations', generation, after: 0 };
    assert.equal(await store.stage({ name: 'stage-alerts', args: { ...staged, packed } }), 2);
    const keys = concatBytes(packedKey(store, 'gen:1', 1), packedKey(store, 'gen:2', 2));
    assert.equal(await store.stage({ name: 'stage-keys', args: { importId, generation, after: 0, packed: keys } }), 2);
    assert.deepEqual(await found(), ['G1']);

    const about = { id: 'generations', kind: 'generations', title: 'Generations', changedAt: 3, checkedAt: 4 };
    const show = { importId, generation, alerts: 2, keys: 2, register: about };
    await assert.rejects(change('show-import', { ...show, basis: { changedAt: 1, rows: 7 } }), {
      code: 'import.register-changed',
    });
    assert.deepEqual(await found(), ['G1']);
    await change('show-import', { ...show, basis });
    assert.deepEqual(await found(), ['G1 anew', 'G2']);
    const { result: back } = await change('revert-register', { register: 'generations' });
    assert.deepEqual([back, await found()], [{ alerts: 1 }, ['G1']]);
    await change('revert-register', { register: 'generations' });
    assert.deepEqual(await found(), ['G1 anew', 'G2']);

    // Loaded at once, the register lets go of both.
    await loadRegister(store, 'generations', [alert('G3', 'gen:1', 'hit')]);
    assert.deepEqual(await found(), ['G3']);
    await assert.rejects(change('revert-register', { register: 'generations' }), { code: 'import.nothing-to-revert' });
  });

  test('what is given up leaves piece by piece, and nothing of it stays', async () => {
    const { store, sources } = fixture();
    const importId = 'given up';
    const entry = { event: 'import.begun', body: { import: importId } } as const;
    const begin = { importId, register: 'left', fileKey: new Uint8Array(32), about: {} };
    await store.write(entry, { name: 'begin-import', args: begin });
    await store.write(entry, { name: 'advance-import', args: { importId, from: ['receiving'], to: 'previewed' } });
    const approve = { name: 'approve-import', args: { importId, register: 'left', basis: null } } as const;
    const { result: generation } = await store.write(entry, approve);
    const place = { column: ALERT_BODY, register: 'left' };
    const packed = await sealedPiece(store, sources.atRest, place, packedAlert('L1', 'L1'));
    await store.stage({ name: 'stage-alerts', args: { importId, register: 'left', generation, after: 0, packed } });
    const keys = packedKey(store, 'left:1', 1);
    await store.stage({ name: 'stage-keys', args: { importId, generation, after: 0, packed: keys } });
    await store.write(entry, { name: 'advance-import', args: { importId, from: ['applying'], to: 'abandoned' } });
    const before = await store.reader.all('select token from alert_near_key');
    for (let left: { afterToken: string | null } | undefined = { afterToken: '' }; left !== undefined; ) {
      left = await store.stage({ name: 'drop-generation', args: { generation, afterToken: left.afterToken } });
    }
    assert.equal((await store.reader.all('select token from alert_near_key')).length, before.length - 1);
    assert.deepEqual(await store.reader.all('select alert_id from alert where alert_id = ?', ['L1']), []);
    assert.deepEqual(await listGenerations(store.reader, 'left'), []);
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

export const loadRegister = (
  store: Store,
  id: string,
  alerts: readonly AlertToLoad[],
  keptBy: RegisterKeeper = 'source',
) =>
  store.write(
    { event: 'register.loaded', body: { register: id, count: alerts.length } },
    {
      name: 'load-register',
      args: { register: { id, kind: id, title: id, changedAt: 1, checkedAt: 2, keptBy }, alerts },
    },
  );

function packedKey(store: Store, text: string, number: number): Uint8Array {
  return packedToken(digitsOf(nearTokens(store.reader)(text)), number);
}

export function packedToken(digits: string, number: number): Uint8Array {
  const packed = new Uint8Array(21);
  packed.set(fromHex(digits));
  new DataView(packed.buffer).setUint32(16, number);
  packed[20] = standingByte({ band: 'hit' });
  return packed;
}

const key = (text: string, band: 'hit' | 'compare') => ({ key: text, band });
const alert = (alertId: string, text: string, band: 'hit' | 'compare'): AlertToLoad => ({
  alertId,
  reviewOn: DAY,
  alert: utf8(alertId),
  keys: [key(text, band)],
});
