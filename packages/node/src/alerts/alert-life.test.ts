// SPDX-License-Identifier: Apache-2.0
// The life of an alert over a real store: from entry to withdrawal, with what queries meet at each point.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { fromHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import type { Question } from '@iims/wire/query';
import type { Subject } from '@iims/wire/subject';
import type { Hit } from '@iims/wire/verdict';
import type { Officer } from '../access/authorise.ts';
import { systemClock } from '../clock.ts';
import { NO_PLATES, NOBODY, passportAlert, personAlert } from '../query/alert.fixture.ts';
import { lookUp } from '../query/lookup.ts';
import { loadRegister } from '../registers/load-register.ts';
import { keysOfAlert } from '../registers/subject-keys.ts';
import { listRegisters } from '../store/alerts.ts';
import { type Entry, readEntries } from '../store/entries.ts';
import { isCodeOfAnother } from '../store/held-alerts.ts';
import type { Store } from '../store/store.ts';
import { openStoreIn } from '../store/store-of-tests.fixture.ts';
import { enterAlert } from './enter-alert.ts';
import { listWaiting, readAlert } from './read-alerts.ts';
import { releaseAlert } from './release-alert.ts';
import { revalidateAlert } from './revalidate-alert.ts';
import { updateAlert } from './update-alert.ts';
import { withdrawAlert } from './withdraw-alert.ts';

const TODAY = Date.UTC(2026, 10, 22);
const PERSON = personAlert(1, { reviewOn: '2027-01-05' });
const KOVAL: Subject = {
  kind: 'person',
  names: [{ form: 'mrz', surname: 'KOVAL', given: 'IVAN' }],
  birthDate: '1980-02-29',
};
const PASSPORT = passportAlert('AA1', 1, { reviewOn: '2027-01-05' });
const AA1: Subject = { kind: 'travel-document', number: 'AA1' };
const one: Officer = { user: 'one', role: 'operator', state: 'UKR' };
const other: Officer = { user: 'other', role: 'operator', state: 'UKR' };
const folder = mkdtempSync(join(tmpdir(), 'iims-alert-life-'));
let store: Store;
let keeping: { state: string; store: Store; clock: typeof systemClock };

