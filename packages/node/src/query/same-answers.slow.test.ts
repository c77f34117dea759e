// SPDX-License-Identifier: Apache-2.0
// A State that keeps its registers in PostgreSQL answers with the same bytes as one that keeps them in SQLite, whatever lay there before
// (spec/matching.md: nodes of one profile give the same answers).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import type { AlertPerson } from '@iims/wire/alert-person';
import { toHex } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import type { EveryAlert } from '@iims/wire/every-alert';
import type { Question } from '@iims/wire/query';
import type { Subject } from '@iims/wire/subject';
import { loadRegister } from '../registers/load-register.ts';
import { PersonRegister } from '../registers/person-register.ts';
import { TestSources } from '../store/acceptance.fixture.ts';
import { listRegisters } from '../store/alerts.ts';
import { openPostgresStore } from '../store/postgres-store.ts';
import { skipOrFail } from '../store/skip-or-fail.fixture.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import {
  findPostgresBinaries,
  startThrowAwayCluster,
  type ThrowAwayCluster,
} from '../store/throw-away-cluster.fixture.ts';
import { NO_PLATES, passportAlert, personAlert, vehicleAlert } from './alert.fixture.ts';
import { lookUp } from './lookup.ts';

/** Whom no question is about. */
const NOBODYS = [{ form: 'mrz' as const, surname: 'ZWYXQ', given: 'QYXWZ' }];
const PERSONS: readonly Alert[] = [
  wanted(1, 'BOICHENKO', 'OLEKSII', ['1974-03-05']),
  wanted(2, 'CHIKOVANI', 'TORNIKE', ['1990-11-02']),
  wanted(3, 'MAMMADOVA', 'SEVDA', ['1985']),
  wanted(4, 'ROTARU', 'GRIGORE', []),
  wanted(5, 'ALMANSOURI', 'YOUSEF', ['1979-08-12']),
  wanted(6, 'POPESCU', 'MARIA ELENA', ['1992-06-17']),
  // Alike to the last: the order of the hits is all that tells them apart.
  ...Array.from({ length: 14 }, (_, index) => wanted(20 + index, 'SARGSYAN', 'TIGRAN', ['1966-05-04'])),
  personAlert(40),
];
const OTHERS: readonly Alert[] = [
  passportAlert('FA123456', 1),
  passportAlert('FB700800', 2, { covert: true }),
  vehicleAlert('AA1234BB', 'WVWZZZ1JZXW000001', 3),
];

/** What is asked, and how many hits both give. */
const QUESTIONS: readonly (readonly [what: string, subject: Subject, hits: number])[] = [
  ['a name in Ukrainian letters (a)', person('Бойченко', 'Олексій', '1974-03-05'), 1],
  ['a name in Georgian letters (a)', person('ჩიქოვანი', 'თორნიკე', '1990-11-02'), 1],
  ['a name in Azerbaijani letters, and a year (a)', person('Məmmədova', 'Sevda', '1985-07-09'), 1],
  ['a name in Arabic letters (a)', person('المنصوري', 'يوسف', '1979-08-12'), 1],
  ['a name in Armenian letters that many bear (a)', person('Սարգսյան', 'Տիգրան', '1966-05-04'), 3],
  ['surname and given name inverted (b)', person('OLEKSII', 'BOICHENKO', '1974-03-05'), 1],
  ['all names in one field (c)', person('BOICHENKO OLEKSII', '', '1974-03-05'), 1],
  ['the order of two words inverted (d)', person('POPESCU', 'ELENA MARIA', '1992-06-17'), 1],
  ['two letters inverted (e)', person('BOICHNEKO', 'OLEKSII', '1974-03-05'), 1],
  ['a letter edited (f)', person('BOICHEMKO', 'OLEKSII', '1974-03-05'), 1],
  ['a hyphen (g)', person('BOI-CHENKO', 'OLEKSII', '1974-03-05'), 1],
  ['a name cut short (h)', person('BOICHENKO', 'OLEKS', '1974-03-05'), 1],
  ['day and month inverted', person('BOICHENKO', 'OLEKSII', '1974-05-03'), 1],
  ['a digit of the date edited', person('BOICHENKO', 'OLEKSII', '1974-03-06'), 1],
  ['a date of the Hijra', person('ALMANSOURI', 'YOUSEF', '1399-09-18'), 1],
  ['a name without a date', person('CHIKOVANI', 'TORNIKE'), 1],
  ['somebody of whom no date is known', person('Ротару', 'Григоре', '1961-02-03'), 1],
  ['a victim whose name is misused', person('BONDAR', 'PETRO', '1980-02-29'), 1],
  ['nobody', person('KOVALENKO', 'MARTA', '1999-09-09'), 0],
  ['a number', { kind: 'travel-document', number: 'FA123456', issuingState: 'UTO' }, 1],
  ['a number with a look-alike letter', { kind: 'travel-document', number: 'FAI23456' }, 1],
  ['a covert number', { kind: 'travel-document', number: 'FB700800' }, 0],
  ['a plate in Cyrillic letters', { kind: 'vehicle', plate: 'АА 1234 ВВ' }, 1],
  ['a VIN', { kind: 'vehicle', vin: 'WVWZZZ1JZXW000001' }, 1],
];

