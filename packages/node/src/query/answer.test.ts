// SPDX-License-Identifier: Apache-2.0
// Answering over a real store that is watched: what it reads, what it writes, and what leaves before a commit (nothing).

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
import { ISSUED_MAX } from '@iims/wire/issued';
import { type Answer, CODES_MAX, parseAnswer, type Question } from '@iims/wire/query';
import {
  HOLDER_CHARACTERS_MAX,
  VEHICLE_MARK_CHARACTERS_MAX,
  VEHICLE_REGISTRATION,
} from '@iims/wire/registered-vehicle';
import { ANSWER_SLOT_BYTES, fillSlot } from '@iims/wire/slot';
import type { Hit } from '@iims/wire/verdict';
import { systemClock } from '../clock.ts';
import { loadRegister } from '../registers/load-register.ts';
import { passportAlert, personAlert, vehicleAlert } from './alert.fixture.ts';
import { named, newId, openAnswering, question } from './answering.fixture.ts';

const TIME = 1_760_000_000_000;
const at = openAnswering();
const { answer, workOf } = at;

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

describe('a discreet check', () => {
  const check = { category: 'discreet-check', action: 'discreet-check' } as const;
  const load = async ({ covert, reviewOn = '2099-01-05' }: { covert: boolean; reviewOn?: string }) => {
    const persons = [personAlert(1, { ...check, covert, reviewOn })];
    const register = { id: 'checks-persons', kind: 'person', title: 'Persons', changedAt: 0 };
    await loadRegister(at.store, { ...register, alerts: persons }, systemClock.now());
    const vehicles = [vehicleAlert('AA1234BB', '1M8GDM9AXKP042788', 1, { covert })];
    const other = { id: 'checks-vehicles', kind: 'vehicle', title: 'Vehicles', changedAt: 0 };
    await loadRegister(at.store, { ...other, alerts: vehicles }, systemClock.now());
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
      at.commits = new Promise((done) => (commit = done));
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
    assert.deepEqual(at.writes[0]!.entry.body.answerDigest, sha256(content));
  });

  it('names in its entry, for its owner alone, the alerts that it shows: none of a miss, none that is covert, and again when it is repeated', async () => {
    const alerts = [passportAlert('BOTH1', 300), passportAlert('BOTH1', 301, { covert: true })];
    const register = { id: 'both', kind: 'travel-document', title: 'Both', changedAt: 0, alerts };
    await loadRegister(at.store, register, systemClock.now());
    const shown = async (asked: string | Question) => (await workOf(asked)).own.shown;
    assert.deepEqual(await shown('MISS1'), []);
    assert.deepEqual(await shown('COVERT1'), []);
    assert.deepEqual(await shown(question('HIT1', { askedAt: 0 })), []);
    const asked = question('BOTH1');
    const open = [{ register: 'both', alert: 'UKR-STD-300' }];
    assert.deepEqual(await shown(asked), open);
    assert.deepEqual(await shown(asked), open);
    for (const { entry } of at.writes) assert.doesNotMatch(JSON.stringify(entry.body), /UKR-STD-300/);
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

  it('names at most eight covert alerts in its entry, and counts them all', async () => {
    const register = { id: 'others', kind: 'travel-document', title: 'Others', changedAt: 0 };
    const alerts = Array.from({ length: 40 }, (_, i) => passportAlert('MANY1', 100 + i, { covert: true }));
    await loadRegister(at.store, { ...register, alerts }, systemClock.now());
    await answer(question('MANY1'));
    const { covert, covertCount } = at.writes[0]!.entry.own!;
    assert.deepEqual([(covert as string[]).length, covertCount], [8, 40]);
  });
});