before(async () => {
  store = await openStoreIn(folder);
  keeping = { state: 'UKR', store, clock: { ...systemClock, now: () => TODAY } };
});
beforeEach(async () => {
  for (const { register, alert } of await listWaiting(keeping, one))
    await withdrawAlert(keeping, one, { register, alertId: alert.id, ground: 'entered-in-error' });
  await loadRegister(
    store,
    { id: 'persons', kind: 'person', title: 'Persons', changedAt: 0, keptBy: 'hand' as const, alerts: [] },
    1,
  );
  const documents = {
    id: 'documents',
    kind: 'travel-document',
    title: 'Documents',
    changedAt: 0,
    keptBy: 'hand' as const,
    alerts: [],
  };
  await loadRegister(store, documents, 1);
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('an alert on a document', () => {
  it('is met as soon as its entry is durable, and no more once it is withdrawn', async () => {
    const entered = await enterAlert(keeping, one, { register: 'documents', alert: PASSPORT });
    assert.equal(entered.standing, 'in-force');
    assert.equal((await met(AA1))?.alertId, PASSPORT.id);
    assert.equal((await rowsOf('documents')).rows, 1);
    await withdrawAlert(keeping, other, { register: 'documents', alertId: PASSPORT.id, ground: 'found' });
    assert.equal(await met(AA1), undefined);
    assert.equal((await rowsOf('documents')).rows, 0);
  });

  it('is updated in its place, keys and all', async () => {
    await enterAlert(keeping, one, { register: 'documents', alert: PASSPORT });
    await updateAlert(keeping, one, { register: 'documents', alert: { ...PASSPORT, number: 'BB2' } });
    assert.equal(await met(AA1), undefined);
    assert.equal((await met({ ...AA1, number: 'BB2' }))?.alertId, PASSPORT.id);
  });

  it('changes its register, of whose comparison with a source nothing is said', async () => {
    const { index } = await store.write({ event: 'node.started', body: {} });
    await enterAlert(keeping, one, { register: 'documents', alert: PASSPORT });
    const { changedAt, checkedAt } = await rowsOf('documents');
    const before = (await entriesFrom(index))[0]!;
    assert.ok(changedAt >= before.atMs);
    assert.equal(checkedAt, 1);
  });
});

describe('the id of an alert that people enter', () => {
  const listed: Alert = { ...passportAlert('LL1', 1, { reviewOn: '2027-01-05' }), id: 'UKR-LST-1' };
  const ofDocument = { ...PASSPORT, id: 'UKR-LST-7' };
  const ofPerson = { ...PERSON, id: 'UKR-LST-7' };

  it('is not one that a list uses: the next list of that register would be refused, row by row', async () => {
    const list = { id: 'listed', kind: 'travel-document', title: 'Listed', changedAt: 0, alerts: [listed] } as const;
    await loadRegister(store, list, 1);
    const taken = {
      code: 'input.invalid',
      field: 'alert.id',
      rule: 'another code than UKR-LST: the register listed has it',
    };
    await assert.rejects(enterAlert(keeping, one, { register: 'documents', alert: ofDocument }), taken);
    await assert.rejects(enterAlert(keeping, one, { register: 'persons', alert: ofPerson }), taken);
    assert.equal(await isCodeOfAnother(store.reader, 'listed', 'UKR-LST'), false);
    await loadRegister(store, { ...list, alerts: [] }, 1);
    await enterAlert(keeping, one, { register: 'documents', alert: ofDocument });
  });

  it('stands once in the State, in force and waiting', async () => {
    await enterAlert(keeping, one, { register: 'documents', alert: ofDocument });
    const there = { code: 'alert.exists', field: 'alert.id' };
    await assert.rejects(enterAlert(keeping, one, { register: 'persons', alert: ofPerson }), there);
    await withdrawAlert(keeping, one, { register: 'documents', alertId: ofDocument.id, ground: 'found' });
    await enterAlert(keeping, one, { register: 'persons', alert: ofPerson });
    await assert.rejects(enterAlert(keeping, one, { register: 'documents', alert: ofDocument }), there);
  });
});

describe('an alert on a person', () => {
  it('is met only after another user has released exactly what was looked at', async () => {
    const entered = await enterAlert(keeping, one, { register: 'persons', alert: PERSON });
    assert.equal(entered.standing, 'waiting');
    assert.equal(await met(KOVAL), undefined);
    const [waiting] = await listWaiting(keeping, other);
    assert.deepEqual([waiting?.alert, waiting?.enteredBy, waiting?.own], [PERSON, 'one', false]);
    const release = { register: 'persons', alertId: PERSON.id, digest: fromHex(waiting!.digest) };
    await assert.rejects(releaseAlert(keeping, one, release), { code: 'alert.own-entry' });
    await assert.rejects(releaseAlert(keeping, other, { ...release, digest: new Uint8Array(32) }), {
      code: 'alert.changed',
    });
    assert.equal(await met(KOVAL), undefined);
    await releaseAlert(keeping, other, release);
    assert.equal((await met(KOVAL))?.band, 'hit');
    assert.deepEqual(await listWaiting(keeping, other), []);
    await assert.rejects(releaseAlert(keeping, other, release), { code: 'alert.not-found' });
  });

  it('stays in force as it was while its update waits, and whoever updated may not release', async () => {
    await inForce();
    const changed = { ...PERSON, cautions: ['armed'] } as Alert;
    await updateAlert(keeping, other, { register: 'persons', alert: changed });
    assert.deepEqual((await met(KOVAL))?.cautions, []);
    const { inForce: now, waiting } = await readAlert(keeping, one, { register: 'persons', alertId: PERSON.id });
    assert.deepEqual([now, waiting?.alert], [PERSON, changed]);
    const release = { register: 'persons', alertId: PERSON.id, digest: fromHex(waiting!.digest) };
    await assert.rejects(releaseAlert(keeping, other, release), { code: 'alert.own-entry' });
    await releaseAlert(keeping, one, release);
    assert.deepEqual((await met(KOVAL))?.cautions, ['armed']);
  });

  it('is released beside what the second person saw in force, not beside what was confirmed meanwhile', async () => {
    await inForce();
    await updateAlert(keeping, other, { register: 'persons', alert: { ...PERSON, cautions: ['armed'] } });
    const digestNow = async () => fromHex((await listWaiting(keeping, one))[0]!.digest);
    const seen = await digestNow();
    await revalidateAlert(keeping, other, { register: 'persons', alertId: PERSON.id, reviewOn: '2028-01-05' });
    const named = { register: 'persons', alertId: PERSON.id };
    await assert.rejects(releaseAlert(keeping, one, { ...named, digest: seen }), { code: 'alert.changed' });
    await releaseAlert(keeping, one, { ...named, digest: await digestNow() });
    assert.deepEqual((await met(KOVAL))?.cautions, ['armed']);
  });

  it('ends by a cancel trigger, with what waits under its id', async () => {
    await inForce();
    await updateAlert(keeping, one, { register: 'persons', alert: PERSON });
    await withdrawAlert(keeping, one, { register: 'persons', alertId: PERSON.id, ground: 'taken-into-custody' });
    assert.equal(await met(KOVAL), undefined);
    assert.deepEqual(await listWaiting(keeping, one), []);
  });

  it('gives a reason to look once its review is over, and acts again when it is revalidated by one user', async () => {
    await inForce();
    const later = Date.UTC(2027, 0, 6);
    const overdue = await met(KOVAL, later);
    assert.deepEqual([overdue?.band, overdue?.why.at(-1)], ['compare', 'not-revalidated']);
    const revalidation = { register: 'persons', alertId: PERSON.id, reviewOn: '2028-01-05' };
    await revalidateAlert({ ...keeping, clock: { ...systemClock, now: () => later } }, one, revalidation);
    const confirmed = await met(KOVAL, later);
    assert.deepEqual([confirmed?.band, confirmed?.reviewedOn], ['hit', '2027-01-06']);
    const { inForce: now } = await readAlert(keeping, one, revalidation);
    assert.deepEqual(now, { ...PERSON, revalidatedOn: '2027-01-06', reviewOn: '2028-01-05' });
  });

  it('is not revalidated once its purpose was refused, until a reviewer lets it pass', async () => {
    const person = personAlert(2, {
      reviewOn: '2027-01-05',
      names: [{ form: 'mrz', surname: 'TESTADZE', given: 'GIORGI', quality: 'primary' }],
      birthDates: ['1971-02-03'],
      documents: [{ number: 'PAPER2', issuingState: 'UTO', documentType: 'passport' }],
    });
    await inForce(person);
    const { index: no } = await refusePurposeOf(person);
    const revalidation = { register: 'persons', alertId: person.id, reviewOn: '2028-01-05' };
    await assert.rejects(revalidateAlert(keeping, one, revalidation), { code: 'notice.refused-purpose' });
    const { inForce: now } = await readAlert(keeping, one, revalidation);
    assert.deepEqual(now, person);
    await store.write(
      { event: 'notice.refusal-overridden', body: {} },
      { name: 'override-refusal', args: { no, item: person.id, by: 'reviewer', reason: 'a' } },
    );
    await revalidateAlert(keeping, one, revalidation);
  });
});

describe('what is refused', () => {
  it('changes nothing, and is no entry', async () => {
    await enterAlert(keeping, one, { register: 'documents', alert: PASSPORT });
    const { index } = await store.write({ event: 'node.started', body: {} });
    const refusals: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => enterAlert(keeping, one, { register: 'documents', alert: PASSPORT }), 'alert.exists'],
      [() => enterAlert(keeping, one, { register: 'none', alert: PASSPORT }), 'input.invalid'],
      [() => enterAlert(keeping, one, { register: 'persons', alert: PASSPORT }), 'input.invalid'],
      [
        () => enterAlert(keeping, one, { register: 'documents', alert: { ...PASSPORT, id: 'GEO-STD-1' } }),
        'input.invalid',
      ],
      [
        () => enterAlert(keeping, one, { register: 'documents', alert: { ...PASSPORT, covert: true } }),
        'alert.quality',
      ],
      ...[{ since: '2090-01-01', reviewOn: '2091-01-01' }, { revalidatedOn: '2026-11-24' }].map(
        (days) =>
          [
            () => updateAlert(keeping, one, { register: 'documents', alert: { ...PASSPORT, ...days } }),
            'input.invalid',
          ] as const,
      ),
      [() => updateAlert(keeping, one, { register: 'persons', alert: PERSON }), 'alert.not-found'],
      [
        () => updateAlert(keeping, one, { register: 'documents', alert: { ...PASSPORT, id: 'UKR-STD-2' } }),
        'alert.not-found',
      ],
      [
        () => withdrawAlert(keeping, one, { register: 'persons', alertId: PERSON.id, ground: 'found' }),
        'alert.not-found',
      ],
      [
        () => withdrawAlert(keeping, one, { register: 'documents', alertId: PASSPORT.id, ground: 'warrant-served' }),
        'input.invalid',
      ],
      [
        () => revalidateAlert(keeping, one, { register: 'documents', alertId: PASSPORT.id, reviewOn: '2026-11-22' }),
        'input.invalid',
      ],
      [
        () => revalidateAlert(keeping, one, { register: 'persons', alertId: PERSON.id, reviewOn: '2027-11-22' }),
        'alert.not-found',
      ],
      [() => readAlert(keeping, one, { register: 'persons', alertId: PERSON.id }), 'alert.not-found'],
    ];
    for (const [refused, code] of refusals) await assert.rejects(refused, { code });
    assert.deepEqual(await entriesFrom(index + 1), []);
    assert.equal((await met(AA1))?.alertId, PASSPORT.id);
  });
});

