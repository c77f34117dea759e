// SPDX-License-Identifier: Apache-2.0
// Answering over a real store that is watched: what it reads, what it writes, and what leaves before a commit (nothing).

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sha256 } from '@iims/crypto/primitives';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import {
  ACTIONS,
  CAUTIONS,
  OFFICIAL_DOCUMENT_TYPES,
  PERSON_CATEGORIES,
  TRAVEL_DOCUMENT_TYPES,
  WHY_CODES,
} from '@iims/wire/code-lists';
import { type QueryId, type StateCode, uuidV7 } from '@iims/wire/identifiers';
import { ISSUED_MAX } from '@iims/wire/issued';
import { type Answer, CODES_MAX, parseAnswer, type Question } from '@iims/wire/query';
import {
  HOLDER_CHARACTERS_MAX,
  VEHICLE_MARK_CHARACTERS_MAX,
  VEHICLE_REGISTRATION,
} from '@iims/wire/registered-vehicle';
import { ANSWER_SLOT_BYTES, fillSlot, readSlot } from '@iims/wire/slot';
import type { Hit } from '@iims/wire/verdict';
import { systemClock, systemRandom } from '../clock.ts';
import { QueriesUnderWay } from '../queries-under-way.ts';
import { loadIssuedRegister } from '../registers/load-issued-register.ts';
import { loadRegister } from '../registers/load-register.ts';
import { setSourceStanding } from '../registers/source-standing.ts';
import type { SqlValue } from '../store/sql.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Act, ActName, EntryDraft, Store } from '../store/store.ts';
import { NO_PLATES, NOBODY, passportAlert, personAlert, vehicleAlert } from './alert.fixture.ts';
import { type Answering, answerFrame } from './answer.ts';

const GEO = 'GEO' as StateCode;
const TIME = 1_760_000_000_000;
const folder = mkdtempSync(join(tmpdir(), 'iims-answer-'));
let store: Store;
let reads: string[] = [];
let writes: { readonly entry: EntryDraft; readonly act: Act<ActName> | undefined }[] = [];
/** Every commit waits for it. */
let commits: Promise<void> = Promise.resolve();
let node: Answering;

