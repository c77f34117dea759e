// SPDX-License-Identifier: Apache-2.0
// Positive registers over a real store: what they say of a document, what they leave unsaid, and that reading them tells nothing.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { OFFICIAL_DOCUMENT_TYPES } from '@iims/wire/code-lists';
import type { StateCode } from '@iims/wire/identifiers';
import { COMPLETE_MS, type Issued, type IssuedDocument, issuedKey } from '@iims/wire/issued';
import type { Question } from '@iims/wire/query';
import type { RegisteredVehicle } from '@iims/wire/registered-vehicle';
import { loadIssuedRegister } from '../registers/load-issued-register.ts';
import { setSourceStanding } from '../registers/source-standing.ts';
import type { Reader, SqlValue } from '../store/sql.ts';
import { SqliteDatabase } from '../store/sqlite-database.ts';
import type { Store } from '../store/store.ts';
import { openStoreIn } from '../store/store-of-tests.fixture.ts';
import { type IssuedOptions, readIssued } from './read-issued.ts';

const GEO = 'GEO' as StateCode;
const NOW = Date.UTC(2026, 10, 22);
/** When the lists were compared with their sources. */
const AS_OF = NOW - COMPLETE_MS;
const folder = mkdtempSync(join(tmpdir(), 'iims-issued-'));
let store: Store;

