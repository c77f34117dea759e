// SPDX-License-Identifier: Apache-2.0
// A purpose that was refused does not come back through messages that name nobody themselves: a hit to be confirmed, its repetition, and
// what is passed on.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemRandom } from '../../clock.ts';
import { packAnswerProofs } from '../../partner/answer-proofs.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const [UKR, MDA] = ['UKR', 'MDA'] as StateCode[] as [StateCode, StateCode];
const PERSON = { name: 'Testadze Giorgi', birthDate: '1980-01-02', document: 'XX7654321' };

describe('what was refused', { timeout: 60_000 }, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  let reviewer: SignedIn;
  let refused: number;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1, MDA: 2 } });
    await edge.addUser('reviewer', 'operator');
    [operator, reviewer] = [await edge.signIn('operator'), await edge.signIn('reviewer')];
  });
  after(() => edge.close());

  /** A query on the person, of which the proofs are kept, and an officer's request to have its hit confirmed. */
  const askToConfirm = async (category: 'wanted' | 'missing'): Promise<string> => {
    const { clock } = edge.edge.door;
    const id = uuidV7(clock.now(), systemRandom(10));
    const names = [{ form: 'primary', surname: 'Testadze', given: 'Giorgi' }];
    const question = encodeCbor({
      id,
      subjects: [{ kind: 'person', names, birthDate: PERSON.birthDate }],
      purpose: 'border-check',
      caseRef: 'GEO-7',
      askedAt: clock.now(),
      asker: { state: 'GEO', authority: 'Border Guard', officer: '0123456789abcdef' },
      exercise: false,
    });
    const asked = await edge.store.write(
      { event: 'query.asked', body: { user: 'officer', queryId: id, caseRef: 'GEO-7', question } },
      { name: 'ask-query', args: { queryId: id, user: 'officer', kind: 'person' } },
    );
    const queryId = uuidToBytes(id);
    const proofs = packAnswerProofs({ queryId, askedIndex: asked.index, byState: new Map() });
    await edge.store.write(
      { event: 'query.closed', body: { queryId: id } },
      { name: 'close-query', args: { logIndex: asked.index, verdict: 'hit', complete: true, proofs } },
    );
    const hit = { register: 'r', alertId: 'UKR-PER-1', category, subjectKind: 'person' } as const;
    const shown = { ...hit, action: 'arrest', authority: 'Border Guard', band: 'hit' } as const;
    const said = { queryId: id, askedIndex: asked.index, caseRef: 'GEO-7', hit: shown };
    const request = { id: queryId, user: 'officer', state: UKR, urgency: 'urgent', asked: said } as const;
    await edge.store.write(
      { event: 'confirmation.asked', body: { user: 'officer' } },
      { name: 'ask-confirmation', args: { request } },
    );
    return id;
  };
  const post = async (path: string, body: object) => {
    const { code, json, status } = await edge.post(path, operator, body);
    return { code: status === 200 ? undefined : code, id: (json as { id?: string }).id! };
  };
  const confirm = (id: string) => post('/api/confirmations/send', { id });
  const forward = (id: string, more: object = {}) =>
    post('/api/messages/forward', { id, to: [{ state: MDA }], ...more });
  const override = async (item: string) => {
    const body = { refusal: refused, item, reason: 'A court has decided.' };
    assert.equal((await edge.post('/api/notices/override', reviewer, body)).status, 200);
  };
  const refuse = async () => {
    const fields = {
      ...{ purpose: 'locate-and-arrest', subject: 'A made-up person', actionAsked: 'Arrest.', legalActs: 'Act 1' },
      ...{ text: 'Look.', persons: [PERSON], reviewOn: '2099-01-05', validUntil: '2099-06-05' },
    };
    const drafted = await edge.post('/api/notices/draft', operator, { reach: 'notice', caseRef: 'A-1', fields });
    const { number, digest } = drafted.json as { number: string; digest: string };
    const review = { number, digest, decision: 'refuse', ground: 'human-rights' };
    const reviewed = await edge.post('/api/notices/review', reviewer, review);
    assert.equal(reviewed.status, 200, reviewed.text);
    refused = (reviewed.json as { logIndex: number }).logIndex;
  };

  it('is not confirmed with its State, nor asked for again, until somebody else overrides it for the case', async () => {
    const sent = await confirm(await askToConfirm('wanted'));
    assert.equal(sent.code, undefined);
    await refuse();
    const asked = await askToConfirm('wanted');
    assert.equal((await confirm(asked)).code, 'notice.refused-purpose');
    assert.equal((await post('/api/messages/repeat', { id: sent.id })).code, 'notice.refused-purpose');
    assert.equal(
      (await confirm(await askToConfirm('missing'))).code,
      undefined,
      'what is for the person was not refused',
    );
    await override('GEO-7');
    assert.equal((await confirm(asked)).code, undefined);
    assert.equal((await post('/api/messages/repeat', { id: sent.id })).code, 'message.not-overdue');
  });

  it('is not passed on: not in information, not in a partner’s notice, not in the remarks beside something else', async () => {
    const handling = { code: 'H0' } as const;
    const plain = { caseRef: 'PASSED-ON', handling };
    const information = await receiveMessage(edge, UKR, {
      ...plain,
      kind: 'spontaneous-information',
      fields: { subject: 'Known to us', text: 'Look.', persons: [PERSON] },
    });
    const noticeOf = (number: string, purpose: 'warn' | 'missing-person', persons: object[]) =>
      receiveMessage(edge, UKR, {
        ...plain,
        kind: 'notice',
        fields: {
          ...{ number, reach: 'notice', purpose, subject: 'A made-up person', text: 'Look.', persons },
          ...{ actionAsked: 'Tell.', legalActs: 'Act 1', reviewOn: '2099-01-05', validUntil: '2099-06-05' },
        },
      });
    const notice = await noticeOf('UKR-NOT-000001', 'warn', [PERSON]);
    const missing = await noticeOf('UKR-NOT-000002', 'missing-person', [{ name: 'Sought Child' }]);
    const other = await receiveMessage(edge, UKR, {
      ...plain,
      kind: 'free-message',
      fields: { subject: 'S', text: 'T' },
    });
    for (const id of [information, notice]) assert.equal((await forward(id)).code, 'notice.refused-purpose');
    const remarks = 'Compare xx7654321.';
    for (const id of [other, missing]) assert.equal((await forward(id, { remarks })).code, 'notice.refused-purpose');
    for (const id of [other, missing]) assert.equal((await forward(id)).code, undefined);
    await override('PASSED-ON');
    for (const id of [information, notice]) assert.equal((await forward(id)).code, undefined);
    const met = (await edge.entries()).filter(({ event }) => event === 'notice.refusal-met');
    assert.deepEqual(
      met.map(({ body }) => [body.user, body.channel, body.item]),
      ['GEO-7', 'GEO-7', ...Array<string>(4).fill('PASSED-ON')].map((item) => ['operator', 'message', item]),
    );
  });
});
