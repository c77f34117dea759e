// SPDX-License-Identifier: Apache-2.0
// Answering over a real store that is watched: to whom the holder of a vehicle is told, and what stands of it in the entry.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { decodeCbor } from '@iims/wire/cbor';
import { CAUTIONS } from '@iims/wire/code-lists';
import { parseAnswer, type Question } from '@iims/wire/query';
import {
  HOLDER_CHARACTERS_MAX,
  VEHICLE_MARK_CHARACTERS_MAX,
  VEHICLE_REGISTRATION,
} from '@iims/wire/registered-vehicle';
import { systemClock } from '../clock.ts';
import { loadIssuedRegister } from '../registers/load-issued-register.ts';
import { loadRegister } from '../registers/load-register.ts';
import { vehicleAlert } from './alert.fixture.ts';
import type { Answering } from './answer.ts';
import { openAnswering, question } from './answering.fixture.ts';

const at = openAnswering();
const { answer, workOf } = at;

describe('an answer to a question for the holder of a vehicle', () => {
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
    await loadIssuedRegister(at.store, { ...register, completeFor: [], documents }, systemClock.now());
  });

  it('tells the holder to who has the right, and the entry how many of which register, never whom', async () => {
    const asked = asking('KA0001AA');
    const { outcome, issued, own } = await said(asked);
    assert.deepEqual([outcome, issued?.map((one) => one.holder)], ['no-hit', [holder]]);
    assert.deepEqual(own.holders, ['registered']);
    await answer(asked);
    assert.deepEqual((at.writes.at(-1)!.entry.own as Record<string, unknown>).holders, ['registered'], 'repeated');
    for (const { entry } of at.writes) assert.doesNotMatch(JSON.stringify([entry.body, entry.own]), /SYNTHETIC|ODESA/);
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
    const granted = at.node;
    const withheld: string[] = [];
    const issuedRights: Answering['issuedRights'] = (_asker, _purpose, registers) => {
      withheld.push(...registers.filter(({ id }) => id === 'vehicle-holders').map(({ id }) => id));
      return registers.filter(({ id }) => id !== 'vehicle-holders');
    };
    try {
      at.node = { ...granted, issuedRights };
      const refused = await said(asking('AA1234BB'));
      assert.deepEqual([refused.outcome, refused.reason, refused.issued], ['refused', 'no-right', undefined]);
      assert.deepEqual(withheld, ['vehicle-holders']);
      const ofOther = await said(asking('KA0001AA', { registrationState: 'MDA' }));
      assert.deepEqual([ofOther.outcome, ofOther.issued], ['no-hit', undefined]);
    } finally {
      at.node = granted;
    }
  });

  it('is the same for a covert alert and for none, and a hit stands beside the holder, and in a full slot before them', async () => {
    const kinds = { id: 'checks-vehicles', kind: 'vehicle', title: 'Vehicles', changedAt: 0 };
    const load = (change: Parameters<typeof vehicleAlert>[3]) =>
      loadRegister(at.store, { ...kinds, alerts: [vehicleAlert('AA1234BB', '1M8GDM9AXKP042788', 1, change)] }, 7);
    await load({ covert: true, registrationState: 'UKR' });
    const [covert, miss] = [await workOf(asking('AA1234BB')), await workOf(asking('KA0001AA'))];
    assert.deepEqual([covert.own.covertCount, miss.own.covertCount], [1, 0]);
    assert.deepEqual([covert.reads, covert.acts, covert.content.length], [miss.reads, miss.acts, miss.content.length]);
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
      await loadIssuedRegister(at.store, { ...register, completeFor: [], documents }, systemClock.now());
    }
    const kinds = { id: 'checks-vehicles', kind: 'vehicle', title: 'Vehicles', changedAt: 0 };
    const alert = { covert: false, registrationState: 'UKR', authority: wide(64), cautions: CAUTIONS.slice(0, 8) };
    await loadRegister(at.store, { ...kinds, alerts: [vehicleAlert('AA1234BB', '1M8GDM9AXKP042788', 1, alert)] }, 7);
    const full = await said(asking('AA1234BB'));
    assert.deepEqual([full.outcome, full.hits.length, full.more, full.own.holders], ['hit', 1, true, undefined]);
    const standing = { documentType: VEHICLE_REGISTRATION, standing: 'issued-and-valid' };
    for (const one of full.issued!) assert.partialDeepStrictEqual(one, standing);
    assert.ok(full.issued!.every((one) => !('vehicle' in one || 'holder' in one)));
  });
});
