// SPDX-License-Identifier: Apache-2.0
// Lists of what the State issued or registered: previewed, applied and taken back as lists of alerts are, and never taken for one.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { COMPLETE_MS } from '@iims/wire/issued';
import type { Question } from '@iims/wire/query';
import { until } from '@iims/wire/until.fixture';
import { systemClock, systemRandom } from '../../clock.ts';
import { QueriesUnderWay } from '../../queries-under-way.ts';
import { readIssued } from '../../query/read-issued.ts';
import { listPositiveRegisters } from '../../store/issued-documents.ts';
import { SqliteDatabase } from '../../store/sqlite-database.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import { countVanished } from '../../store/vanished-entries.ts';
import { loadIssuedRegister } from '../load-issued-register.ts';
import type { Announcement } from './announcement.ts';
import { documentList } from './document-list.fixture.ts';
import type { ImportStatus } from './import-status.ts';
import { Imports } from './imports.ts';

const folder = mkdtempSync(join(tmpdir(), 'iims-issued-'));
const path = join(folder, 'iims.db');
const atRest = new Uint8Array(32);
const VEHICLES = { register: 'vehicles', format: 'csv', kind: 'vehicle' } as const;
const MADE_AT = Date.now() - 3_600_000;
const COMPLETE = {
  positive: { completeFor: ['vehicle-registration'], asOf: new Date(MADE_AT).toISOString() },
} as const;
const MAPPING = {
  dateFormat: 'DD.MM.YYYY',
  columns: {
    No: 'id',
    Plate: 'plate',
    Make: 'make',
    State: 'standing',
    Owner: 'holder.surname',
    Given: 'holder.given',
    Born: 'holder.birthDate',
  },
  values: { standing: { ok: 'valid', gone: 'withdrawn' } },
} as const;
const HEADER = 'No;Plate;Make;State;Owner;Given;Born';
const ANNA = { surname: 'SYNTHETIC', given: 'ANNA', birthDate: '1980-02-29' };
let store: Store;
let imports: Imports;
before(async () => {
  store = await openSqliteStore({ path, atRest, now: systemClock.now, random: systemRandom });
  imports = await Imports.open({
    store,
    folder: join(folder, 'imports'),
    database: { path, atRest },
    state: 'GEO',
    authority: 'Service Agency',
    secondPerson: 'none',
    queries: new QueriesUnderWay(),
    clock: systemClock,
    random: systemRandom,
  });
});
after(async () => {
  await imports.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

const heldTypes = async () => (await listPositiveRegisters(store.reader))[0]?.heldTypes;

describe('a list of what the State registered', () => {
  it('is counted first, answers when it is approved, and is taken back with what it was complete for', async () => {
    const first = await previewed(`${HEADER}\n1;AA-001-AA;Skoda;ok;SYNTHETIC;ANNA;29.02.1980\n2;BB002BB;;ok;;;\n`);
    const { read, accepted, differences, completeFor, qualityScore, keys } = first.preview!;
    assert.deepEqual(
      { read, accepted, differences, completeFor, qualityScore, keys },
      {
        read: 2,
        accepted: 2,
        differences: { added: 2, changed: 0, removed: 0, same: 0 },
        completeFor: ['vehicle-registration'],
        qualityScore: undefined,
        keys: 2,
      },
    );
    assert.deepEqual(await asked('AA001AA'), []);
    await approve(first);
    assert.deepEqual(await heldTypes(), ['vehicle-registration']);
    assert.deepEqual(await asked('AA001AA'), [['issued-and-valid', 'Skoda', ANNA]]);
    assert.deepEqual(await asked('ZZ999ZZ'), [['not-found', undefined, undefined]]);

    const second = await previewed(`${HEADER}\n2;BB002BB;;gone;;;\n3;CC003CC;;ok;;;\n`, {
      positive: { completeFor: [] },
    });
    assert.deepEqual(second.preview?.differences, { added: 1, changed: 1, removed: 1, same: 0 });
    await approve(second);
    assert.deepEqual(await asked('BB002BB'), [['issued-but-withdrawn', undefined, undefined]]);
    assert.deepEqual([await asked('AA001AA'), await asked('ZZ999ZZ')], [[], []]);

    assert.deepEqual(await imports.revert('vehicles', 'op'), { register: 'vehicles', alerts: 2 });
    assert.deepEqual(await heldTypes(), ['vehicle-registration']);
    assert.deepEqual(await asked('AA001AA'), [['issued-and-valid', 'Skoda', ANNA]]);
    assert.deepEqual(await asked('ZZ999ZZ'), [['not-found', undefined, undefined]]);
  });

  it('is as old as it was made, not as it was brought, and complete for as long as is said, also by the next list', async () => {
    const [DAY_MS, list] = [86_400_000, `${HEADER}\n1;AA-001-AA;Skoda;ok;;;\n`];
    const madeAt = Date.now() - 3 * DAY_MS;
    const positive = { completeFor: ['vehicle-registration'] as const, asOf: new Date(madeAt).toISOString() };
    const asHeld = async () => {
      const [register] = await listPositiveRegisters(store.reader);
      return [register?.checkedAt, register?.completeMs];
    };
    await approve(await previewed(list, { positive }));
    assert.deepEqual(
      [await asked('ZZ999ZZ'), await asHeld()],
      [[['unknown', undefined, undefined]], [madeAt, COMPLETE_MS]],
    );
    await approve(await previewed(list, { positive: { ...positive, completeHours: 96 } }));
    assert.deepEqual(
      [await asked('ZZ999ZZ'), await asHeld()],
      [[['not-found', undefined, undefined]], [madeAt, 4 * DAY_MS]],
    );
    await approve(await previewed(list, { positive }));
    assert.deepEqual(await asHeld(), [madeAt, 4 * DAY_MS]);

    // A clock of the office that is ahead makes no list of the future.
    const ahead = { ...positive, asOf: new Date(Date.now() + 3_600_000).toISOString() };
    await approve(await previewed(list, { positive: ahead }));
    assert.ok(((await asHeld())[0] ?? 0) <= Date.now());
    const { asOf: _, ...unsaid } = positive;
    for (const wrong of [unsaid, { ...positive, asOf: new Date(Date.now() + 2 * DAY_MS).toISOString() }])
      await assert.rejects(begin({ ...VEHICLES, positive: wrong }, utf8(list)), {
        code: 'input.invalid',
        field: 'positive.asOf',
      });
  });

  it('calls nothing not issued that vanished from it unseen: it is unknown until somebody says how many vanish', async () => {
    const list = (from: number, ...plates: string[]) =>
      [HEADER, ...plates.map((plate, at) => `${from + at};${plate};;ok;;;`)].join('\n');
    const all = Array.from({ length: 12 }, (_, at) => `VA0${at}AA`);
    await approve(await previewed(list(100, ...all)));
    // Under another id it is listed all the same.
    const one = await previewed(list(200, 'MOVED', ...all.slice(1)));
    assert.equal(one.preview?.vanished, 12);
    await assert.rejects(imports.approve(one.importId, 'op', { said: 3 }), {
      code: 'input.invalid',
      field: 'vanished',
    });
    await assert.rejects(imports.approve(one.importId, 'op'), { code: 'input.invalid', field: 'vanished' });
    await imports.approve(one.importId, 'op', { max: 100 });
    await settled(one.importId, 'applied');
    assert.deepEqual(await asked(all[0]!), [['unknown', undefined, undefined]]);
    assert.deepEqual(await asked(all[1]!), [['issued-and-valid', undefined, undefined]]);
    assert.deepEqual(await asked('ZZ999ZZ'), [['not-found', undefined, undefined]]);

    // The next list says the same: still nobody has looked.
    const same = await previewed(list(200, 'MOVED', ...all.slice(1)));
    await imports.approve(same.importId, 'op');
    await settled(same.importId, 'applied');
    assert.deepEqual(await asked(all[0]!), [['unknown', undefined, undefined]]);
    assert.equal(await heldTypes(), undefined, 'of what vanished unseen nobody knows the type');
    const less = await previewed(list(200, 'MOVED', ...all.slice(1, 11)));
    assert.equal(less.preview?.vanished, 1);
    assert.doesNotMatch(JSON.stringify(less), /tokens/);
    await imports.approve(less.importId, 'op', { said: 1 });
    await settled(less.importId, 'applied');
    assert.deepEqual(await heldTypes(), ['vehicle-registration']);
    for (const gone of [all[0]!, all[11]!]) assert.deepEqual(await asked(gone), [['not-found', undefined, undefined]]);
    await imports.revert('vehicles', 'op');
    assert.deepEqual(await asked(all[11]!), [['issued-and-valid', undefined, undefined]]);
  });

  it('is complete for nothing once a row of it is refused, be it a number that comes twice', async () => {
    const status = await previewed(`${HEADER}\n1;AA001AA;;ok;;;\n2;aa 001 aa;;gone;;;\n3;DD004DD;;good;;;\n`);
    const { reasons, completeFor, refusals } = status.preview!;
    assert.deepEqual([reasons, completeFor], [{ 'number-twice': 1, field: 1 }, []]);
    assert.deepEqual(refusals[1], { line: 4, reason: 'field', field: 'standing' });
    await approve(status);
    assert.deepEqual(
      [await asked('AA001AA'), await asked('DD004DD')],
      [[['issued-and-valid', undefined, undefined]], []],
    );
  });

  it('never goes into a register of alerts, nor a list of alerts into one of these', async () => {
    const lost = utf8(documentList(1, 'first'));
    await assert.rejects(begin({ ...VEHICLES, format: 'jsonl' }, lost), { code: 'input.invalid', field: 'positive' });
    const { importId } = await begin({ register: 'lost', format: 'jsonl' }, lost);
    await imports.take(importId, 0, lost);
    await imports.preview(importId, 'op');
    await approve(await settled(importId, 'previewed'));
    const documents = {
      register: 'lost',
      format: 'csv',
      kind: 'travel-document',
      positive: { completeFor: [] },
    } as const;
    await assert.rejects(begin(documents, lost), { code: 'input.invalid', field: 'register' });
    const { register: _, ...more } = documents;
    for (const [change, field] of [
      [{ kind: 'person' }, 'kind'],
      [{ positive: { completeFor: ['vehicle-registration'] } }, 'positive.completeFor'],
      [{ format: 'ofac-sdn', files: [{ name: 'sdn.csv', bytes: 1 }] }, 'format'],
    ] as const)
      await assert.rejects(begin({ register: 'other', ...more, ...change }, lost), { code: 'input.invalid', field });
  });

  it('that is given up before it was ever shown leaves no register', async () => {
    const content = utf8('id,number,documentType,standing\n1,AB123456,driving-licence,valid\n');
    const about = {
      register: 'gone',
      format: 'csv',
      kind: 'official-document',
      positive: { completeFor: [] },
    } as const;
    const { importId } = await begin(about, content);
    await imports.take(importId, 0, content);
    await imports.preview(importId, 'op');
    await settled(importId, 'previewed');
    await imports.abandon(importId, 'op');
    assert.deepEqual(
      (await listPositiveRegisters(store.reader)).map(({ id }) => id),
      ['vehicles'],
    );
  });

  it('calls no number not issued whose entry has another now, nor one that vanished while rows were refused', async () => {
    const [first, second, third] = ['AB000001', 'AB000002', 'AB000003'];
    await approve(await licences(first!, second!, third!));
    const other = await licences('AB000009', second!, third!);
    assert.equal(other.preview?.vanished, 1);
    await unseen(other);
    assert.deepEqual([await licence(first!), await licence('AB000000')], [['unknown'], ['not-found']]);
    // The same numbers under other ids: none of them is gone but one, of which a person says so.
    await approve(await licences(second!, third!, 'AB000004'));
    assert.deepEqual([await licence('AB000009'), await licence(first!)], [['not-found'], ['not-found']]);
    assert.deepEqual(await licence(second!), ['issued-and-valid']);

    await unseen(await licences(second!, third!, 'AB000004', ''));
    const less = await licences(second!, third!, '');
    assert.deepEqual([less.preview?.completeFor, less.preview?.vanished], [[], 1]);
    await unseen(less);
    await unseen(await licences(second!, third!));
    assert.deepEqual([await licence('AB000004'), await licence('AB000000')], [['unknown'], ['not-found']]);
  });

  it('calls no number not issued that vanished unseen, whichever way the register goes back and forth since', async () => {
    await approve(await licences('MN000001', 'MN000002', 'MN000003'));
    await unseen(await licences('MN000001', 'MN000002'));
    await unseen(await licences('MN000001'));
    const standings = async () => [await licence('MN000002'), await licence('MN000003'), await licence('MN000004')];
    const numbersUnknown = () => countVanished(store.reader, 'licences');
    assert.deepEqual([await standings(), await numbersUnknown()], [[['unknown'], ['unknown'], ['not-found']], 2]);
    // The second list is in force again: what it lists stands there, what it had lost has no more been looked at than before.
    await imports.revert('licences', 'op');
    assert.deepEqual(
      [await standings(), await numbersUnknown()],
      [[['issued-and-valid'], ['unknown'], ['not-found']], 1],
    );
    await imports.revert('licences', 'op');
    assert.deepEqual([await standings(), await numbersUnknown()], [[['unknown'], ['unknown'], ['not-found']], 2]);
    const held = (await listPositiveRegisters(store.reader)).find(({ id }) => id === 'licences');
    assert.equal(held?.heldTypes, undefined);
    await approve(await licences('MN000004'));
  });

  it('calls no number not issued that vanished with an entry that cannot be read any more', async () => {
    await approve(await licences('EF000001', 'EF000002', 'EF000003'));
    const database = new SqliteDatabase(path, { readOnly: false });
    database.run("update issued_document set body = x'00' where entry_id = 'GEO-LICENCES-2'");
    database.close();
    const less = await licences('EF000001', '', 'EF000003');
    assert.equal(less.preview?.vanished, 1);
    await unseen(less);
    await unseen(await licences('EF000001'));
    const gone = [await licence('EF000002'), await licence('EF000003'), await licence('EF000004')];
    assert.deepEqual(gone, [['unknown'], ['unknown'], ['not-found']]);
  });

  it('calls no number not issued whose entry cannot be read any more and has another number now', async () => {
    await approve(await licences('MN000001', 'MN000002', 'MN000003'));
    const database = new SqliteDatabase(path, { readOnly: false });
    database.run("update issued_document set body = x'00' where entry_id in ('GEO-LICENCES-2', 'GEO-LICENCES-3')");
    database.close();
    const other = await licences('MN000001', 'MN000009', 'MN000003');
    assert.equal(other.preview?.vanished, 1, 'what has its number still has not vanished');
    assert.deepEqual(other.preview?.differences, { added: 0, changed: 2, removed: 0, same: 1 });
    await unseen(other);
    assert.deepEqual([await licence('MN000002'), await licence('MN000003')], [['unknown'], ['issued-and-valid']]);
    assert.deepEqual(await licence('MN000000'), ['not-found']);
  });

  it('says of what vanished unseen that it is unknown, also while the register is complete for nothing', async () => {
    await approve(await licences('OP000001', 'OP000002'));
    await unseen(await licences('OP000001', '', ''));
    assert.deepEqual([await licence('OP000002'), await licence('OP000000')], [['unknown'], []]);
    // A question that leaves the type open meets it under the key of its type.
    const open = { kind: 'official-document', issuingState: 'GEO', number: 'OP000002' };
    assert.deepEqual(
      (await said(open)).map(({ standing, documentType }) => [standing, documentType]),
      [['unknown', 'driving-licence']],
    );
  });

  it('may hold any type where a row was refused, and what it lost unseen besides where nothing is said of what it lacks', async () => {
    const typesWith = async (completeFor: readonly string[], ...rows: string[]) => {
      const content = utf8(['id,number,documentType,standing', ...rows, ''].join('\n'));
      const positive = { completeFor, ...(completeFor.length > 0 && { asOf: new Date().toISOString() }) };
      const cards = { register: 'cards', format: 'csv', kind: 'official-document', positive };
      const { importId } = await begin(cards, content);
      await imports.take(importId, 0, content);
      await imports.preview(importId, 'op');
      await unseen(await settled(importId, 'previewed'));
      return (await listPositiveRegisters(store.reader)).find(({ id }) => id === 'cards')?.heldTypes;
    };
    const types = (...rows: string[]) => typesWith([], ...rows);
    const [licence, firearm] = ['1,GH000001,driving-licence,valid', '2,GH000002,firearm-licence,valid'] as const;
    const both = ['driving-licence', 'firearm-licence'];
    assert.deepEqual(await types(licence, firearm), both);
    assert.equal(await types(licence, '2,,firearm-licence,valid'), undefined);
    assert.deepEqual(await types(licence), both, 'of a list that may hold any the one before is not forgotten');
    assert.deepEqual(await types(licence, firearm), both);
    assert.deepEqual(await types(firearm), both);
    assert.deepEqual(await types(firearm), both, 'for ever: it was issued');
    // What vanishes unseen from a list that is complete may be of any type, until it is there again.
    const another = '3,GH000003,firearm-licence,valid';
    assert.deepEqual(await typesWith(['firearm-licence'], firearm, another), both);
    assert.equal(await typesWith(['firearm-licence'], firearm), undefined);
    assert.deepEqual(await typesWith(['firearm-licence'], firearm, another), both);
  });

  it('may hold the types of the list that it goes back from: they were issued, whatever was wrong with the list', async () => {
    const types = async () =>
      (await listPositiveRegisters(store.reader)).find(({ id }) => id === 'returned')?.heldTypes;
    const rows = ['1,JK000001,driving-licence,valid', '2,JK000002,firearm-licence,valid'];
    for (const list of [rows.slice(0, 1), rows]) {
      const content = utf8(['id,number,documentType,standing', ...list, ''].join('\n'));
      const about = { register: 'returned', format: 'csv', kind: 'official-document', positive: { completeFor: [] } };
      const { importId } = await begin(about, content);
      await imports.take(importId, 0, content);
      await imports.preview(importId, 'op');
      await approve(await settled(importId, 'previewed'));
    }
    for (const rowsInForce of [1, 2]) {
      assert.equal((await imports.revert('returned', 'op')).alerts, rowsInForce);
      assert.deepEqual(await types(), ['driving-licence', 'firearm-licence']);
    }
  });

  it('calls no number not issued that may have stood in a refused row of another list, until all of its rows are taken', async () => {
    const cards = async (...rows: string[]) => {
      const content = utf8(['id,number,documentType,standing', ...rows, ''].join('\n'));
      const about = { register: 'cards', format: 'csv', kind: 'official-document', positive: { completeFor: [] } };
      const { importId } = await begin(about, content);
      await imports.take(importId, 0, content);
      await imports.preview(importId, 'op');
      await approve(await settled(importId, 'previewed'));
    };
    await approve(await licences('KL000001'));
    await cards('1,GH000001,driving-licence,valid');
    assert.deepEqual(await licence('KL000000'), ['not-found']);
    await cards('1,GH000001,driving-licence,valid', '2,KL000000,driving-licence,');
    assert.deepEqual(await licence('KL000000'), ['unknown']);
    await cards('1,GH000001,driving-licence,valid');
    assert.deepEqual(await licence('KL000000'), ['not-found']);
  });

  it('takes a list from which nothing vanishes, however many stand as unknown, and no word for another reading', async () => {
    const all = Array.from({ length: 14 }, (_, at) => `CD0000${at + 10}`);
    await approve(await licences(...all));
    const few = all.slice(0, 2);
    await unseen(await licences(...few), 100);
    await unseen(await licences(...few));
    assert.deepEqual(await licence(all[5]!), ['unknown']);

    const looked = await licences(all[0]!);
    await imports.approve(looked.importId, 'op', { said: 1 });
    // Another hand brings something else before it is shown.
    const register = { id: 'licences', kind: 'official-document', title: 'Licences', changedAt: 1 } as const;
    const documents = few.map((number, at) => ({
      id: `GEO-LICENCES-${at + 1}`,
      number,
      kind: 'official-document' as const,
      documentType: 'driving-licence' as const,
      standing: 'valid' as const,
    }));
    await loadIssuedRegister(store, { ...register, completeFor: ['driving-licence'], documents }, MADE_AT);
    await assert.rejects(settled(looked.importId, 'applied'), /import.register-changed/);
    await imports.preview(looked.importId, 'op');
    const again = await settled(looked.importId, 'previewed');
    assert.equal(again.preview?.vanished, 1);
    await unseen(again);
    assert.deepEqual(await licence(all[1]!), ['unknown']);
  });

  it('says of a plate that was given back that it is not registered: what has another is under that one alone', async () => {
    await approve(await previewed(`${HEADER}\n1;PL001AA;Skoda;ok;;;\n2;PL002BB;;ok;;;\n`));
    const other = await previewed(`${HEADER}\n1;PL003CC;Skoda;ok;;;\n2;PL002BB;;ok;;;\n`);
    assert.equal(other.preview?.vanished ?? 0, 0);
    await unseen(other);
    const standings = await Promise.all(['PL001AA', 'PL002BB', 'PL003CC'].map(asked));
    assert.deepEqual(
      standings.map(([issued]) => issued?.[0]),
      ['not-found', 'issued-and-valid', 'issued-and-valid'],
    );
  });
});

/** Licences under the ids 1, 2, …, complete for what they are. */
async function licences(...numbers: string[]): Promise<ImportStatus> {
  const rows = numbers.map((number, at) => `${at + 1},${number},driving-licence,valid`);
  const content = utf8(['id,number,documentType,standing', ...rows, ''].join('\n'));
  const positive = { ...COMPLETE.positive, completeFor: ['driving-licence'] };
  const { importId } = await begin(
    { register: 'licences', format: 'csv', kind: 'official-document', positive },
    content,
  );
  await imports.take(importId, 0, content);
  await imports.preview(importId, 'op');
  return settled(importId, 'previewed');
}

/** Approves without a word about what vanishes. */
async function unseen({ importId }: ImportStatus, max?: number): Promise<void> {
  await imports.approve(importId, 'op', max === undefined ? {} : { max });
  await settled(importId, 'applied');
}

async function licence(number: string) {
  const subject = { kind: 'official-document', issuingState: 'GEO', documentType: 'driving-licence', number };
  return (await said(subject)).map(({ standing }) => standing);
}

function begin(about: object, content: Uint8Array): Promise<ImportStatus> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return imports.begin('op', { files: [{ name: 'list', bytes: content.length }], ...about, sha256 } as Announcement);
}

async function previewed(text: string, more: object = COMPLETE): Promise<ImportStatus> {
  const content = utf8(text);
  const { importId } = await begin({ ...VEHICLES, mapping: MAPPING, ...more }, content);
  await imports.take(importId, 0, content);
  await imports.preview(importId, 'op');
  return settled(importId, 'previewed');
}

/** As who has looked at the preview. */
async function approve({ importId, preview }: ImportStatus): Promise<void> {
  await imports.approve(importId, 'op', preview?.vanished === undefined ? {} : { said: preview.vanished });
  await settled(importId, 'applied');
}

/** Waits until its thread has ended, too. */
async function settled(importId: string, standing: string): Promise<ImportStatus> {
  return until(async () => {
    const status = await imports.status(importId);
    if (status.standing === standing && status.rows === undefined) return status;
    assert.equal(status.refusal ?? status.fault, undefined);
    return undefined;
  }, `the import is ${standing}`);
}

/** What is said of a plate, with its holder. */
async function asked(plate: string) {
  const issued = await said({ kind: 'vehicle', registrationState: 'GEO', plate, holder: true });
  return issued.map(({ standing, vehicle, holder }) => [standing, vehicle?.make, holder]);
}

async function said(subject: object) {
  const { issued } = await readIssued(store.reader, { subjects: [subject] } as unknown as Question, {
    state: 'GEO' as StateCode,
    rights: (all) => all,
    now: systemClock.now(),
  });
  return issued;
}
