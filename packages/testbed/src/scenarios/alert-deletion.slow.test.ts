// SPDX-License-Identifier: Apache-2.0
// An alert ends: every partner who was shown it hears of it and answers under its signatures, and nobody else hears anything.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { systemClock, systemRandom } from '@iims/node/clock';
import { STORE_FILE } from '@iims/node/data-directory';
import { verifySignedReceipt } from '@iims/node/receipts/verify-signed-receipt';
import { openDeletionReceipt } from '@iims/node/store/deletion-receipts';
import { openContent } from '@iims/node/store/messages';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import { listTold } from '@iims/node/store/told-alerts';
import { utf8 } from '@iims/wire/bytes';
import { until } from '@iims/wire/until.fixture';
import { stolenPassport } from '../federation/stolen-passport.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const FIRST = stolenPassport('TLD100001');
const SECOND = stolenPassport('TLD100002');
const COVERT = stolenPassport('TLD100003', { covert: true });

const ASKED = [
  ['UTO TLD100001', 'hit'],
  ['UTO TLD100002', 'hit'],
  ['UTO TLD100003', 'no-hit'],
] as const;

describe('an alert that was shown to a partner', { timeout: 900_000 }, () => {
  let federation: TestFederation;
  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR, AZE], alerts: { GEO: [FIRST, SECOND, COVERT] } });
    await federation.start(GEO, UKR, AZE);
    // An answer that came late showed no officer anything.
    for (const [input, outcome] of ASKED)
      await until(async () => (await outcomeOfOwner(input)) === outcome, `${input} is answered in time`);
  });
  after(() => federation.close());

  const told = (alertId: string) => listTold(federation.messagesOf(GEO).store.reader, 'documents', alertId);
  const withdraw = async (alertId: string, ground = 'found') => {
    const operator = await federation.signIn(GEO, 'operator.test');
    assert.equal(await operator.act('/api/alerts/withdraw', { register: 'documents', alertId, ground }), 200);
  };
  const outcomeOfOwner = async (input: string) =>
    (await federation.ask(UKR, input)).states.find(({ state }) => state === GEO)?.outcome;
  const answered = async (alertId: string) => {
    await until(async () => (await told(alertId))[0]?.answer !== undefined, 'the partner answers');
    return (await told(alertId))[0]!;
  };
  const endedInHistory = async () => {
    const queries = await (await federation.officerOf(UKR)).history();
    return queries.flatMap(({ ended = [] }) => ended.map(({ state, alertId, by }) => `${state} ${alertId} ${by}`));
  };

  it('is confirmed by that partner when it is withdrawn, seen in its officers’ histories, and told to nobody else', async () => {
    await withdraw('GEO-STD-100001');
    const { state, answer } = await answered('GEO-STD-100001');
    assert.equal(state, UKR);
    const statement = await openContent(federation.messagesOf(GEO).store.reader, answer!.messageId);
    assert.deepEqual([statement.kind, statement.from.state, statement.author], ['alert-deleted', UKR, 'node']);
    assert.deepEqual(statement.fields.alerts, [{ register: 'documents', alertId: 'GEO-STD-100001', marked: 1 }]);
    assert.deepEqual(await endedInHistory(), ['GEO GEO-STD-100001 ended']);
    const received = await federation.entries(UKR, 'message.received');
    assert.equal(received.length, 1);
    assert.deepEqual(await federation.entries(AZE, 'message.received'), []);
    const [confirmed] = await federation.entries(GEO, 'alert.deletion-confirmed');
    assert.deepEqual([confirmed!.body.state, confirmed!.body.alerts], [UKR, 1]);
  });

  it('leaves its owner a receipt that proves offline what the partner signed, and is refused with one byte changed, wherever it is tried', async () => {
    const operator = await federation.signIn(GEO, 'operator.test');
    const rootOfTrust = federation.founded.rootFile;
    const exported = async () => {
      const { standings, files } = await operator.deletionReceipts('documents', 'GEO-STD-100001');
      assert.deepEqual([standings, files.length], [[`${UKR} confirmed`], 1]);
      const file = utf8(files[0]!);
      return { file, shown: verifySignedReceipt({ file, rootOfTrust }) };
    };
    let { file, shown } = await exported();
    // The partner gives its entry when its log holds it, a moment after it was written.
    await until(async () => {
      ({ file, shown } = await exported());
      return shown.standing !== 'unlogged';
    }, 'the partner gives its entry');
    assert.ok(shown.kind === 'deletion');
    assert.deepEqual([shown.state, shown.owner, shown.alerts[0]!.marked], [UKR, GEO, 1]);
    const [said] = await federation.entries(UKR, 'message.stored');
    assert.deepEqual([shown.log?.origin, shown.log?.index], ['iims/UKR/audit/1', said!.index]);
    for (let place = 5; place < file.length; place += 1_009) {
      const flipped = file.slice();
      flipped[place]! ^= 1 << (place % 8);
      assert.throws(
        () => verifySignedReceipt({ file: flipped, rootOfTrust }),
        (fault: { code?: string }) => fault.code?.startsWith('receipt.') === true,
        `byte ${place}`,
      );
    }
    const store = federation.messagesOf(GEO).store;
    const [sent] = await federation.entries(GEO, 'message.stored');
    const opened = await openDeletionReceipt(store.reader, sent!.body.messageId as string);
    assert.equal(opened, undefined, 'what the own State said is no receipt');
  });

  it('is told to nobody where it was covert', async () => {
    await withdraw('GEO-STD-100003');
    await setTimeout(1_500);
    assert.deepEqual(await told('GEO-STD-100003'), []);
    assert.equal((await federation.entries(GEO, 'message.stored')).length, 1);
  });

  it('is confirmed by a partner that was away, also where the owner died between the withdrawal and the notice', async () => {
    await federation.stop(UKR);
    await federation.stop(GEO);
    const store = await openSqliteStore({
      path: join(federation.directoryOf(GEO), STORE_FILE),
      atRest: federation.founded.states.get(GEO)!.seeds.atRest,
      now: systemClock.now,
      random: systemRandom,
    });
    const args = { register: 'documents', alertId: 'GEO-STD-100002' };
    await store.write({ event: 'alert.withdrawn', body: {} }, { name: 'withdraw-alert', args });
    await store.close();
    await federation.start(GEO);
    await until(async () => (await told('GEO-STD-100002'))[0]?.notice?.sentAt !== undefined, 'the notice is sent');
    const [waiting] = await told('GEO-STD-100002');
    assert.deepEqual([typeof waiting!.notice?.sentAt, waiting!.answer], ['number', undefined]);
    await federation.start(UKR);
    assert.equal((await answered('GEO-STD-100002')).state, UKR);
    assert.deepEqual(await endedInHistory(), ['GEO GEO-STD-100002 ended', 'GEO GEO-STD-100001 ended']);
    assert.equal((await federation.entries(GEO, 'message.stored')).length, 2);
    assert.deepEqual(await federation.entries(AZE, 'message.received'), []);
  });
});
