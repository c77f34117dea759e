// SPDX-License-Identifier: Apache-2.0
// Persons are found in a real store by spellings and dates that no key knows, and what is found follows the registers.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Alert } from '@iims/wire/alert';
import { until } from '@iims/wire/until.fixture';
import { systemClock, systemRandom } from '../clock.ts';
import { personAlert } from '../query/alert.fixture.ts';
import { listRegisters } from '../store/alerts.ts';
import type { Reader } from '../store/sql.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { writeIndexFile } from './index-file.ts';
import type { ReadingProgress } from './indexed-persons.ts';
import { loadRegister } from './load-register.ts';
import { PersonRegister } from './person-register.ts';

const NOW = Date.UTC(2026, 10, 22);
const folder = mkdtempSync(join(tmpdir(), 'iims-persons-'));
/** Sealed under the store's keys in a node. */
const FILE = { path: join(folder, 'person-index.sealed'), key: new Uint8Array(32).fill(7) };
let store: Store;
let persons: PersonRegister;
let changes = 0;

before(async () => {
  const path = join(folder, 'iims.db');
  store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: systemClock.now, random: systemRandom });
  persons = await PersonRegister.open(store.reader, FILE);
  persons.stop();
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await load([WANTED, VICTIMISED]);
});

describe('a person under alert', () => {
  it('is found by another script with the same date, as a hit that says why', () => {
    assert.deepEqual(found('ბოიჩენკო', 'ოლექსი', '1974-03-05'), [
      ['UKR-PER-1', 'hit', ['name-transliterated', 'birth-date-equal']],
    ]);
  });
  it('is found as soon as whoever waits for it is told, however many wait', async () => {
    const others = await PersonRegister.open(store.reader, { ...FILE, path: join(folder, 'followed.sealed') });
    const changedAt = ++changes;
    const alerts = [personAlert(7, { names: [named('ROTARU', 'GRIGORE')], birthDates: ['1961-02-03'] })];
    await loadRegister(store, { id: 'persons', kind: 'person', title: 'Persons', changedAt, alerts }, changedAt);
    await Promise.all([others.followNow(), others.followNow()]);
    others.stop();
    assert.equal(foundBy(others, 'ROTARU', 'GRIGORE', '1961-02-03').length, 1);
    assert.deepEqual(foundBy(others, 'BOICHENKO', 'OLEKSII', '1974-03-05'), []);
  });
  it('counts as followed from the end of the reading of a content that replaced another, and with single changes', async () => {
    const others = await PersonRegister.open(store.reader, { ...FILE, path: join(folder, 'behind.sealed') });
    others.stop();
    const registers = () => listRegisters(store.reader);
    const follows = async () => (await registers()).map((register) => others.follows(register));
    assert.deepEqual(await follows(), [true]);
    await load([WANTED]);
    assert.deepEqual(await follows(), [false]);
    const before = await registers();
    await others.follow();
    assert.deepEqual([await follows(), before.map((register) => others.follows(register))], [[true], [true]]);
    await load([WANTED, VICTIMISED]);
    const reading = others.follow();
    assert.deepEqual(await follows(), [false]);
    await reading;
    assert.deepEqual([await follows(), before.map((register) => others.follows(register))], [[true], [false]]);
  });
  it('is told as one of those that are being read, while a register is read', async () => {
    const others = await PersonRegister.open(store.reader, { ...FILE, path: join(folder, 'progress.sealed') });
    others.stop();
    await load(Array.from({ length: 200 }, (_, at) => personAlert(at, WANTED_NAMES)));
    let isRead = false;
    const told: ReadingProgress[] = [];
    const reading = others.follow().then(() => (isRead = true));
    while (!isRead) {
      if (others.following !== undefined) told.push(others.following);
      await nextTurn();
    }
    await reading;
    assert.equal(others.following, undefined);
    assert.deepEqual([...new Set(told.map(({ of }) => of))], [200]);
    const done = told.map((one) => one.done);
    assert.deepEqual(
      done,
      done.toSorted((one, other) => one - other),
    );
    assert.ok(
      done.some((count) => count > 0 && count < 200),
      'between its beginning and its end',
    );
  });
  it('is found by a mistyped name with day and month swapped, for comparison', () => {
    const [[id, band, why]] = found('BOICHEMKO', 'OLEKSII', '1974-05-03') as [[string, string, string[]]];
    assert.deepEqual([id, band], ['UKR-PER-1', 'compare']);
    assert.ok(why.includes('name-letter-edited') && why.includes('birth-date-inverted'), why.join());
  });
  it('keeps its place beside any number of covert alerts, and of alerts in registers that are not read', async () => {
    const like = (covert: boolean) => (_: unknown, at: number) => personAlert(100 + at, { ...WANTED_NAMES, covert });
    // Better than the one that is asked for: by the very name and date.
    await load([...Array.from({ length: 20 }, like(true)), personAlert(300, MISSPELT)]);
    await loadRegister(store, { ...OTHERS, alerts: Array.from({ length: 20 }, like(false)) }, changes);
    await persons.follow();
    const ids = found('BOICHENKO', 'OLEKSII', '1974-03-05').map(([id]) => id);
    assert.ok(ids.includes('UKR-PER-300'), ids.join());
    assert.ok(ids.length > 1, 'and covert ones are found beside it');
    await loadRegister(store, { ...OTHERS, alerts: [] }, changes);
  });
  it('is compared, not hit, where the name is a nickname that many bear', () => {
    const [[, band, why]] = found('SHULYAK', 'SENIOR', '1974-03-05') as [[string, string, string[]]];
    assert.equal(band, 'compare');
    assert.ok(why.includes('weak-alias'));
  });
  it('is not found by a nickname and a date that is only similar: a nickname tells nobody apart', () => {
    assert.deepEqual(found('SHULYAK', 'SENIOR', '1974-05-03'), []);
  });
  it('is compared, not hit, where who is found is the victim whose identity is used', () => {
    assert.deepEqual(found('CHIKOVANI', 'TORNIKE', '1990-11-02'), [
      ['UKR-PER-2', 'compare', ['name-equal', 'birth-date-equal', 'misused-identity']],
    ]);
  });
  it('is not found by a date that is another', () => {
    assert.deepEqual(found('BOICHENKO', 'OLEKSII', '1961-12-30'), []);
  });
});