before(async () => {
  store = await openSqliteStore({
    atRest: new Uint8Array(32),
    path: join(folder, 'iims.db'),
    now: systemClock.now,
    random: systemRandom,
  });
  const register = { id: 'documents', kind: 'travel-document', title: 'Travel documents', changedAt: 0 };
  const alerts = [passportAlert('HIT1', 1), passportAlert('COVERT1', 2, { covert: true })];
  await loadRegister(store, { ...register, alerts }, systemClock.now());
  node = {
    state: 'UKR' as StateCode,
    store: watched(store),
    persons: NOBODY,
    plates: NO_PLATES,
    clock: systemClock,
    rights: (_asker, _purpose, registers) => registers,
    issuedRights: (_asker, _purpose, registers) => registers,
    whyNoRight: (_asker, _purpose, register) => (register === 'unlisted' ? 'register-not-listed' : 'no-right'),
    whyNoNamedRight: () => 'no-right',
    quotas: { admitQuestion: () => undefined },
    queries: new QueriesUnderWay(),
  };
});
beforeEach(() => {
  reads = [];
  writes = [];
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** A person and a vehicle under covert discreet check, by each key that leads to them, and what meets nothing beside it. */
const COVERT_CHECKS: readonly (readonly [by: string, met: object, missed: object])[] = [
  ['name', named('KOVAL', 'IVAN', '1981-03-01'), named('NOBODY', 'IVAN', '1981-03-01')],
  ['nickname', named('VANKO', '', '1980-02-29'), named('NOBDY', '', '1980-02-29')],
  ['the name of the victim', named('BONDAR', 'PETRO', '1980-02-29'), named('NOBODY', 'PETRO', '1980-02-29')],
  ['inverted names', named('IVAN', 'KOVAL', '1980-02-29'), named('IVAN', 'NOBDY', '1980-02-29')],
  ['paper', { kind: 'travel-document', number: 'PAPER1' }, { kind: 'travel-document', number: 'PAPER9' }],
  ['plate', { kind: 'vehicle', plate: 'AA1234BB' }, { kind: 'vehicle', plate: 'AA9999BB' }],
  ['plate that was misread', { kind: 'vehicle', plate: 'AA1Z34BB' }, { kind: 'vehicle', plate: 'AA1Z99BB' }],
  ['VIN', { kind: 'vehicle', vin: '1M8GDM9AXKP042788' }, { kind: 'vehicle', vin: '1HGCM82633A004352' }],
  ['last 8 of the VIN', { kind: 'vehicle', vin: 'KP042788' }, { kind: 'vehicle', vin: 'KP042999' }],
];

function named(surname: string, given: string, birthDate: string): object {
  return { kind: 'person', names: [{ form: 'mrz', surname, given }], birthDate };
}

describe('a discreet check', () => {
  const check = { category: 'discreet-check', action: 'discreet-check' } as const;
  const load = async ({ covert, reviewOn = '2099-01-05' }: { covert: boolean; reviewOn?: string }) => {
    const persons = [personAlert(1, { ...check, covert, reviewOn })];
    const register = { id: 'checks-persons', kind: 'person', title: 'Persons', changedAt: 0 };
    await loadRegister(store, { ...register, alerts: persons }, systemClock.now());
    const vehicles = [vehicleAlert('AA1234BB', '1M8GDM9AXKP042788', 1, { covert })];
    const other = { id: 'checks-vehicles', kind: 'vehicle', title: 'Vehicles', changedAt: 0 };
    await loadRegister(store, { ...other, alerts: vehicles }, systemClock.now());
  };

  it('that is open is a hit with its action, by each key', async () => {
    await load({ covert: false });
    for (const [by, subject] of COVERT_CHECKS) {
      const { outcome, hits } = parseAnswer(decodeCbor(await answer(question('', { subjects: [subject] } as object))));
      assert.deepEqual([outcome, hits.length, hits[0]?.action], ['hit', 1, 'discreet-check'], by);
    }
  });

  for (const reviewOn of ['2099-01-05', '2026-02-01']) {
    it(`that is covert, reviewed by ${reviewOn}, is a miss in every byte, read and write, and in its owner’s log alone`, async () => {
      await load({ covert: true, reviewOn });
      for (const [by, met, missed] of COVERT_CHECKS) {
        const covert = await workOf(question('', { subjects: [met] } as object));
        const miss = await workOf(question('', { subjects: [missed] } as object));
        assert.equal(covert.content.length, miss.content.length, by);
        const { queryId: _id, questionHash: _hash, ...said } = parseAnswer(decodeCbor(covert.content));
        assert.deepEqual(
          { ...parseAnswer(decodeCbor(miss.content)), ...said },
          parseAnswer(decodeCbor(miss.content)),
          by,
        );
        assert.deepEqual([covert.reads, covert.acts], [miss.reads, miss.acts], by);
        assert.equal(covert.entryBytes, miss.entryBytes, by);
        assert.deepEqual([covert.own.covertCount, miss.own.covertCount], [1, 0], by);
      }
    });
  }
});

describe('an answer', () => {
  it('leaves after its entry is durable, whatever it says', async () => {
    const repeated = question('HIT1');
    await answer(repeated);
    const asked = [question('HIT1'), question('MISS1'), question('HIT1', { askedAt: 0 }), repeated, { no: 'question' }];
    for (const one of asked) {
      let commit = (): void => undefined;
      commits = new Promise((done) => (commit = done));
      let left = false;
      const answered = answer(one).then(() => (left = true));
      await new Promise((done) => setTimeout(done, 30));
      assert.equal(left, false);
      commit();
      await answered;
    }
  });

  it('stands in its entry with the digest of the very bytes that leave', async () => {
    const content = await answer(question('HIT1'));
    assert.deepEqual(writes[0]!.entry.body.answerDigest, sha256(content));
  });

  it('names in its entry, for its owner alone, the alerts that it shows: none of a miss, none that is covert, and again when it is repeated', async () => {
    const alerts = [passportAlert('BOTH1', 300), passportAlert('BOTH1', 301, { covert: true })];
    const register = { id: 'both', kind: 'travel-document', title: 'Both', changedAt: 0, alerts };
    await loadRegister(store, register, systemClock.now());
    const shown = async (asked: string | Question) => (await workOf(asked)).own.shown;
    assert.deepEqual(await shown('MISS1'), []);
    assert.deepEqual(await shown('COVERT1'), []);
    assert.deepEqual(await shown(question('HIT1', { askedAt: 0 })), []);
    const asked = question('BOTH1');
    const open = [{ register: 'both', alert: 'UKR-STD-300' }];
    assert.deepEqual(await shown(asked), open);
    assert.deepEqual(await shown(asked), open);
    for (const { entry } of writes) assert.doesNotMatch(JSON.stringify(entry.body), /UKR-STD-300/);
  });

  it('costs the same reads and writes for hit, miss and covert', async () => {
    const [hit, miss, covert] = [await workOf('HIT1'), await workOf('MISS1'), await workOf('COVERT1')];
    assert.deepEqual(miss.reads, hit.reads);
    assert.deepEqual(covert.reads, hit.reads);
    assert.deepEqual(miss.acts, hit.acts);
    assert.deepEqual(covert.acts, hit.acts);
  });

  it('to a covert alert is that of a miss, byte for byte but for what names the question; of its entry only what the State keeps to itself is a few bytes longer', async () => {
    const [miss, covert] = [await workOf('MISS1'), await workOf('COVERT1')];
    assert.equal(covert.content.length, miss.content.length);
    const { queryId: _id, questionHash: _hash, ...said } = parseAnswer(decodeCbor(covert.content));
    assert.deepEqual({ ...parseAnswer(decodeCbor(miss.content)), ...said }, parseAnswer(decodeCbor(miss.content)));
    assert.equal(covert.entryBytes, miss.entryBytes);
    assert.doesNotMatch(covert.shown, /covert/i);
    assert.ok(covert.ownBytes - miss.ownBytes <= 32, `${covert.ownBytes - miss.ownBytes} bytes`);
  });

  it('to a part of a plate is refused without the right of that name, whatever the registers hold', async () => {
    const granted = node.issuedRights;
    const subjects = [{ kind: 'vehicle', platePattern: 'AA?234*' }];
    const reasonOf = async () => {
      const { outcome, reason } = parseAnswer(decodeCbor(await answer(question('', { subjects } as object))));
      return reason ?? outcome;
    };
    try {
      const asked: string[] = [];
      node = {
        ...node,
        issuedRights: (_asker, _purpose, registers) => {
          asked.push(...registers.map(({ id }) => id));
          return [];
        },
      };
      assert.equal(await reasonOf(), 'no-right');
      assert.deepEqual(asked, ['partial-plates']);
      node = { ...node, issuedRights: granted };
      assert.equal(await reasonOf(), 'no-hit');
    } finally {
      node = { ...node, issuedRights: granted };
    }
  });

  describe('to a question for the holder of a vehicle', () => {
    const asking = (plate: string, change: object = {}) =>
      question('', {
        subjects: [{ kind: 'vehicle', plate, registrationState: 'UKR', holder: true, ...change }],
      } as object);
    const said = async (asked: Question) => {
      const { content, own } = await workOf(asked);
      return { ...parseAnswer(decodeCbor(content)), own };
    };
    const holder = { surname: 'SYNTHETIC', given: 'ANNA', birthDate: '1980-02-29', place: 'ODESA' };
    before(async () => {
      const vehicle = {
        id: 'UKR-VEH-1',
        kind: 'vehicle',
        plate: 'KA0001AA',
        make: 'Skoda',
        standing: 'valid',
      } as const;
      const documents = [
        { ...vehicle, holder },
        { ...vehicle, id: 'UKR-VEH-2', plate: 'AA1234BB', holder },
      ];
      const register = { id: 'registered', kind: 'vehicle', title: 'Registered', changedAt: 0 } as const;
      await loadIssuedRegister(store, { ...register, completeFor: [], documents }, systemClock.now());
    });

    it('tells the holder to who has the right, and the entry how many of which register, never whom', async () => {
      const asked = asking('KA0001AA');
      const { outcome, issued, own } = await said(asked);
      assert.deepEqual([outcome, issued?.map((one) => one.holder)], ['no-hit', [holder]]);
      assert.deepEqual(own.holders, ['registered']);
      await answer(asked);
      assert.deepEqual((writes.at(-1)!.entry.own as Record<string, unknown>).holders, ['registered'], 'repeated');
      for (const { entry } of writes) assert.doesNotMatch(JSON.stringify([entry.body, entry.own]), /SYNTHETIC|ODESA/);
    });

    it('tells none where it is not asked for, with the same reads as where it is and as where nothing is found', async () => {
      const { holder: _, ...subject } = { kind: 'vehicle', plate: 'KA0001AA', registrationState: 'UKR', holder: true };
      const plain = await said(question('', { subjects: [subject] } as object));
      assert.deepEqual(
        plain.issued?.map((one) => [one.standing, one.vehicle, one.holder]),
        [['issued-and-valid', { make: 'Skoda' }, undefined]],
      );
      assert.equal(plain.own.holders, undefined);
      const work = [];
      for (const asked of [question('', { subjects: [subject] } as object), asking('KA0001AA'), asking('NONE99')])
        work.push((await workOf(asked)).reads.map((read) => read.replace(/^\d+ rows of /, '')));
      assert.deepEqual(work[1], work[0]);
      assert.deepEqual(work[2], work[0]);
    });

    it('is refused with the ground without the right of that name, whatever the registers hold; of another State’s vehicle it is not', async () => {
      const granted = node;
      const withheld: string[] = [];
      const issuedRights: Answering['issuedRights'] = (_asker, _purpose, registers) => {
        withheld.push(...registers.filter(({ id }) => id === 'vehicle-holders').map(({ id }) => id));
        return registers.filter(({ id }) => id !== 'vehicle-holders');
      };
      try {
        node = { ...granted, issuedRights };
        const refused = await said(asking('AA1234BB'));
        assert.deepEqual([refused.outcome, refused.reason, refused.issued], ['refused', 'no-right', undefined]);
        assert.deepEqual(withheld, ['vehicle-holders']);
        const ofOther = await said(asking('KA0001AA', { registrationState: 'MDA' }));
        assert.deepEqual([ofOther.outcome, ofOther.issued], ['no-hit', undefined]);
      } finally {
        node = granted;
      }
    });

    it('is the same for a covert alert and for none, and a hit stands beside the holder, and in a full slot before them', async () => {
      const kinds = { id: 'checks-vehicles', kind: 'vehicle', title: 'Vehicles', changedAt: 0 };
      const load = (change: Parameters<typeof vehicleAlert>[3]) =>
        loadRegister(store, { ...kinds, alerts: [vehicleAlert('AA1234BB', '1M8GDM9AXKP042788', 1, change)] }, 7);
      await load({ covert: true, registrationState: 'UKR' });
      const [covert, miss] = [await workOf(asking('AA1234BB')), await workOf(asking('KA0001AA'))];
      assert.deepEqual([covert.own.covertCount, miss.own.covertCount], [1, 0]);
      assert.deepEqual(
        [covert.reads, covert.acts, covert.content.length],
        [miss.reads, miss.acts, miss.content.length],
      );
      await load({ covert: false, registrationState: 'UKR' });
      const hit = await said(asking('AA1234BB'));
      assert.deepEqual([hit.outcome, hit.hits.length, hit.issued?.[0]?.holder], ['hit', 1, holder]);
      const long = 'ქ'.repeat(120);
      const facts = Array.from({ length: 8 }, () => ({ label: 'description' as const, value: long }));
      await load({ covert: false, registrationState: 'UKR', facts });
      const full = await said(asking('AA1234BB'));
      assert.deepEqual([full.hits.length, full.issued?.[0]?.holder], [1, holder]);
      assert.ok([1, 2, 3, 4, 5, 6, 7].includes(full.hits[0]!.facts.length));
    });

    it('leaves the last hit in a full slot before what is said of the vehicle, and enters no holder that was not told', async () => {
      const wide = (characters: number) => 'ქ'.repeat(characters);
      const [mark, line] = [wide(VEHICLE_MARK_CHARACTERS_MAX), wide(HOLDER_CHARACTERS_MAX)];
      const marks = { make: mark, model: mark, colour: mark, year: '2024' };
      const car = { id: 'UKR-VEH-3', kind: 'vehicle', plate: 'AA1234BB', standing: 'valid', ...marks } as const;
      const registers = ['registered', 'r'.repeat(40), 's'.repeat(40)];
      for (const id of registers) {
        const documents = [{ ...car, holder: { surname: line, given: line, place: line } }];
        const register = { id, kind: 'vehicle', title: 'Registered', changedAt: 0 } as const;
        await loadIssuedRegister(store, { ...register, completeFor: [], documents }, systemClock.now());
      }
      const kinds = { id: 'checks-vehicles', kind: 'vehicle', title: 'Vehicles', changedAt: 0 };
      const alert = { covert: false, registrationState: 'UKR', authority: wide(64), cautions: CAUTIONS.slice(0, 8) };
      await loadRegister(store, { ...kinds, alerts: [vehicleAlert('AA1234BB', '1M8GDM9AXKP042788', 1, alert)] }, 7);
      const full = await said(asking('AA1234BB'));
      assert.deepEqual([full.outcome, full.hits.length, full.more, full.own.holders], ['hit', 1, true, undefined]);
      const standing = { documentType: VEHICLE_REGISTRATION, standing: 'issued-and-valid' };
      for (const one of full.issued!) assert.partialDeepStrictEqual(one, standing);
      assert.ok(full.issued!.every((one) => !('vehicle' in one || 'holder' in one)));
    });
  });

  it('is refused, not no-hit, where a register of what is asked is withheld; a hit elsewhere stays a hit', async () => {
    const register = { id: 'persons', kind: 'person', title: 'Persons', changedAt: 0 };
    await loadRegister(store, { ...register, alerts: [] }, systemClock.now());
    const open = node.rights;
    const withheld: Answering['rights'] = (_asker, _purpose, registers) =>
      registers.filter(({ kind }) => kind !== 'person');
    const person = {
      kind: 'person',
      names: [{ form: 'mrz', surname: 'NOBODY', given: 'ANNA' }],
      birthDate: '1980-02-29',
    };
    const document = (number: string) => ({ kind: 'travel-document', number });
    const outcomeOf = async (...subjects: object[]) => {
      const { outcome, reason } = parseAnswer(decodeCbor(await answer(question('MISS1', { subjects } as object))));
      return reason ?? outcome;
    };
    try {
      node = { ...node, rights: withheld };
      assert.equal(await outcomeOf(person), 'no-right');
      assert.equal(await outcomeOf(document('MISS1'), person), 'no-right');
      assert.equal(await outcomeOf(document('HIT1'), person), 'hit');
      assert.equal(await outcomeOf(document('MISS1')), 'no-hit');
      node = { ...node, rights: open };
      assert.equal(await outcomeOf(person), 'no-hit');
    } finally {
      node = { ...node, rights: open };
    }
  });

  it('is unavailable, not no-hit, where a register that could hold it is behind; a hit elsewhere stands and says so', async () => {
    const ofChecks = { id: 'checks-persons', kind: 'person', title: 'Persons', changedAt: Date.UTC(2026, 0, 5, 9) };
    await loadRegister(store, { ...ofChecks, alerts: [personAlert(1, { covert: true })] }, systemClock.now());
    const stand = (standing: 'current' | 'unavailable' | 'withdrawn') =>
      setSourceStanding(store, { register: 'checks-persons', standing, by: 'test' });
    const document = (number: string) => ({ kind: 'travel-document', number });
    const said = async (...subjects: object[]) => {
      const { content } = await workOf(question('', { subjects } as object));
      const { outcome, reason, registers, behind } = parseAnswer(decodeCbor(content));
      return [outcome, reason, behind, registers > behind];
    };
    const vehicle = { kind: 'vehicle', plate: 'AA9999BB' };
    const covert = named('KOVAL', 'IVAN', '1981-03-01');
    try {
      await stand('withdrawn');
      assert.deepEqual(await said(named('NOBODY', 'ANNA', '1980-02-29')), ['unavailable', 'source-withdrawn', 1, true]);
      assert.deepEqual(await said(document('MISS1')), ['unavailable', 'source-withdrawn', 1, true]);
      assert.deepEqual(await said(document('HIT1')), ['hit', undefined, 1, true]);
      assert.deepEqual(await said(vehicle), ['no-hit', undefined, 0, true]);
      assert.equal((await workOf(question('', { subjects: [covert] } as object))).own.covertCount, 0);
      await stand('current');
      await stand('unavailable');
      const [miss, met] = [
        await workOf(question('', { subjects: [named('NOBODY', 'IVAN', '1981-03-01')] } as object)),
        await workOf(question('', { subjects: [covert] } as object)),
      ];
      assert.deepEqual([met.reads, met.acts, met.content.length], [miss.reads, miss.acts, miss.content.length]);
      assert.deepEqual([met.own.covertCount, miss.own.covertCount], [1, 0]);
      const { outcome, reason, changedOn } = parseAnswer(decodeCbor(met.content));
      // Of the register that has not changed for longest: other registers of the node were loaded with time 0.
      assert.deepEqual([outcome, reason, changedOn], ['unavailable', 'source-unavailable', '1970-01-01']);
    } finally {
      await stand('current');
    }
  });

  it('fills its slot at its longest, with a hit left in it', () => {
    const longest = (codes: readonly string[]) => codes.toSorted((a, b) => b.length - a.length);
    const line = 'ქ'.repeat(120);
    const hit: Hit = {
      band: 'compare',
      alertId: `UKR-${'X'.repeat(60)}`,
      register: 'r'.repeat(40),
      category: longest(PERSON_CATEGORIES)[0]!,
      subjectKind: 'official-document',
      matchedOn: 'confusable',
      why: longest(WHY_CODES).slice(0, CODES_MAX),
      authority: line,
      action: longest(ACTIONS)[0]!,
      cautions: longest(CAUTIONS).slice(0, CODES_MAX),
      handling: 'H3',
      since: '2026-01-05',
      reviewedOn: '2026-01-05',
      facts: [],
    };
    const issued = Array.from({ length: ISSUED_MAX }, () => ({
      register: 'r'.repeat(40),
      documentType: longest([...TRAVEL_DOCUMENT_TYPES, ...OFFICIAL_DOCUMENT_TYPES])[0]!,
      standing: 'issued-but-suspended' as const,
      validUntil: '2030-01-31',
      asOf: TIME,
    }));
    const wide = (characters: number) => 'ქ'.repeat(characters);
    const mark = wide(VEHICLE_MARK_CHARACTERS_MAX);
    const ofVehicles = issued.map((one, at) => ({
      ...one,
      documentType: VEHICLE_REGISTRATION,
      vehicle: { make: mark, model: mark, colour: mark, year: '2024' },
      ...(at > 0
        ? {}
        : {
            holder: {
              surname: wide(HOLDER_CHARACTERS_MAX),
              given: wide(HOLDER_CHARACTERS_MAX),
              birthDate: '1980-02-29',
              place: wide(HOLDER_CHARACTERS_MAX),
            },
          }),
    }));
    const answer: Answer = {
      questionHash: new Uint8Array(32),
      queryId: newId(),
      outcome: 'hit',
      asOf: TIME,
      changedOn: '2026-01-05',
      registers: 64,
      behind: 64,
      hits: [hit],
      more: true,
      issued,
      repeated: false,
    };
    assert.ok(fillSlot(encodeCbor(parseAnswer(answer)), ANSWER_SLOT_BYTES));
    const registered = { ...answer, outcome: 'no-hit' as const, behind: 0, hits: [], issued: ofVehicles };
    assert.ok(fillSlot(encodeCbor(parseAnswer(registered)), ANSWER_SLOT_BYTES));
  });

  it('refused names the ground about which its asker can do most', async () => {
    const before = node;
    await loadRegister(
      store,
      { id: 'unlisted', kind: 'object', title: 'Unlisted', changedAt: 0, alerts: [] },
      systemClock.now(),
    );
    const object = { kind: 'object', objectType: 'firearm', number: '1234567' };
    const vehicle = { kind: 'vehicle', plate: 'AA9999BB' };
    const groundOf = async (...subjects: object[]) => {
      const { outcome, reason } = parseAnswer(decodeCbor(await answer(question('', { subjects } as object))));
      return [outcome, reason];
    };
    try {
      node = { ...before, rights: (_asker, _purpose, registers) => registers.filter(({ id }) => id === 'documents') };
      assert.deepEqual(await groundOf(object), ['refused', 'register-not-listed']);
      assert.deepEqual(await groundOf(object, vehicle), ['refused', 'no-right']);
      node = {
        ...node,
        whyNoRight: (_asker, _purpose, id) => (id === 'unlisted' ? 'purpose-not-allowed' : 'no-right'),
      };
      assert.deepEqual(await groundOf(object, vehicle), ['refused', 'purpose-not-allowed']);
      node = { ...node, rights: () => [] };
      assert.deepEqual(await groundOf(object), ['refused', 'purpose-not-allowed']);
    } finally {
      node = before;
    }
  });

  it('of who may read nothing but what was issued says that, and refuses where alerts of that kind are withheld', async () => {
    const before = node;
    const licences = { id: 'licences', kind: 'official-document', title: 'Licences', changedAt: 0 } as const;
    await loadIssuedRegister(store, { ...licences, completeFor: [], documents: [] }, systemClock.now());
    const register = { id: 'papers', kind: 'official-document', title: 'Papers', changedAt: 0, alerts: [] };
    const subject = { kind: 'official-document', number: 'DL1', documentType: 'driving-licence', issuingState: 'UKR' };
    const outcomeOf = async () => {
      const { outcome, reason } = parseAnswer(
        decodeCbor(await answer(question('', { subjects: [subject] } as object))),
      );
      return [outcome, reason];
    };
    try {
      node = { ...before, rights: () => [] };
      assert.deepEqual(await outcomeOf(), ['no-hit', undefined]);
      await loadRegister(store, register, systemClock.now());
      assert.deepEqual(await outcomeOf(), ['refused', 'no-right']);
      node = { ...node, issuedRights: () => [] };
      assert.deepEqual(await outcomeOf(), ['refused', 'no-right']);
    } finally {
      node = before;
    }
  });

  it('beyond a quota is refused before anything is read, without an entry of its own, and under the question’s id', async () => {
    const before = node;
    const admitted: unknown[] = [];
    const admitQuestion = (_asker: StateCode, ...rest: unknown[]) => {
      admitted.push(rest);
      return Promise.resolve({ ground: 'quota-partner', logIndex: 7 } as const);
    };
    try {
      node = { ...before, quotas: { admitQuestion } };
      const asked = question('HIT1');
      const items = [asked, { no: 'question' }].map((one) => ({ bytes: encodeCbor(one), hash: systemRandom(32) }));
      const id = newId();
      reads = [];
      const answers = await answerFrame(node, { id, asker: GEO, exercise: false, items });
      assert.deepEqual([reads.length, writes.length], [1, 0], 'the list of registers alone');
      const said = answers.map(({ slot }) => parseAnswer(decodeCbor(readSlot(slot, ANSWER_SLOT_BYTES))));
      assert.deepEqual(
        said.map(({ queryId, outcome, reason }) => [queryId, outcome, reason]),
        [
          [asked.id, 'refused', 'quota-partner'],
          [id, 'refused', 'quota-partner'],
        ],
      );
      assert.deepEqual(
        answers.map(({ logIndex }) => logIndex),
        [7, 7],
      );
      assert.deepEqual(admitted, [['officer-7', false], []]);
      for (const subject of [
        { platePattern: 'AB?1' },
        { plate: 'AB1', registrationState: 'UKR', holder: true },
        { plate: 'AB1', registrationState: 'MDA', holder: true },
      ])
        await answer(question('', { subjects: [{ kind: 'vehicle', ...subject }] } as object));
      assert.deepEqual(
        admitted.slice(2).map((rest) => (rest as unknown[])[1]),
        [true, true, false],
        'a holder is asked of the State that is named',
      );
    } finally {
      node = before;
    }
  });

  it('names at most eight covert alerts in its entry, and counts them all', async () => {
    const register = { id: 'others', kind: 'travel-document', title: 'Others', changedAt: 0 };
    const alerts = Array.from({ length: 40 }, (_, i) => passportAlert('MANY1', 100 + i, { covert: true }));
    await loadRegister(store, { ...register, alerts }, systemClock.now());
    await answer(question('MANY1'));
    const { covert, covertCount } = writes[0]!.entry.own!;
    assert.deepEqual([(covert as string[]).length, covertCount], [8, 40]);
  });
});

async function workOf(asked: string | Question) {
  reads = [];
  writes = [];
  const content = await answer(typeof asked === 'string' ? question(asked) : asked);
  const [{ entry }] = writes as [(typeof writes)[0]];
  return {
    content,
    reads: [...reads],
    acts: writes.map(({ act }) => act?.name),
    entryBytes: encodeCbor(entry.body).length,
    own: entry.own!,
    ownBytes: encodeCbor(entry.own).length,
    shown: JSON.stringify(entry.body),
  };
}

/** The content of the one slot. */
async function answer(asked: object): Promise<Uint8Array> {
  const items = [{ bytes: encodeCbor(asked), hash: systemRandom(32) }];
  const [answered] = await answerFrame(node, { id: newId(), asker: GEO, exercise: false, items });
  return readSlot(answered!.slot, ANSWER_SLOT_BYTES);
}

function question(number: string, changes: Partial<Question> = {}): Question {
  return {
    id: newId(),
    subjects: [{ kind: 'travel-document', number }],
    purpose: 'border-check',
    caseRef: 'CASE-1',
    askedAt: systemClock.now(),
    asker: { state: GEO, authority: 'Border Guard', officer: 'officer-7' },
    exercise: false,
    ...changes,
  };
}

function newId(): QueryId {
  return uuidV7(systemClock.now(), systemRandom(10));
}

function watched({ reader, write, ...rest }: Store): Store {
  return {
    ...rest,
    reader: {
      ...reader,
      async all<R>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]> {
        const rows = await reader.all<R>(sql, parameters);
        reads.push(`${rows.length} rows of ${sql}`);
        return rows;
      },
    },
    async write(entry: EntryDraft, act?: Act<ActName>) {
      writes.push({ entry, act });
      await commits;
      return act ? write(entry, act) : write(entry);
    },
  } as Store;
}
