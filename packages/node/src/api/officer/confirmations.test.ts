// SPDX-License-Identifier: Apache-2.0
// What an officer is told of a hit that he handed to the bureau: the owner's latest word that still stands, and nobody else's; and who
// may send what he asked for himself.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemRandom } from '../../clock.ts';
import { SECOND_PERSON_DEFAULT } from '../../config.ts';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const UKR = 'UKR' as StateCode;
const MDA = 'MDA' as StateCode;
const HIT = {
  register: 'r',
  alertId: 'UKR-PER-1',
  category: 'stolen',
  subjectKind: 'travel-document',
  action: 'keep-document',
  authority: 'Border Guard',
  band: 'hit',
} as const;

describe('hits that officers ask to have confirmed', { timeout: 60_000 }, () => {
  let edge: TestEdge;
  let officer: SignedIn;
  let operator: SignedIn;
  before(async () => {
    edge = await openTestEdge({
      partners: { UKR: 1, MDA: 2 },
      secondPersonForMessages: { ...SECOND_PERSON_DEFAULT, kinds: ['hit-confirmation'] },
    });
    [officer, operator] = [await edge.signIn('officer'), await edge.signIn('operator')];
  });
  after(() => edge.close());

  const ask = async (user: string): Promise<string> => {
    const queryId = uuidV7(edge.edge.door.clock.now(), systemRandom(10));
    const asked = { queryId, askedIndex: 1, caseRef: 'GEO-7', hit: HIT };
    const request = { id: uuidToBytes(queryId), user, state: UKR, urgency: 'urgent', asked } as const;
    await edge.store.write(
      { event: 'confirmation.asked', body: { user } },
      { name: 'ask-confirmation', args: { request } },
    );
    return queryId;
  };
  const send = async (id: string) => {
    const { status, text, json } = await edge.post('/api/confirmations/send', operator, { id });
    assert.equal(status, 200, text);
    return (json as { id: string }).id;
  };
  const standing = async (id: string) => {
    const { json } = await edge.get('/api/confirmations', officer);
    const { confirmations } = json as { confirmations: { id: string; standing: string }[] };
    return confirmations.find((one) => one.id === id)?.standing;
  };
  const inReply = (inReplyTo: string) => ({ inReplyTo, caseRef: 'GEO-7' });

  it('stand as the owner says, and not as a State says that was not asked', async () => {
    const id = await ask('officer');
    const sent = await send(id);
    const confirmed = {
      kind: 'hit-confirmation-answer',
      fields: { answer: 'confirmed', alertId: 'UKR-PER-1' },
    } as const;
    await receiveMessage(edge, MDA, { ...confirmed, ...inReply(sent) });
    assert.equal(await standing(id), 'asked');
    await receiveMessage(edge, UKR, { ...confirmed, ...inReply(sent) });
    assert.equal(await standing(id), 'confirmed');
  });

  it('do not stand by a refusal that its sender took back', async () => {
    const id = await ask('officer');
    const sent = await send(id);
    const fields = { ground: 'not-held', extent: 'wholly' };
    const messageId = await receiveMessage(edge, UKR, { kind: 'refusal', fields, ...inReply(sent) });
    assert.equal(await standing(id), 'refused');
    await receiveMessage(edge, UKR, {
      kind: 'recall',
      fields: { messageId, ground: 'sent-in-error' },
      caseRef: 'GEO-7',
    });
    assert.equal(await standing(id), 'asked');
  });

  it('are not sent by whoever asked where the State wants a second person for the kind', async () => {
    const id = await ask('operator');
    const { status, json } = await edge.post('/api/confirmations/send', operator, { id });
    assert.deepEqual([status, (json as { error: { code: string } }).error.code], [403, 'message.own-proposal']);
    await edge.addUser('second', 'operator');
    assert.equal((await edge.post('/api/confirmations/send', await edge.signIn('second'), { id })).status, 200);
  });
});
