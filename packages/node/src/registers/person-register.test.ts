// SPDX-License-Identifier: Apache-2.0
// Persons are found in a real store by spellings and dates that no key knows, and what is found follows the registers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { systemClock, systemRandom } from '../clock.ts';
import { personAlert } from '../query/alert.fixture.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { loadRegister } from './load-register.ts';
import { PersonRegister } from './person-register.ts';

const NOW = Date.UTC(2026, 10, 22);
const folder = mkdtempSync(join(tmpdir(), 'iims-persons-'));
let store: Store;
let persons: PersonRegister;
let changes = 0;

before(async () => {
  const path = join(folder, 'iims.db');
  store = await openSqliteStore({ atRest: new Uint8Array(32), path, now: systemClock.now, random: systemRandom });
  persons = await PersonRegister.open(store.reader);
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
  it('is found by a mistyped name with day and month swapped, for comparison', () => {
    const [[id, band, why]] = found('BOICHEMKO', 'OLEKSII', '1974-05-03') as [[string, string, string[]]];
    assert.deepEqual([id, band], ['UKR-PER-1', 'compare']);
    assert.ok(why.includes('name-letter-edited') && why.includes('birth-date-inverted'), why.join());
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

async function load(alerts: readonly Alert[]): Promise<void> {
  changes += 1;
  await loadRegister(store, { id: 'persons', kind: 'person', title: 'Persons', changedAt: changes, alerts }, changes);
  await persons.follow();
}

function found(surname: string, given: string, birthDate: string) {
  const similar = persons.search({ names: [{ form: 'original', surname, given }], birthDate }, NOW);
  return similar.map(({ alertId, band, why }) => [alertId, band, why] as const);
}

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