describe('the index', () => {
  it('lets go of who is withdrawn, keeps who stays, and takes in who comes', async () => {
    await load([VICTIMISED, personAlert(3, { names: [named('ROTARU', 'GRIGORE')], birthDates: ['1961-02-03'] })]);
    assert.deepEqual(found('BOICHENKO', 'OLEKSII', '1974-03-05'), []);
    assert.equal(found('CHIKOVANI', 'TORNIKE', '1990-11-02').length, 1);
    assert.equal(found('Ротару', 'Григоре', '1961-02-03')[0]?.[0], 'UKR-PER-3');
  });
  it('knows an alert by what it says today', async () => {
    await load([personAlert(1, { names: [named('BOICHENKO', 'OLEKSII')], birthDates: ['1984-06-07'] })]);
    assert.deepEqual(found('BOICHENKO', 'OLEKSII', '1974-03-05'), []);
    assert.equal(found('BOICHENKO', 'OLEKSII', '1984-06-07').length, 1);
  });
  it('is empty when the register is', async () => {
    await load([]);
    assert.deepEqual(found('BOICHENKO', 'OLEKSII', '1974-03-05'), []);
  });
  it('goes on alike when what was taken out outweighs what is left', async () => {
    for (let round = 0; round < 12; round += 1) {
      const many = Array.from({ length: 900 }, (_, i) => personAlert(10 + i));
      await load(round % 2 === 0 ? [WANTED, ...many] : [WANTED]);
    }
    assert.equal(found('BOICHENKO', 'OLEKSII', '1974-03-05')[0]?.[0], 'UKR-PER-1');
  });
});

