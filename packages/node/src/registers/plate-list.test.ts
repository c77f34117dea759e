// SPDX-License-Identifier: Apache-2.0
// Plates under alert are found by a part of them in a real store, and what is found follows the registers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { systemClock, systemRandom } from '../clock.ts';
import { vehicleAlert } from '../query/alert.fixture.ts';
import { listRegisters } from '../store/alerts.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { loadRegister } from './load-register.ts';
import { COVERT_PLATES_MAX, OPEN_PLATES_MAX, PlateList } from './plate-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'iims-plates-'));
const READABLE = [{ id: 'vehicles' }];
let store: Store;
let plates: PlateList;

before(async () => {
  const path = join(folder, 'iims.db');
  store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: systemClock.now, random: systemRandom });
  plates = await PlateList.open(store.reader);
  plates.stop();
  await load('vehicles', [alert('AA1234BB', 1), alert('ВА1234ВВ', 2), alert('AA1299BB', 3, true)]);
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('plates under alert', () => {
  it('are found by a part, open ones before covert ones, whatever letters they were typed in', async () => {
    assert.deepEqual(await found('?A12*'), ['AA1234BB', 'BA1234BB', 'AA1299BB']);
    assert.deepEqual(await found('AA12??8B'), ['AA1234BB', 'AA1299BB'], 'characters that readers confuse');
    assert.deepEqual(await found('AA12?'), []);
  });

  it('are found of the State that was asked and of the registers that may be read alone', async () => {
    assert.deepEqual(await found('?A1234*', { registrationState: 'MDA' }), []);
    assert.deepEqual(await found('?A1234*', { registrationState: 'UKR' }), ['AA1234BB', 'BA1234BB']);
    assert.deepEqual(await plates.search({ kind: 'vehicle', platePattern: '?A1234*' }, [{ id: 'others' }]), []);
  });

  it('are bounded, and covert ones take no place of an open one', async () => {
    const many = Array.from({ length: 40 }, (_, serial) =>
      alert(`ZZ10${String(serial).padStart(2, '0')}`, serial, serial % 2 === 0),
    );
    await load('vehicles', many);
    const numbers = (await found('ZZ1*')).map((plate) => Number(plate.slice(-2)));
    assert.equal(numbers.filter((serial) => serial % 2 === 1).length, OPEN_PLATES_MAX);
    assert.equal(numbers.filter((serial) => serial % 2 === 0).length, COVERT_PLATES_MAX);
  });

  it('follow the register', async () => {
    await load('vehicles', [alert('CC7777CC', 9)]);
    assert.deepEqual([await found('ZZ1*'), await found('CC777*')], [[], ['CC7777CC']]);
    await load('vehicles', []);
    assert.deepEqual(await found('CC777*'), []);
  });

  it('say that they do not follow a content that replaced another until it is listed', async () => {
    const follows = async () => (await listRegisters(store.reader)).map((register) => plates.follows(register));
    assert.deepEqual(await follows(), [true]);
    await load('vehicles', [alert('DD7777DD', 9)], 'unlisted');
    assert.deepEqual(await follows(), [false]);
    await plates.follow();
    assert.deepEqual(await follows(), [true]);
  });
});

async function found(
  platePattern: string,
  { registrationState }: { registrationState?: string } = {},
): Promise<string[]> {
  const state = registrationState === undefined ? {} : { registrationState };
  const list = await plates.search({ kind: 'vehicle', platePattern, ...state }, READABLE);
  return list.map(({ plate }) => plate);
}

function alert(plate: string, serial: number, covert = false): Alert {
  return vehicleAlert(plate, `WVWZZZ1JZXW${String(100_000 + serial)}`, serial, { covert });
}

let changes = 0;
async function load(id: string, alerts: readonly Alert[], after: 'listed' | 'unlisted' = 'listed'): Promise<void> {
  changes += 1;
  await loadRegister(store, { id, kind: 'vehicle', title: id, changedAt: changes, alerts }, systemClock.now());
  if (after === 'listed') await plates.follow();
}