describe('the log', () => {
  it('tells register, id and user of each step, and never whom it is about', async () => {
    const { index } = await store.write({ event: 'node.started', body: {} });
    await inForce();
    await withdrawAlert(keeping, one, { register: 'persons', alertId: PERSON.id, ground: 'extradition-declined' });
    const entries = (await entriesFrom(index + 1)).filter(({ event }) => event !== 'alert.read');
    assert.deepEqual(
      entries.map(({ event, body }) => [event, body.user, body.alert, body.waits, body.ground]),
      [
        ['alert.entered', 'one', PERSON.id, true, undefined],
        ['alert.released', 'other', PERSON.id, undefined, undefined],
        ['alert.withdrawn', 'one', PERSON.id, undefined, 'extradition-declined'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(entries), /KOVAL|1980-02-29|PAPER1/);
  });
});

/** Entered by one, released by the other. */
async function inForce(alert = PERSON): Promise<void> {
  await enterAlert(keeping, one, { register: 'persons', alert });
  const [waiting] = await listWaiting(keeping, other);
  const release = { register: 'persons', alertId: alert.id, digest: fromHex(waiting!.digest) };
  await releaseAlert(keeping, other, release);
}

/** A notice on the same person, that a reviewer refuses. */
async function refusePurposeOf(alert: Alert) {
  const about = { own: 'UKR' as StateCode, fullNumber: 'UKR-NOT-000001' };
  const digest = new Uint8Array(32);
  const draft = { number: 1, reach: 'notice', purpose: 'warn', to: [], by: 'one', content: digest };
  await store.write(
    { event: 'notice.drafted', body: {} },
    {
      name: 'draft-notice',
      args: { ...draft, ...about, digest, contentHash: digest, keys: keysOfAlert(alert), caseRef: 'GEO-1' },
    },
  );
  const decision = { kind: 'refuse', ...about, ground: 'human-rights' } as const;
  return store.write(
    { event: 'notice.reviewed', body: {} },
    { name: 'review-notice', args: { number: 1, by: 'other', digest, decision } },
  );
}

async function met(subject: Subject, now = TODAY): Promise<Hit | undefined> {
  const registers = await listRegisters(store.reader);
  const question = { subjects: [subject] } as unknown as Question;
  return (await lookUp(store.reader, question, { registers, now, persons: NOBODY, plates: NO_PLATES })).hits[0];
}

async function rowsOf(register: string) {
  return (await listRegisters(store.reader)).find(({ id }) => id === register)!;
}

async function entriesFrom(index: number): Promise<Entry[]> {
  const entries = await readEntries(store.reader, { limit: 200 });
  return entries.reverse().filter((entry) => entry.index >= index);
}