before(async () => {
  store = await openStoreIn(folder);
  const register = { id: 'licences', kind: 'official-document', title: 'Licences', changedAt: 0 } as const;
  const documents = [
    document('VALID1', { validUntil: '2026-11-22' }),
    document('OLD1', { validUntil: '2026-11-21' }),
    document('TAKEN1', { standing: 'withdrawn' }),
    document('BOTH1', {}),
    document('BOTH1', { documentType: 'firearm-licence', standing: 'suspended' }),
  ];
  await loadIssuedRegister(store, { ...register, completeFor: ['driving-licence'], documents }, AS_OF);
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('a positive register', () => {
  it('that was compared by a clock that was ahead is told as compared now: partners refuse what is of a later time', async () => {
    const earlier = AS_OF - 3_600_000;
    const { issued } = await read({ number: 'VALID1' }, undefined, store.reader, earlier);
    assert.deepEqual(
      issued.map(({ asOf }) => asOf),
      [earlier],
    );
  });

  it('says how a document stands, and how old that knowledge is', async () => {
    assert.deepEqual(await ask({ number: 'valid-1', documentType: 'driving-licence' }), [
      {
        register: 'licences',
        documentType: 'driving-licence',
        standing: 'issued-and-valid',
        validUntil: '2026-11-22',
        asOf: AS_OF,
      },
    ]);
    assert.deepEqual(await standings({ number: 'OLD1' }), ['issued-but-expired']);
    assert.deepEqual(await standings({ number: 'TAKEN1' }), ['issued-but-withdrawn']);
  });

  it('tells documents of one number apart by their type, and all of them where it is left open', async () => {
    assert.deepEqual(await standings({ number: 'BOTH1', documentType: 'firearm-licence' }), ['issued-but-suspended']);
    assert.deepEqual((await standings({ number: 'BOTH1' })).sort(), ['issued-and-valid', 'issued-but-suspended']);
  });

  it('leaves out what is valid where there is no room for all, never what was taken back', async () => {
    const register = { id: 'many', kind: 'official-document', title: 'Many', changedAt: 0 } as const;
    // Found in the order of their tokens, which is any.
    const documents = OFFICIAL_DOCUMENT_TYPES.map((documentType, at) =>
      document('MANY1', { documentType, standing: at % 2 === 0 ? 'valid' : 'withdrawn' }),
    );
    await loadIssuedRegister(store, { ...register, completeFor: [], documents }, AS_OF);
    assert.deepEqual(new Set(await standings({ number: 'MANY1' })), new Set(['issued-but-withdrawn']));
    await loadIssuedRegister(store, { ...register, kind: 'travel-document', completeFor: [], documents: [] }, AS_OF);
  });

  it('says of what it holds and cannot be read that it is unknown', async () => {
    const register = { id: 'broken', kind: 'official-document', title: 'Broken', changedAt: 0 } as const;
    const documents = [document('BROKEN1', {})];
    await loadIssuedRegister(store, { ...register, completeFor: [], documents }, AS_OF);
    const database = new SqliteDatabase(join(folder, 'iims.db'), { readOnly: false });
    database.exec("update issued_document set body = x'00' where register_id = 'broken'");
    database.close();
    assert.deepEqual(await standings({ number: 'BROKEN1', documentType: 'driving-licence' }), ['unknown']);
    await loadIssuedRegister(store, { ...register, kind: 'travel-document', completeFor: [], documents: [] }, AS_OF);
  });

  it('says that a number was never issued only where it holds every document of the type that is asked', async () => {
    assert.deepEqual(await standings({ number: 'NONE1', documentType: 'driving-licence' }), ['not-found']);
    assert.deepEqual(await standings({ number: 'NONE1', documentType: 'firearm-licence' }), []);
    assert.deepEqual(await standings({ number: 'NONE1' }), []);
  });

  it('accuses nobody of a number that may have been issued since: what is not found is unknown once the register is old', async () => {
    const none = { number: 'NONE1', documentType: 'driving-licence' };
    const atTime = async (now: number) => (await read(none, undefined, store.reader, now)).issued.map(said);
    const said = ({ standing, asOf }: Issued) => [standing, asOf];
    assert.deepEqual(await atTime(NOW), [['not-found', AS_OF]]);
    assert.deepEqual(await atTime(NOW + 1), [['unknown', AS_OF]]);
    const longBefore = AS_OF - COMPLETE_MS - 1;
    assert.deepEqual(await atTime(longBefore), [['unknown', longBefore]], 'a clock was wrong');
    assert.deepEqual((await read({ number: 'TAKEN1' }, undefined, store.reader, NOW + 1)).issued.map(said), [
      ['issued-but-withdrawn', AS_OF],
    ]);
  });

  it('is silent on documents of another State or kind, and to those who have no right to it', async () => {
    assert.deepEqual(await standings({ number: 'VALID1', issuingState: 'UKR' }), []);
    assert.deepEqual(await standings({ kind: 'travel-document', number: 'VALID1' }), []);
    assert.deepEqual(await standings({ number: 'VALID1' }, () => []), []);
    const withoutIssuer = { subjects: [{ kind: 'official-document', number: 'VALID1' }] } as unknown as Question;
    const options = { state: GEO, rights: <R>(all: R) => all, now: NOW };
    assert.deepEqual(await readIssued(store.reader, withoutIssuer, options), { issued: [], asked: [] });
  });

  it('is read with the same statements whatever it holds, and not at all for documents of others', async () => {
    const held = await statementsFor({ number: 'VALID1' });
    assert.equal(held.length, 1);
    assert.deepEqual(await statementsFor({ number: 'NONE1' }), held);
    assert.deepEqual(await statementsFor({ number: 'VALID1', issuingState: 'UKR' }), []);
  });

  it('that is behind its source calls no number never issued, and one that is withdrawn says nothing; both were asked', async () => {
    const stand = (standing: 'unavailable' | 'withdrawn' | 'current') =>
      setSourceStanding(store, { register: 'licences', standing, by: 'test' });
    const none = { number: 'NONE1', documentType: 'driving-licence' };
    const asked = async () => (await read(none)).asked.map(({ id }) => id);
    try {
      await stand('unavailable');
      assert.deepEqual([await standings(none), await asked()], [[], ['licences']]);
      assert.deepEqual(await standings({ number: 'TAKEN1' }), ['issued-but-withdrawn']);
      await stand('withdrawn');
      assert.deepEqual([await standings(none), await asked()], [[], ['licences']]);
      assert.deepEqual(await standings({ number: 'TAKEN1' }), []);
      // Nor does another say that what it holds was not issued, or by its silence that it is held.
      const register = { id: 'others', kind: 'official-document', title: 'Others', changedAt: 0 } as const;
      await loadIssuedRegister(store, { ...register, completeFor: ['driving-licence'], documents: [] }, AS_OF);
      assert.deepEqual(await standings({ number: 'TAKEN1', documentType: 'driving-licence' }), ['unknown']);
      assert.deepEqual(await standings(none), ['unknown']);
      await loadIssuedRegister(store, { ...register, kind: 'travel-document', completeFor: [], documents: [] }, AS_OF);
    } finally {
      await stand('current');
    }
  });

  it('is replaced whole, and refused whole where one number comes twice', async () => {
    const register = { id: 'permits', kind: 'travel-document', title: 'Permits', changedAt: 0 } as const;
    const permit = (number: string) => document(number, { kind: 'travel-document', documentType: 'residence-permit' });
    const load = (...documents: IssuedDocument[]) =>
      loadIssuedRegister(store, { ...register, completeFor: ['residence-permit'], documents }, AS_OF);
    const asked = { kind: 'travel-document', number: 'P1', documentType: 'residence-permit' };
    await load(permit('P1'));
    await assert.rejects(load(permit('P2'), permit('p-2')), { code: 'input.invalid' });
    assert.deepEqual(await standings(asked), ['issued-and-valid']);
    await load(permit('P2'));
    assert.deepEqual(await standings(asked), ['not-found']);
  });

  it('accuses nobody of what stands in a register that the asker may not read, and does not tell that it stands there', async () => {
    const register = { id: 'service-cards', kind: 'official-document', title: 'Service cards', changedAt: 0 } as const;
    const load = (...documents: IssuedDocument[]) =>
      loadIssuedRegister(store, { ...register, completeFor: [], documents }, AS_OF);
    const ask = (number: string, documentType: string) =>
      standings({ number, documentType }, (all) => all.filter(({ id }) => id !== 'service-cards'));
    await load(document('CARD1', { documentType: 'service-card' }), document('SECRET1', {}));
    try {
      assert.deepEqual(await standings({ number: 'SECRET1' }), ['issued-and-valid']);
      assert.deepEqual(await ask('SECRET1', 'driving-licence'), ['unknown']);
      assert.deepEqual(await ask('NONE1', 'driving-licence'), ['unknown']);
      // Whoever may read all of them, or asks for a type that none of the others holds, is told.
      assert.deepEqual(await standings({ number: 'NONE1', documentType: 'driving-licence' }), ['not-found']);
      await load(document('CARD1', { documentType: 'service-card' }));
      assert.deepEqual(await ask('NONE1', 'driving-licence'), ['not-found']);
      assert.deepEqual(await ask('VALID1', 'driving-licence'), ['issued-and-valid']);
    } finally {
      await loadIssuedRegister(store, { ...register, kind: 'travel-document', completeFor: [], documents: [] }, AS_OF);
    }
  });

  it('does no work for what stands in a register that the asker may not read', async () => {
    const opened: unknown[] = [];
    const watched = (rights: Rights) => {
      const reader: Reader = {
        ...store.reader,
        unseal: (column, row, cell) => {
          opened.push(row);
          return store.reader.unseal(column, row, cell);
        },
      };
      return read({ number: 'VALID1', documentType: 'driving-licence' }, rights, reader);
    };
    await watched((all) => all);
    assert.equal(opened.length, 1);
    await watched(() => []);
    assert.equal(opened.length, 1);
  });

  it('calls nothing not issued that vanished unseen from another of them', async () => {
    const register = { id: 'archive', kind: 'official-document', title: 'Archive', changedAt: 0 } as const;
    await loadIssuedRegister(store, { ...register, completeFor: [], documents: [] }, AS_OF);
    const database = new SqliteDatabase(join(folder, 'iims.db'), { readOnly: false });
    const token = store.reader.tokenOf(issuedKey({ documentType: 'driving-licence', number: 'GONE1' }));
    database.exec(`insert into issued_vanished (token, register_id, since) values ('${token}', 'archive', 1)`);
    database.close();
    try {
      assert.deepEqual(await standings({ number: 'GONE1', documentType: 'driving-licence' }), ['unknown', 'unknown']);
      assert.deepEqual(await standings({ number: 'NONE1', documentType: 'driving-licence' }), ['not-found']);
    } finally {
      await loadIssuedRegister(store, { ...register, kind: 'travel-document', completeFor: [], documents: [] }, AS_OF);
    }
  });

  it('calls nothing not issued that stands in another of them', async () => {
    const register = { id: 'archive', kind: 'official-document', title: 'Archive', changedAt: 0 } as const;
    const kept = document('KEPT1', {});
    await loadIssuedRegister(store, { ...register, completeFor: ['driving-licence'], documents: [kept] }, AS_OF);
    try {
      const asked = { number: 'KEPT1', documentType: 'driving-licence' };
      assert.deepEqual(await standings(asked), ['issued-and-valid']);
    } finally {
      await loadIssuedRegister(store, { ...register, completeFor: [], documents: [] }, AS_OF);
    }
  });
});

describe('a register of vehicles', () => {
  const holder = { company: 'SYNTHETIC LTD', place: 'TBILISI' };
  const car = {
    id: 'GEO-VEH-1',
    kind: 'vehicle',
    plate: 'AA-001-AA',
    vin: '1M8GDM9AXKP042788',
    standing: 'valid',
  } as const;
  const asked = { kind: 'vehicle', registrationState: 'GEO' };
  const load = (completeFor: readonly 'vehicle-registration'[], ...documents: RegisteredVehicle[]) =>
    loadIssuedRegister(
      store,
      { id: 'vehicles', kind: 'vehicle', title: 'Vehicles', changedAt: 0, completeFor, documents },
      AS_OF,
    );
  before(() => load(['vehicle-registration'], { ...car, make: 'Skoda', colour: 'grey', year: '2019', holder }));

  it('says how a car should look, by plate, by VIN and once by both, and its holder only where that is asked', async () => {
    const said = {
      register: 'vehicles',
      documentType: 'vehicle-registration',
      standing: 'issued-and-valid',
      vehicle: { make: 'Skoda', colour: 'grey', year: '2019' },
      asOf: AS_OF,
    };
    const { plate, vin } = car;
    for (const keys of [{ plate: 'aa001aa' }, { vin }, { plate, vin }]) {
      assert.deepEqual(await ask({ ...asked, ...keys }), [said]);
      assert.deepEqual(await ask({ ...asked, ...keys, holder: true }), [{ ...said, holder }]);
    }
  });

  it('tells one holder at most, and says how every registration stands', async () => {
    await load(
      ['vehicle-registration'],
      { ...car, holder },
      { id: 'GEO-VEH-2', kind: 'vehicle', plate: 'BB002BB', standing: 'suspended', holder },
    );
    const said = await ask({ ...asked, vin: car.vin, plate: 'BB002BB', holder: true });
    assert.deepEqual(said.map((one) => one.standing).sort(), ['issued-and-valid', 'issued-but-suspended']);
    assert.equal(said.filter((one) => one.holder !== undefined).length, 1);
  });

  it('calls a plate never issued only where the vehicle is all that is asked, and the register is complete', async () => {
    const none = { kind: 'vehicle', registrationState: 'GEO', plate: 'NONE1' };
    assert.deepEqual(await standings(none), ['not-found']);
    const beside = { subjects: [none, { kind: 'official-document', number: 'NONE1' }] } as unknown as Question;
    const options = { state: GEO, rights: <R>(all: R) => all, now: NOW };
    assert.deepEqual((await readIssued(store.reader, beside, options)).issued, []);
    await load([], car);
    assert.deepEqual(await standings(none), []);
  });

  it('calls no VIN never issued, since a vehicle may stand in it by its plate alone', async () => {
    const { vin, ...plateAlone } = car;
    await load(['vehicle-registration'], plateAlone);
    try {
      assert.deepEqual(await standings({ ...asked, vin }), []);
      assert.deepEqual(await standings({ ...asked, vin, plate: 'NONE1' }), ['not-found']);
    } finally {
      await load([], car);
    }
  });

  it('is not asked by a part of a plate, for another State, or where the State is left open', async () => {
    for (const change of [{ registrationState: 'UKR' }, { registrationState: undefined }])
      assert.deepEqual(await statementsFor({ ...asked, plate: car.plate, ...change }), []);
    assert.deepEqual(await statementsFor({ ...asked, platePattern: 'AA?01AA' }), []);
    assert.deepEqual(await ask({ ...asked, plate: 'AA0O1AA' }), [], 'a plate read almost right tells nothing');
  });

  it('is refused whole for one plate twice, and for what it does not know', async () => {
    await assert.rejects(load([], car, { ...car, id: 'GEO-VEH-3' }), { code: 'input.invalid' });
    await assert.rejects(load([], { ...car, owner: 'X' } as RegisteredVehicle), { code: 'input.invalid' });
    assert.equal((await ask({ ...asked, plate: car.plate })).length, 1);
  });
});

let documents = 0;
function document(number: string, change: Partial<IssuedDocument>): IssuedDocument {
  documents += 1;
  return {
    // Of its own for each: an id comes once in a register.
    id: `GEO-DRV-${documents}`,
    kind: 'official-document',
    number,
    documentType: 'driving-licence',
    standing: 'valid',
    ...change,
  };
}

type Rights = IssuedOptions['rights'];

async function standings(asked: object, rights?: Rights): Promise<string[]> {
  return (await ask(asked, rights)).map(({ standing }) => standing);
}

async function ask(asked: object, rights?: Rights, reader = store.reader) {
  return (await read(asked, rights, reader)).issued;
}

function read(asked: object, rights?: Rights, reader = store.reader, now = NOW) {
  const subject = { kind: 'official-document', issuingState: 'GEO', ...asked };
  const question = { subjects: [subject] } as unknown as Question;
  return readIssued(reader, question, { state: GEO, rights: rights ?? ((all) => all), now });
}

async function statementsFor(asked: object): Promise<readonly string[]> {
  const statements: string[] = [];
  const watched: Reader = {
    ...store.reader,
    all<R>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]> {
      statements.push(sql);
      return store.reader.all<R>(sql, parameters);
    },
  };
  await ask(asked, undefined, watched);
  return statements;
}
