// SPDX-License-Identifier: Apache-2.0
// Contact points and communication checks between real nodes: who can be called, who answers in time, late or not at all.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { checkStatistics } from '@iims/node/directory/check-statistics';
import { checkResult, latestChecks, startCheck } from '@iims/node/directory/communication-check';
import { directoryKeeping, keepOwnDirectory } from '@iims/node/directory/keep-own-directory';
import { readDirectory } from '@iims/node/directory/read-directory';
import { tellNewPartners } from '@iims/node/directory/tell-new-partners';
import { sendMessage } from '@iims/node/messages/send';
import { findMessageRow } from '@iims/node/store/messages';
import type { ContactPoint } from '@iims/wire/contact-point';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const HOUR_MS = 3_600_000;

describe('contact points', { timeout: 60_000 }, () => {
  let federation: TestFederation;
  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR, AZE] });
    await federation.start(GEO, UKR);
  });
  after(() => federation.close());

  const keepingOf = (state: StateCode) => directoryKeeping(federation.messagesOf(state));
  const keep = (state: StateCode, points: readonly ContactPoint[]) =>
    keepOwnDirectory(keepingOf(state), { points, measures: [] }, 'operator.test');
  const start = (withinMs: number, points: readonly { state: StateCode; id: string }[] = []) =>
    startCheck(keepingOf(GEO), { states: [UKR], points, withinMs }, { account: 'operator.test', now: Date.now() });
  const resultOf = (id: string, now = Date.now()) => checkResult(keepingOf(GEO).reader, id, now);
  const answer = async (id: string, point: string) => {
    await until(async () => (await findMessageRow(keepingOf(UKR).reader, id)) !== undefined, 'the check has come');
    await sendMessage(federation.messagesOf(UKR), answerTo(id, point), { account: 'operator.test' });
    await until(async () => (await resultOf(id)).points.some((one) => one.id === point && one.answeredAt), 'answered');
  };

  it('reach every partner whole and in their newest form, and are refused where nobody could call them', async () => {
    await keep(UKR, [point('cert')]);
    const { number, messageId } = await keep(UKR, [point('cert'), point('police'), point('old', '2020-01-01')]);
    assert.equal(number, 2);
    await until(async () => (await readDirectory(keepingOf(GEO).reader, UKR))?.number === 2, 'the newest directory');
    const here = await readDirectory(keepingOf(GEO).reader, UKR);
    assert.deepEqual(here, await readDirectory(keepingOf(UKR).reader, UKR));
    assert.deepEqual(
      here!.points.map(({ id }) => id),
      ['cert', 'police', 'old'],
    );
    await assert.rejects(keep(UKR, [{ ...point('cert'), telephone: '112' }]), {
      code: 'input.invalid',
      field: 'points.0.telephone',
    });
    const received = (await federation.entries(GEO, 'message.received')).map(({ body }) => body.messageId);
    assert.ok(received.includes(messageId), 'each change is an entry of who receives it');
  });

  it('are told again to a partner that the newest directory did not go to, and to nobody else', async () => {
    const keeping = keepingOf(UKR);
    await keepOwnDirectory(
      { ...keeping, reachable: () => [GEO] },
      { points: [point('cert'), point('police'), point('old', '2020-01-01')], measures: [] },
      'operator.test',
    );
    assert.equal(await tellNewPartners({ ...keeping, reachable: () => [GEO] }), false);
    assert.equal(await tellNewPartners(keeping), true);
    assert.equal(await tellNewPartners(keeping), false);
    assert.equal((await readDirectory(keeping.reader, UKR))?.number, 3, 'told again is not changed');
  });

  it('that answer in time, late and not at all are told apart, and those past their day are not asked', async () => {
    await until(async () => (await readDirectory(keepingOf(GEO).reader, UKR))?.number === 3, 'the newest directory');
    const check = await start(HOUR_MS);
    assert.deepEqual(
      check.points.map(({ id }) => id),
      ['cert', 'police'],
    );
    await answer(check.id, 'cert');
    await answer(check.id, 'cert');
    const standings = async (now?: number) => (await resultOf(check.id, now)).points.map(({ standing }) => standing);
    assert.deepEqual(await standings(), ['on-time', 'waiting']);
    assert.deepEqual(await standings(Date.now() + 2 * HOUR_MS), ['on-time', 'silent']);

    const short = await start(1, [{ state: UKR, id: 'police' }]);
    await setTimeout(5);
    await answer(short.id, 'police');
    assert.deepEqual(
      (await resultOf(short.id)).points.map(({ standing }) => standing),
      ['late'],
    );

    const checks = await latestChecks(keepingOf(GEO).reader, GEO, { now: Date.now() + 2 * HOUR_MS, limit: 10 });
    const [row] = checkStatistics(checks);
    const { medianMs, ...counts } = row!;
    assert.deepEqual(counts, { state: UKR, asked: 3, onTime: 1, late: 1, silent: 1 });
    assert.ok(medianMs! >= 0 && medianMs! < HOUR_MS);
  });

  it('that do not stand in a directory are not asked', async () => {
    await assert.rejects(start(HOUR_MS, [{ state: UKR, id: 'old' }]), { code: 'input.invalid', field: 'points' });
    const nobody = startCheck(
      keepingOf(GEO),
      { states: [AZE], points: [], withinMs: HOUR_MS },
      { account: 'operator.test', now: Date.now() },
    );
    await assert.rejects(nobody, { code: 'input.invalid', field: 'states' });
    // Nor is a State of which nobody can be asked left out in silence, beside others or beside single points.
    for (const [states, points] of [
      [[UKR, AZE], []],
      [[AZE], [{ state: UKR, id: 'cert' }]],
    ] as const) {
      const given = { states, points, withinMs: HOUR_MS };
      await assert.rejects(startCheck(keepingOf(GEO), given, { account: 'operator.test', now: Date.now() }), {
        code: 'input.invalid',
        field: 'states',
        rule: /AZE: none/,
      });
    }
    await assert.rejects(resultOf('0190a000-0000-7000-8000-000000000001'), { code: 'message.not-found' });
  });

  it('answer for their own State alone', async () => {
    const check = await start(HOUR_MS, [{ state: UKR, id: 'cert' }]);
    await federation.start(AZE);
    await sendMessage(federation.messagesOf(AZE), answerTo(check.id, 'cert'), { account: 'operator.test' });
    await answer(check.id, 'cert');
    const { points } = await resultOf(check.id);
    assert.deepEqual(
      points.map(({ state, id, standing }) => [state, id, standing]),
      [[UKR, 'cert', 'on-time']],
    );
  });

  it('of which ten are asked, one answers late and one never, stand so on the board and in its statistics', async ({
    mock,
  }) => {
    const names = Array.from({ length: 10 }, (_, n) => `desk-${n}`);
    const { number } = await keep(
      UKR,
      names.map((name) => point(name)),
    );
    await until(async () => (await readDirectory(keepingOf(GEO).reader, UKR))?.number === number, 'all ten');
    const { id } = await start(HOUR_MS);
    for (const name of names.slice(0, 8)) await answer(id, name);
    const real = Date.now.bind(Date);
    mock.method(Date, 'now', () => real() + HOUR_MS + 1);
    await answer(id, names[8]!);
    const { points } = await resultOf(id);
    assert.deepEqual(
      points.map(({ standing }) => standing),
      [...Array.from({ length: 8 }, () => 'on-time'), 'late', 'silent'],
    );
    const [latest] = await latestChecks(keepingOf(GEO).reader, GEO, { now: Date.now(), limit: 1 });
    const [{ medianMs: _, ...counts }] = checkStatistics([latest!]) as [ReturnType<typeof checkStatistics>[number]];
    assert.deepEqual(counts, { state: UKR, asked: 10, onTime: 8, late: 1, silent: 1 });
  });
});

function point(id: string, validUntil = '2099-12-31'): ContactPoint {
  return {
    id,
    level: 'technical',
    body: 'cert',
    title: 'Made-up duty desk',
    telephone: '+380 44 000 0000',
    languages: 'uk, en',
    hours: 'A',
    validUntil,
  };
}

function answerTo(inReplyTo: string, of: string) {
  return {
    kind: 'communication-check-answer',
    to: [{ state: GEO }],
    caseRef: 'COMCHECK',
    inReplyTo,
    urgency: 'routine',
    handling: { code: 'H0' },
    fields: { point: of },
    attachments: [],
  } as const;
}
