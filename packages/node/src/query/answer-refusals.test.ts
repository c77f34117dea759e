// SPDX-License-Identifier: Apache-2.0
// Answering over a real store: what its asker may not read, or a register cannot tell, is never said as no-hit.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import type { StateCode } from '@iims/wire/identifiers';
import { parseAnswer } from '@iims/wire/query';
import { ANSWER_SLOT_BYTES, readSlot } from '@iims/wire/slot';
import { systemClock, systemRandom } from '../clock.ts';
import { loadIssuedRegister } from '../registers/load-issued-register.ts';
import { loadRegister } from '../registers/load-register.ts';
import { setSourceStanding } from '../registers/source-standing.ts';
import { personAlert } from './alert.fixture.ts';
import { type Answering, answerFrame } from './answer.ts';
import { GEO, named, newId, openAnswering, question } from './answering.fixture.ts';

const at = openAnswering();
const { answer, workOf } = at;

describe('an answer', () => {
  before(async () => {
    const register = { id: 'checks-vehicles', kind: 'vehicle', title: 'Vehicles', changedAt: 0 };
    await loadRegister(at.store, { ...register, alerts: [] }, systemClock.now());
  });

  it('to a part of a plate is refused without the right of that name, whatever the registers hold', async () => {
    const granted = at.node.issuedRights;
    const subjects = [{ kind: 'vehicle', platePattern: 'AA?234*' }];
    const reasonOf = async () => {
      const { outcome, reason } = parseAnswer(decodeCbor(await answer(question('', { subjects } as object))));
      return reason ?? outcome;
    };
    try {
      const asked: string[] = [];
      at.node = {
        ...at.node,
        issuedRights: (_asker, _purpose, registers) => {
          asked.push(...registers.map(({ id }) => id));
          return [];
        },
      };
      assert.equal(await reasonOf(), 'no-right');
      assert.deepEqual(asked, ['partial-plates']);
      at.node = { ...at.node, issuedRights: granted };
      assert.equal(await reasonOf(), 'no-hit');
    } finally {
      at.node = { ...at.node, issuedRights: granted };
    }
  });

  it('is refused, not no-hit, where a register of what is asked is withheld; a hit elsewhere stays a hit', async () => {
    const register = { id: 'persons', kind: 'person', title: 'Persons', changedAt: 0 };
    await loadRegister(at.store, { ...register, alerts: [] }, systemClock.now());
    const open = at.node.rights;
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
      at.node = { ...at.node, rights: withheld };
      assert.equal(await outcomeOf(person), 'no-right');
      assert.equal(await outcomeOf(document('MISS1'), person), 'no-right');
      assert.equal(await outcomeOf(document('HIT1'), person), 'hit');
      assert.equal(await outcomeOf(document('MISS1')), 'no-hit');
      at.node = { ...at.node, rights: open };
      assert.equal(await outcomeOf(person), 'no-hit');
    } finally {
      at.node = { ...at.node, rights: open };
    }
  });

  it('is unavailable, not no-hit, where a register that could hold it is behind; a hit elsewhere stands and says so', async () => {
    const ofChecks = { id: 'checks-persons', kind: 'person', title: 'Persons', changedAt: Date.UTC(2026, 0, 5, 9) };
    await loadRegister(at.store, { ...ofChecks, alerts: [personAlert(1, { covert: true })] }, systemClock.now());
    const stand = (standing: 'current' | 'unavailable' | 'withdrawn') =>
      setSourceStanding(at.store, { register: 'checks-persons', standing, by: 'test' });
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

  it('is unavailable, not no-hit, where names of a register that was replaced are not found yet; a hit stands and says so', async () => {
    const ofChecks = { id: 'checks-persons', kind: 'person', title: 'Persons', changedAt: Date.UTC(2026, 0, 5, 9) };
    const alerts = [
      personAlert(1),
      personAlert(2, { covert: true, names: [{ form: 'mrz', quality: 'primary', surname: 'KEPT', given: 'OLHA' }] }),
    ];
    await loadRegister(at.store, { ...ofChecks, alerts }, systemClock.now());
    const { persons } = at.node;
    const work = (subject: object) => workOf(question('', { subjects: [subject] } as object));
    const said = async (subject: object) => {
      const { outcome, reason, registers, behind } = parseAnswer(decodeCbor((await work(subject)).content));
      return [outcome, reason, behind, registers > behind];
    };
    try {
      at.node = { ...at.node, persons: { ...persons, follows: ({ id }) => id !== 'checks-persons' } };
      assert.deepEqual(await said(named('NOBODY', 'ANNA', '1980-02-29')), ['unavailable', 'index-behind', 1, true]);
      assert.deepEqual(await said(named('KOVAL', 'IVAN', '1981-03-01')), ['hit', undefined, 1, true]);
      assert.deepEqual(await said({ kind: 'travel-document', number: 'MISS1' }), ['no-hit', undefined, 0, true]);
      const [miss, met] = [
        await work(named('NONE', 'OLHA', '1980-02-29')),
        await work(named('KEPT', 'OLHA', '1980-02-29')),
      ];
      assert.deepEqual([met.reads, met.acts, met.content.length], [miss.reads, miss.acts, miss.content.length]);
      assert.deepEqual([met.own.covertCount, miss.own.covertCount], [1, 0]);
    } finally {
      at.node = { ...at.node, persons };
    }
  });

  it('tells the owner alone of a covert alert in a register that the asker may not read, and of none in one that is withdrawn', async () => {
    const { rights } = at.node;
    const ofChecks = { id: 'checks-persons', kind: 'person', title: 'Persons', changedAt: Date.UTC(2026, 0, 5, 9) };
    await loadRegister(at.store, { ...ofChecks, alerts: [personAlert(1, { covert: true })] }, systemClock.now());
    const stand = (standing: 'current' | 'withdrawn') =>
      setSourceStanding(at.store, { register: 'checks-persons', standing, by: 'test' });
    const workOn = async (subject: object) => workOf(question('', { subjects: [subject] } as object));
    const covert = named('KOVAL', 'IVAN', '1981-03-01');
    try {
      at.node = { ...at.node, rights: (_asker, _purpose, all) => all.filter(({ id }) => id !== 'checks-persons') };
      const unknown = named('NOBODY', 'IVAN', '1981-03-01');
      // The first look-up of a node asks how its keys stand.
      await workOn(unknown);
      const [miss, met] = [await workOn(unknown), await workOn(covert)];
      assert.deepEqual([met.reads, met.acts, met.content.length], [miss.reads, miss.acts, miss.content.length]);
      const { outcome, hits } = parseAnswer(decodeCbor(met.content));
      assert.deepEqual([outcome, hits], ['refused', []]);
      assert.deepEqual([met.own.covertCount, miss.own.covertCount], [1, 0]);
      await stand('withdrawn');
      assert.equal((await workOn(covert)).own.covertCount, 0);
    } finally {
      at.node = { ...at.node, rights };
      await stand('current');
    }
  });

  it('refused names the ground about which its asker can do most', async () => {
    const before = at.node;
    await loadRegister(
      at.store,
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
      at.node = {
        ...before,
        rights: (_asker, _purpose, registers) => registers.filter(({ id }) => id === 'documents'),
      };
      assert.deepEqual(await groundOf(object), ['refused', 'register-not-listed']);
      assert.deepEqual(await groundOf(object, vehicle), ['refused', 'no-right']);
      at.node = {
        ...at.node,
        whyNoRight: (_asker, _purpose, id) => (id === 'unlisted' ? 'purpose-not-allowed' : 'no-right'),
      };
      assert.deepEqual(await groundOf(object, vehicle), ['refused', 'purpose-not-allowed']);
      at.node = { ...at.node, rights: () => [] };
      assert.deepEqual(await groundOf(object), ['refused', 'purpose-not-allowed']);
    } finally {
      at.node = before;
    }
  });

  it('of who may read nothing but what was issued says that, and refuses where alerts of that kind are withheld', async () => {
    const before = at.node;
    const licences = { id: 'licences', kind: 'official-document', title: 'Licences', changedAt: 0 } as const;
    await loadIssuedRegister(at.store, { ...licences, completeFor: [], documents: [] }, systemClock.now());
    const register = { id: 'papers', kind: 'official-document', title: 'Papers', changedAt: 0, alerts: [] };
    const subject = { kind: 'official-document', number: 'DL1', documentType: 'driving-licence', issuingState: 'UKR' };
    const outcomeOf = async () => {
      const { outcome, reason } = parseAnswer(
        decodeCbor(await answer(question('', { subjects: [subject] } as object))),
      );
      return [outcome, reason];
    };
    try {
      at.node = { ...before, rights: () => [] };
      assert.deepEqual(await outcomeOf(), ['no-hit', undefined]);
      await loadRegister(at.store, register, systemClock.now());
      assert.deepEqual(await outcomeOf(), ['refused', 'no-right']);
      at.node = { ...at.node, issuedRights: () => [] };
      assert.deepEqual(await outcomeOf(), ['refused', 'no-right']);
    } finally {
      at.node = before;
    }
  });

  it('beyond a quota is refused before anything is read, without an entry of its own, and under the question’s id', async () => {
    const before = at.node;
    const admitted: unknown[] = [];
    const admitQuestion = (_asker: StateCode, ...rest: unknown[]) => {
      admitted.push(rest);
      return Promise.resolve({ ground: 'quota-partner', logIndex: 7 } as const);
    };
    try {
      at.node = { ...before, quotas: { admitQuestion } };
      const asked = question('HIT1');
      const items = [asked, { no: 'question' }].map((one) => ({ bytes: encodeCbor(one), hash: systemRandom(32) }));
      const id = newId();
      at.reads = [];
      const answers = await answerFrame(at.node, { id, asker: GEO, exercise: false, items });
      assert.deepEqual([at.reads.length, at.writes.length], [1, 0], 'the list of registers alone');
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
      at.node = before;
    }
  });
});