const NOW = Date.UTC(2026, 10, 22);
const bin = findPostgresBinaries();

if (bin === undefined) skipOrFail('answers from PostgreSQL and from SQLite', 'no server of version 15 or later');
else {
  describe('answers from PostgreSQL and from SQLite', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iims-same-answers-'));
    let cluster: ThrowAwayCluster;
    let nodes: readonly { readonly store: Store; readonly persons: PersonRegister }[] = [];

    before(async () => {
      cluster = startThrowAwayCluster(bin);
      const sqlite = await openSqliteStore({ path: join(folder, 'iims.db'), ...new TestSources() });
      const postgres = await openPostgresStore({ address: cluster.createDatabase('answers'), ...new TestSources() });
      // The one held other persons before, the other got them in another order.
      await load(sqlite, 'persons', [personAlert(77), personAlert(5)]);
      await load(postgres, 'persons', PERSONS.toReversed());
      nodes = await Promise.all([opened(sqlite, 'sqlite'), opened(postgres, 'postgres')]);
      for (const { store, persons } of nodes) {
        await load(store, 'persons', PERSONS);
        await load(store, 'others', OTHERS);
        await persons.follow();
      }
    });
    after(async () => {
      for (const { store, persons } of nodes) {
        persons.stop();
        await store.close();
      }
      cluster?.remove();
      rmSync(folder, { recursive: true });
    });

    for (const [what, subject, hits] of QUESTIONS) {
      it(`are the same bytes for ${what}`, async () => {
        const [one, other] = await Promise.all(nodes.map((node) => answered(node, subject)));
        assert.equal(toHex(encodeCbor(other)), toHex(encodeCbor(one)));
        assert.equal(one!.hits.length, hits);
      });
    }

    async function opened(store: Store, name: string) {
      const file = { path: join(folder, `${name}.sealed`), key: new Uint8Array(32) };
      return { store, persons: await PersonRegister.open(store.reader, file) };
    }
  });
}

async function answered({ store, persons }: { store: Store; persons: PersonRegister }, subject: Subject) {
  const registers = await listRegisters(store.reader);
  return lookUp(store.reader, { subjects: [subject] } as unknown as Question, {
    registers,
    now: NOW,
    persons,
    plates: NO_PLATES,
  });
}

async function load(store: Store, id: string, alerts: readonly Alert[]): Promise<void> {
  const kind = id === 'persons' ? 'person' : 'document';
  await loadRegister(store, { id, kind, title: id, changedAt: 7, alerts }, 9);
}

function person(surname: string, given: string, birthDate?: string): Subject {
  const names = [{ form: 'original' as const, surname, given }];
  return birthDate === undefined ? { kind: 'person', names } : { kind: 'person', names, birthDate };
}

function wanted(serial: number, surname: string, given: string, birthDates: readonly string[]): Alert {
  const { birthDates: _, ...anybody } = personAlert(serial) as EveryAlert & AlertPerson;
  return {
    ...anybody,
    ...(birthDates.length === 0 ? {} : { birthDates }),
    names: [{ form: 'mrz', surname, given, quality: 'primary' }],
    documents: [{ number: `NONE${serial}`, issuingState: 'UTO', documentType: 'passport' }],
    misusedIdentity: { names: NOBODYS },
  };
}
