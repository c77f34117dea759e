// SPDX-License-Identifier: Apache-2.0
// What the index of persons does when registers change: one alert costs one alert, and the order in which alerts came changes no answer.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { fromHex } from '@iims/wire/bytes';
import type { Officer } from '../access/authorise.ts';
import { enterAlert } from '../alerts/enter-alert.ts';
import { listWaiting } from '../alerts/read-alerts.ts';
import { releaseAlert } from '../alerts/release-alert.ts';
import { updateAlert } from '../alerts/update-alert.ts';
import { withdrawAlert } from '../alerts/withdraw-alert.ts';
import { systemClock, systemRandom } from '../clock.ts';
import { personAlert } from '../query/alert.fixture.ts';
import type { Reader } from '../store/sql.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { loadRegister } from './load-register.ts';
import { PersonRegister } from './person-register.ts';

const one: Officer = { user: 'one', role: 'operator', state: 'UKR' };
const other: Officer = { user: 'other', role: 'operator', state: 'UKR' };
const folder = mkdtempSync(join(tmpdir(), 'iims-indexed-persons-'));
const stores: Store[] = [];

after(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

describe('an index whose register people keep', () => {
  let store: Store;
  let opened = 0;
  let persons: PersonRegister;

  before(async () => {
    store = await openStore('kept');
    const alerts = Array.from({ length: SEVERAL }, (_, serial) => named(serial, 'KOVAL', 'IVAN'));
    await load(store, { alerts, keptBy: 'hand' });
    persons = await open(
      counting(store.reader, () => (opened += 1)),
      'kept',
    );
  });

  it('takes in who is released, and not who waits', async () => {
    await enterAlert(keeping(), one, { register: 'persons', alert: named(900, 'ROTARU', 'GRIGORE') });
    await follow();
    assert.deepEqual(found(persons, 'ROTARU', 'GRIGORE'), []);
    await release();
    assert.ok((await follow()) <= AT_MOST_OPENED);
    assert.deepEqual(found(persons, 'ROTARU', 'GRIGORE'), ['UKR-PER-900']);
  });

  it('knows who is updated by what the alert says today', async () => {
    await updateAlert(keeping(), one, { register: 'persons', alert: named(900, 'MELNIK', 'OLENA') });
    await release();
    assert.ok((await follow()) <= AT_MOST_OPENED);
    assert.deepEqual([found(persons, 'ROTARU', 'GRIGORE'), found(persons, 'MELNIK', 'OLENA')], [[], ['UKR-PER-900']]);
  });

  it('lets go of who is withdrawn', async () => {
    await withdrawAlert(keeping(), one, { register: 'persons', alertId: 'UKR-PER-900', ground: 'entered-in-error' });
    assert.ok((await follow()) <= AT_MOST_OPENED);
    assert.deepEqual(found(persons, 'MELNIK', 'OLENA'), []);
  });

  it('reads the register where the log does not tell of its last change', async () => {
    await load(store, { alerts: [named(7, 'ROTARU', 'GRIGORE')], keptBy: 'hand' });
    await follow();
    assert.deepEqual([found(persons, 'KOVAL', 'IVAN'), found(persons, 'ROTARU', 'GRIGORE')], [[], ['UKR-PER-7']]);
  });

  it('follows what changed after its file was written, when it starts again', async () => {
    await persons.close();
    await withdrawAlert(keeping(), one, { register: 'persons', alertId: 'UKR-PER-7', ground: 'entered-in-error' });
    persons = await open(store.reader, 'kept');
    assert.deepEqual(found(persons, 'ROTARU', 'GRIGORE'), []);
  });

  /** How many cells were opened. */
  async function follow(): Promise<number> {
    opened = 0;
    await persons.follow();
    return opened;
  }

  async function release(): Promise<void> {
    const [waiting] = await listWaiting(keeping(), other);
    const { alert, digest } = waiting!;
    await releaseAlert(keeping(), other, { register: 'persons', alertId: alert.id, digest: fromHex(digest) });
  }

  function keeping() {
    return { state: 'UKR', store, clock: { ...systemClock, now: () => NOW } };
  }
});

describe('of more than seven who are equally like the one asked for', () => {
  it('those with the first ids are told, in whatever order the alerts came in', async () => {
    const serials = Array.from({ length: MANY }, (_, serial) => serial);
    const answers: string[][] = [];
    for (const [name, order] of [
      ['straight', serials],
      ['turned', serials.toReversed()],
    ] as const) {
      const store = await openStore(name);
      const early = order.slice(0, MANY / 2).map((serial) => named(serial, 'KOVAL', 'IVAN'));
      const late = order.map((serial) => named(serial, 'KOVAL', 'IVAN'));
      await load(store, { alerts: early, keptBy: 'source' });
      const persons = await open(store.reader, name);
      await load(store, { alerts: late, keptBy: 'source' });
      await persons.follow();
      answers.push(found(persons, 'KOVAL', 'IVAN'), found(persons, 'KOVAL', 'IVAN', null));
    }
    const first = serials
      .map((serial) => `UKR-PER-${serial}`)
      .sort()
      .slice(0, 7);
    assert.deepEqual(answers, [first, first, first, first]);
  });
});

async function openStore(name: string): Promise<Store> {
  const path = join(folder, `${name}.db`);
  const store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: systemClock.now, random: systemRandom });
  stores.push(store);
  return store;
}

async function open(reader: Reader, name: string): Promise<PersonRegister> {
  const register = await PersonRegister.open(reader, { path: join(folder, `${name}.sealed`), key: new Uint8Array(32) });
  register.stop();
  return register;
}

let changes = 0;

async function load(
  store: Store,
  { alerts, keptBy }: { readonly alerts: readonly Alert[]; readonly keptBy: 'hand' | 'source' },
): Promise<void> {
  changes += 1;
  await loadRegister(
    store,
    { id: 'persons', kind: 'person', title: 'Persons', changedAt: changes, keptBy, alerts },
    changes,
  );
}

function counting(reader: Reader, count: () => void): Reader {
  const unseal: Reader['unseal'] = (...cell) => {
    count();
    return reader.unseal(...cell);
  };
  return { all: (...statement) => reader.all(...statement), tokenOf: (text) => reader.tokenOf(text), unseal };
}

function found(register: PersonRegister, surname: string, given: string, birthDate: string | null = '1974-03-05') {
  const names = [{ form: 'original' as const, surname, given }];
  return register
    .search(birthDate === null ? { names } : { names, birthDate }, NOW, READABLE)
    .map(({ alertId }) => alertId);
}

function named(serial: number, surname: string, given: string): Alert {
  const names = [{ form: 'mrz' as const, surname, given, quality: 'primary' as const }];
  return personAlert(serial, { names, birthDates: ['1974-03-05'], reviewOn: '2027-01-05' });
}

const READABLE = [{ id: 'persons' }];
const NOW = Date.UTC(2026, 10, 22);
const SEVERAL = 40;
/** More than are compared in full. */
const MANY = 310;
/** The alert, and the entries that tell of it. */
const AT_MOST_OPENED = 4;
