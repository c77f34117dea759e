// SPDX-License-Identifier: Apache-2.0
// Quotas against a partner that floods, makes up officers and waits for the right moment; and what the log learns of it.
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { EntryDraft, Store } from '../store/store.ts';
import { Quotas } from './quotas.ts';

const UKR = 'UKR' as StateCode;
const AZE = 'AZE' as StateCode;
const LIMITS = {
  partner: { perMinute: 600, burst: 100, perDay: 5_000 },
  officer: { perHour: 20, perDay: 50 },
  byOwnRight: { partner: { perHour: 9, perDay: 90 }, officer: { perHour: 4, perDay: 40 } },
};

describe('quotas', () => {
  it('refuse a flood from one partner and no other, and the log has one entry of it', async (t) => {
    const { quotas, entries, pass } = opened(t);
    const refusals = [];
    for (let i = 0; i < 50_000; i += 1) {
      const refusal = quotas.admitQuestion(UKR);
      if (refusal) refusals.push(refusal);
    }
    assert.equal(refusals.length, 50_000 - 100);
    assert.deepEqual(await refusals[0], { ground: 'quota-partner', logIndex: 0 });
    assert.deepEqual(await refusals.at(-1), { ground: 'quota-partner', logIndex: 0 });
    assert.deepEqual(entries, [{ event: 'quota.reached', body: { ground: 'quota-partner', state: UKR } }]);
    assert.equal(quotas.admitQuestion(AZE), undefined);
    assert.deepEqual(quotas.refusing(), [{ ground: 'quota-partner', state: UKR, since: 1_000_000, refused: 49_900 }]);

    pass(30_000);
    assert.equal(quotas.admitQuestion(UKR), undefined, 'a minute’s part has refilled');
    pass(45_000);
    t.mock.timers.tick(15_000);
    await settled();
    assert.deepEqual(entries.at(-1), {
      event: 'quota.ended',
      body: { ground: 'quota-partner', state: UKR, refused: 49_900 },
    });
    assert.deepEqual(quotas.refusing(), []);
  });

  it('hold a State that makes up an officer for each question to what the State may ask, with one entry', async (t) => {
    const { quotas, entries } = opened(t);
    let granted = 0;
    for (let i = 0; i < 10_000; i += 1) if (!quotas.admitQuestion(UKR, `pseudonym ${i}`)) granted += 1;
    assert.equal(granted, 100);
    await settled();
    assert.deepEqual(
      entries.map(({ event }) => event),
      ['quota.reached'],
    );
  });

  it('hold questions that need a right of their own to a smaller part, so that no register is gone through by parts of plates', async (t) => {
    const { quotas } = opened(t);
    const groundOf = async (officer: string, isByOwnRight: boolean) =>
      (await quotas.admitQuestion(UKR, officer, isByOwnRight))?.ground;
    const grounds = [];
    for (let i = 0; i < 6; i += 1) grounds.push(await groundOf('one', true));
    assert.deepEqual(grounds, [...Array(4).fill(undefined), ...Array(2).fill('quota-officer')]);
    for (let i = 0; i < 3; i += 1) assert.equal(await groundOf(`made up ${i}`, true), undefined);
    assert.equal(await groundOf('made up 9', true), 'quota-partner');
    assert.equal(await groundOf('one', false), undefined, 'whole plates go on');
    for (let i = 0; i < 4; i += 1) await quotas.admitByOwnRight('own');
    await assert.rejects(quotas.admitByOwnRight('own'), { code: 'query.quota' });
    await quotas.admitOfficer('own');
  });

  it('hold one officer of a partner to an officer’s part, and leave the partner’s others alone', async (t) => {
    const { quotas, entries } = opened(t);
    const grounds = [];
    for (let i = 0; i < 30; i += 1) grounds.push((await quotas.admitQuestion(UKR, 'busy'))?.ground);
    assert.deepEqual(grounds, [...Array(20).fill(undefined), ...Array(10).fill('quota-officer')]);
    assert.equal(quotas.admitQuestion(UKR, 'other'), undefined);
    assert.equal(quotas.admitQuestion(AZE, 'busy'), undefined, 'another State’s officer of the same name');
    assert.deepEqual(entries, [{ event: 'quota.reached', body: { ground: 'quota-officer', state: UKR } }]);
  });

  it('refuse an own officer with a code that tells when it ends, however the day’s clock jumps', async (t) => {
    const { quotas, entries, jump, pass } = opened(t);
    for (let i = 0; i < 20; i += 1) await quotas.admitOfficer('a name');
    const refused = async () => {
      const fault = await quotas.admitOfficer('a name').catch((thrown: unknown) => thrown);
      assert.ok(fault instanceof IimsError && fault.code === 'query.quota');
      return fault.retryAfterMs;
    };
    assert.equal(await refused(), 180_000);
    for (const ms of [86_400_000, -172_800_000, 9e12]) {
      jump(ms);
      assert.equal(await refused(), 180_000);
    }
    pass(180_000);
    await quotas.admitOfficer('a name');
    await quotas.admitOfficer('another');
    assert.deepEqual(entries, [{ event: 'quota.reached', body: { ground: 'quota-officer', user: 'a name' } }]);
  });

  it('refuse nobody without an entry: where the store takes none, the refusal fails and is tried again', async (t) => {
    const { quotas, entries, fail } = opened(t);
    for (let i = 0; i < 100; i += 1) quotas.admitQuestion(UKR);
    fail(true);
    await assert.rejects(quotas.admitQuestion(UKR)!, { code: 'store.busy' });
    fail(false);
    assert.equal((await quotas.admitQuestion(UKR))?.ground, 'quota-partner');
    assert.equal(entries.length, 1);
  });
});

function opened(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const entries: EntryDraft[] = [];
  let failing = false;
  let monotonic = 500;
  let wall = 1_000_000;
  const write = async (entry: EntryDraft) => {
    if (failing) throw new IimsError('store.busy', { message: 'busy' });
    return { index: entries.push(entry) - 1, result: undefined };
  };
  const quotas = new Quotas({
    limits: LIMITS,
    store: { write } as unknown as Store,
    clock: { now: () => wall, monotonic: () => monotonic },
  });
  t.after(() => quotas.stop());
  return {
    quotas,
    entries,
    pass: (ms: number) => {
      monotonic += ms;
      wall += ms;
    },
    jump: (ms: number) => {
      wall += ms;
    },
    fail: (now: boolean) => {
      failing = now;
    },
  };
}

const settled = () => new Promise((done) => setImmediate(done));