describe('the file of the index', () => {
  it('saves the next start the reading of what did not change', async () => {
    await persons.close();
    const { opened, reader } = counted(store.reader);
    const next = await PersonRegister.open(reader, FILE);
    next.stop();
    assert.equal(opened(), 0);
    assert.deepEqual(
      foundBy(next, 'ბოიჩენკო', 'ოლექსი', '1974-03-05'),
      foundBy(persons, 'ბოიჩენკო', 'ოლექსი', '1974-03-05'),
    );
    assert.deepEqual(foundBy(next, 'CHIKOVANI', 'TORNIKE', '1990-11-02')[0]?.[2], [
      'name-equal',
      'birth-date-equal',
      'misused-identity',
    ]);
  });
  it('is older than the registers: what changed since is read again', async () => {
    await persons.close();
    await load([VICTIMISED, personAlert(3, { names: [named('ROTARU', 'GRIGORE')], birthDates: ['1961-02-03'] })]);
    const next = await PersonRegister.open(store.reader, FILE);
    next.stop();
    assert.deepEqual(foundBy(next, 'BOICHENKO', 'OLEKSII', '1974-03-05'), []);
    assert.equal(foundBy(next, 'ROTARU', 'GRIGORE', '1961-02-03').length, 1);
  });
  it('is not waited for to be made: until somebody is found by it, their register counts as behind', async () => {
    await persons.close();
    await load([WANTED]);
    const [unread, gate] = [`${folder}/unread.sealed`, Promise.withResolvers<void>()];
    const held: Reader = {
      ...store.reader,
      all: async (sql, parameters) => {
        if (sql.includes('a.body')) await gate.promise;
        return store.reader.all(sql, parameters);
      },
    };
    const register = (await listRegisters(store.reader)).find(({ id }) => id === 'persons');
    const opened = await Promise.all(
      // One that holds nothing, one that holds what the register was before.
      [unread, FILE.path].map((path) => PersonRegister.open(held, { ...FILE, path }, 0)),
    );
    for (const next of opened) assert.equal(next.follows(register!), false);
    gate.resolve();
    for (const next of opened) {
      await until(() => next.follows(register!), 'the register is read');
      assert.equal(foundBy(next, 'BOICHENKO', 'OLEKSII', '1974-03-05').length, 1);
      assert.deepEqual(foundBy(next, 'CHIKOVANI', 'TORNIKE', '1990-11-02'), []);
      await next.close();
    }
  });
  it('counts for nothing before the log and the registers were looked at', async () => {
    await persons.close();
    const gate = Promise.withResolvers<void>();
    const held: Reader = {
      ...store.reader,
      all: async (sql, parameters) => {
        await gate.promise;
        return store.reader.all(sql, parameters);
      },
    };
    const register = (await listRegisters(store.reader)).find(({ id }) => id === 'persons');
    const next = await PersonRegister.open(held, FILE, 0);
    assert.equal(next.follows(register!), false);
    gate.resolve();
    await until(() => next.follows(register!), 'the file is known to hold all');
    await next.close();
  });
  it('is alone after the next start, whatever a process that died had begun', async () => {
    await persons.close();
    writeFileSync(`${FILE.path}.tmp`, 'half a file');
    (await PersonRegister.open(store.reader, FILE)).stop();
    assert.ok(existsSync(FILE.path) && !existsSync(`${FILE.path}.tmp`));
  });
  it('shows no name, and is passed over where it was changed, cut off, sealed under another key or made by another program', async () => {
    await persons.close();
    const whole = readFileSync(FILE.path);
    for (const encoding of ['latin1', 'utf16le'] as const) {
      assert.ok(!whole.toString(encoding).toLowerCase().includes('boichenko'), encoding);
    }
    const changed = Buffer.from(whole);
    changed[Math.floor(whole.length / 2)]! ^= 1;
    const otherForm = { ...FILE, path: join(folder, 'other-form.sealed') };
    await writeIndexFile(otherForm, { form: 'another', versions: [], alertSections: 0 }, []);
    const bad = {
      changed,
      cut: whole.subarray(0, whole.length - 100),
      'without its last chunk': whole.subarray(0, 56),
      'another program': readFileSync(otherForm.path),
    };
    for (const [why, bytes] of Object.entries(bad)) {
      writeFileSync(FILE.path, bytes);
      const { opened, reader } = counted(store.reader);
      const next = await PersonRegister.open(reader, FILE);
      next.stop();
      assert.ok(opened() > 0, why);
      assert.equal(foundBy(next, 'BOICHENKO', 'OLEKSII', '1974-03-05').length, 1, why);
    }
    const { opened, reader } = counted(store.reader);
    (await PersonRegister.open(reader, { ...FILE, key: new Uint8Array(32) })).stop();
    assert.ok(opened() > 0);
  });
});

/** How many alerts were opened through the reader. */
function counted(reader: Reader): { readonly reader: Reader; readonly opened: () => number } {
  let opened = 0;
  const unseal: Reader['unseal'] = (...cell) => {
    opened += 1;
    return reader.unseal(...cell);
  };
  return {
    reader: { all: (...statement) => reader.all(...statement), tokenOf: (text) => reader.tokenOf(text), unseal },
    opened: () => opened,
  };
}

async function load(alerts: readonly Alert[]): Promise<void> {
  changes += 1;
  await loadRegister(store, { id: 'persons', kind: 'person', title: 'Persons', changedAt: changes, alerts }, changes);
  await persons.follow();
}

function found(surname: string, given: string, birthDate: string) {
  return foundBy(persons, surname, given, birthDate);
}

function foundBy(register: PersonRegister, surname: string, given: string, birthDate: string) {
  const similar = register.search({ names: [{ form: 'original', surname, given }], birthDate }, NOW, READABLE);
  return similar.map(({ alertId, band, why }) => [alertId, band, why] as const);
}

const READABLE = [{ id: 'persons' }];

function named(surname: string, given: string, quality: 'primary' | 'weak-alias' = 'primary') {
  return { form: 'mrz', surname, given, quality } as const;
}

const WANTED = personAlert(1, {
  names: [named('BOICHENKO', 'OLEKSII'), named('SHULYAK', 'SENIOR', 'weak-alias')],
  birthDates: ['1974-03-05'],
  misusedIdentity: { names: [{ form: 'mrz', surname: 'VLAD', given: 'PAVEL' }] },
});
const VICTIMISED = personAlert(2, {
  names: [named('GRANT', 'HRACH')],
  birthDates: ['1966-01-30'],
  misusedIdentity: {
    names: [{ form: 'mrz', surname: 'CHIKOVANI', given: 'TORNIKE' }],
    birthDates: ['1990-11-02'],
  },
});
const WANTED_NAMES = { names: [named('BOICHENKO', 'OLEKSII')], birthDates: ['1974-03-05'] };
const MISSPELT = { names: [named('BOICHEMKO', 'OLEKSII')], birthDates: ['1974-03-05'] };
const OTHERS = { id: 'others', kind: 'person', title: 'Others', changedAt: 1 };
