// SPDX-License-Identifier: Apache-2.0
// From an officer's hit to the word of its owner, through the own bureau, over two real nodes.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '@iims/wire/until.fixture';
import type { OfficerAtDesk } from '../federation/officer-at-desk.ts';
import { stolenPassport } from '../federation/stolen-passport.ts';
import { GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const BOUND = { timeout: 60_000 };
const PASSPORT = { ...stolenPassport('X1234567'), id: 'UKR-STD-1234567' };

describe('a hit handed to the bureau', BOUND, () => {
  let federation: TestFederation;
  let [officer, other, operator, owner] = [] as unknown as OfficerAtDesk[] as [
    OfficerAtDesk,
    OfficerAtDesk,
    OfficerAtDesk,
    OfficerAtDesk,
  ];
  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR], alerts: { UKR: [PASSPORT] } });
    await federation.start(GEO, UKR);
    officer = await federation.officerOf(GEO);
    other = await federation.signIn(GEO, 'other.test');
    operator = await federation.signIn(GEO, 'operator.test');
    owner = await federation.signIn(UKR, 'operator.test');
  });
  after(() => federation.close());

  const ownOf = async (who: OfficerAtDesk) =>
    (await who.answerOf('/api/confirmations')).json.confirmations as Record<string, string>[];
  const waiting = async () =>
    (await operator.answerOf('/api/confirmations/waiting')).json.waiting as (Record<string, string> & {
      hit: object;
    })[];
  const handOn = async (changes: object = {}, who = officer) => {
    const { queryId } = await officer.ask('X1234567');
    const hit = { queryId, state: UKR, register: 'documents', alertId: PASSPORT.id, urgency: 'urgent', ...changes };
    return who.answerOf('/api/confirmations/ask', hit);
  };
  /** The hit confirmation as its owner's bureau has it. */
  const arrived = async (kind: string, count: number) =>
    until(async () => {
      const { messages } = (await owner.answerOf('/api/messages?limit=50')).json as {
        messages: Record<string, string>[];
      };
      const of = messages.filter((message) => message.kind === kind);
      return of.length === count ? of[0]! : undefined;
    }, `its owner's bureau has ${count} of ${kind}`);
  const reply = (id: string, kind: string, fields: object) =>
    owner.answerOf('/api/messages/reply', { id, kind, fields });
  const becomes = (standing: string) =>
    until(async () => {
      const [latest] = await ownOf(officer);
      return latest?.standing === standing ? latest : undefined;
    }, `the hit is ${standing}`);

  it('waits for an operator, who sends it once; its officer sees what the owner says and nothing else', async () => {
    const asked = await handOn({ found: 'In the boot' });
    assert.equal(asked.status, 200, JSON.stringify(asked.json));
    const [own] = await ownOf(officer);
    assert.deepEqual([own!.id, own!.standing, own!.alertId], [asked.json.id, 'waiting', PASSPORT.id]);
    assert.equal(Date.parse(own!.dueAt!) - Date.parse(own!.askedAt!), 120_000);
    const again = await handOn({ queryId: own!.queryId });
    assert.deepEqual(again.json.id, asked.json.id);
    const entries = (await federation.entries(GEO, 'confirmation.asked')).map(({ body }) => [body.asked, body.again]);
    assert.deepEqual(entries.slice(-2), [
      [asked.json.id, undefined],
      [asked.json.id, true],
    ]);
    const [listed] = await waiting();
    assert.deepEqual(
      [listed!.id, listed!.askedBy, listed!.found, listed!.caseRef],
      [asked.json.id, 'officer.test', 'In the boot', 'SCENARIO-1'],
    );

    const sent = await Promise.all(
      [1, 2].map(() => operator.answerOf('/api/confirmations/send', { id: asked.json.id })),
    );
    assert.deepEqual(sent.map(({ status, code }) => code ?? status).sort(), [200, 'confirmation.settled']);
    assert.deepEqual(await waiting(), []);
    const request = await arrived('hit-confirmation', 1);
    assert.deepEqual([request.urgency, request.caseRef], ['urgent', 'SCENARIO-1']);
    const said = (await owner.answerOf('/api/messages/open', { id: request.id })).json.fields as Record<string, string>;
    assert.deepEqual([said.type, said.alertId, said.found], ['document', PASSPORT.id, 'In the boot']);
    await becomes('asked');

    const confirmAt = Date.now() + 1_800_000;
    await reply(request.id!, 'hit-confirmation-answer', {
      answer: 'will-confirm-at',
      alertId: PASSPORT.id,
      confirmAt,
    });
    assert.equal((await becomes('will-confirm')).dueAt, new Date(confirmAt).toISOString());
    await reply(request.id!, 'hit-confirmation-answer', {
      answer: 'not-confirmed',
      alertId: PASSPORT.id,
      ground: 'not-the-same',
      remarks: 'words for the bureau',
    });
    await becomes('not-confirmed');
    assert.doesNotMatch(JSON.stringify(await ownOf(officer)), /words for the bureau|In the boot|SCENARIO/);
    assert.deepEqual(await ownOf(other), []);
  });

  it('is declined with its ground, and then not sent any more', async () => {
    const { json } = await handOn();
    const declined = await operator.answerOf('/api/confirmations/decline', {
      id: json.id,
      ground: 'asked-by-telephone',
    });
    assert.equal(declined.status, 200);
    assert.equal((await becomes('declined')).ground, 'asked-by-telephone');
    assert.equal((await operator.answerOf('/api/confirmations/send', { id: json.id })).code, 'confirmation.settled');
  });

  it('is refused where the own query does not show it', async () => {
    for (const changes of [{ alertId: 'UKR-OTHER' }, { register: 'persons' }, { state: GEO }])
      assert.equal((await handOn(changes)).code, 'confirmation.no-hit', JSON.stringify(changes));
    assert.equal((await handOn({}, other)).code, 'confirmation.no-hit', 'the query of another officer');
    assert.equal((await handOn({ found: 'a\nb' })).code, 'input.invalid');
    const unknown = '0192f0c1-7a3b-7c4d-8e5f-00000000000b';
    assert.equal((await operator.answerOf('/api/confirmations/send', { id: unknown })).code, 'confirmation.not-found');
    assert.equal((await officer.answerOf('/api/confirmations/waiting')).code, 'access.denied');
    assert.deepEqual(await waiting(), []);
  });
});
