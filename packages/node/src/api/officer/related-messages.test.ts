// SPDX-License-Identifier: Apache-2.0
// What is known of whom and what a message names, on the real server: found behind its receipt, once, and shown to whom it may be.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { utf8 } from '@iims/wire/bytes';
import type { SubjectKind } from '@iims/wire/code-lists';
import type { StateCode } from '@iims/wire/identifiers';
import type { Attachment } from '@iims/wire/message';
import { indexMessages } from '../../archive/index-messages.ts';
import { keepCrossChecks } from '../../archive/keep-cross-checks.ts';
import type { RelatedMessages } from '../../archive/related-messages.ts';
import { NO_PLATES, NOBODY, passportAlert, personAlert } from '../../query/alert.fixture.ts';
import { loadRegister } from '../../registers/load-register.ts';
import { countEntries, readEntriesOf } from '../../store/entries.ts';
import { GEO, openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';
import { receiveMessage } from './receive-message.fixture.ts';

const [UKR, MDA] = ['UKR', 'MDA'] as StateCode[] as [StateCode, StateCode];
const BOUND = { timeout: 60_000 };
const DAY = 86_400_000;
const REQUEST = { requestingBody: 'a', actionAsked: 'b', aim: 'c', reason: 'd', legalActs: 'e', facts: 'f' };
const GRIGORI = { name: 'ШЕВЧЕНКО, Григорій', birthDate: '1974-08-12' };

describe('what is known of the subjects of a message', BOUND, () => {
  let edge: TestEdge;
  let operator: SignedIn;
  before(async () => {
    edge = await openTestEdge({ partners: { UKR: 1, MDA: 1 } });
    operator = await edge.signIn('operator');
    await load('papers', 'travel-document', [
      passportAlert('AB111111', 1),
      passportAlert('AB222222', 2, { covert: true }),
    ]);
    await load('persons', 'person', [personAlert(3)]);
  });
  after(() => edge.close());

  const load = async (id: string, kind: SubjectKind, alerts: readonly Alert[]) => {
    const now = edge.edge.door.clock.now();
    await loadRegister(edge.store, { id, kind, title: id, alerts, changedAt: now }, now);
  };
  const look = async (isStopped = () => false) => {
    const { store } = edge;
    const { clock } = edge.edge.door;
    const parts = {
      own: GEO,
      authority: 'Border Guard',
      exercise: false,
      store,
      persons: NOBODY,
      plates: NO_PLATES,
      clock,
    };
    await indexMessages(parts, () => false);
    await keepCrossChecks(parts, isStopped);
  };
  const related = async (id: string) => {
    const { status, json, text } = await edge.get(`/api/messages/related?id=${id}`, operator);
    assert.equal(status, 200, text);
    return json as RelatedMessages;
  };
  const earlier = async (id: string) =>
    ((await related(id)).earlier ?? []).map(({ message, by, isDuplicate }) => [message.id, by.join(), isDuplicate]);
  const ask = (state: StateCode, caseRef: string, fields: object) =>
    receiveMessage(edge, state, { kind: 'information-request', caseRef, fields: { ...REQUEST, ...fields } });
  const checks = async () => {
    const to = await countEntries(edge.store.reader);
    return readEntriesOf(edge.store.reader, ['message.checked'], { from: 0, to });
  };

  it('finds that another State asked about the same person, whatever the script', async () => {
    const first = await ask(UKR, 'UKR-1', { persons: [GRIGORI] });
    const other = await ask(UKR, 'UKR-2', { persons: [{ ...GRIGORI, birthDate: '1974-08-13' }] });
    const second = await ask(MDA, 'MDA-9', { persons: [{ name: 'Shevchenko Hryhorii', birthDate: '1974-08-12' }] });
    assert.deepEqual(await related(second), { standing: 'pending' });
    await look();
    assert.deepEqual(await earlier(second), [[first, 'same-person', false]]);
    assert.deepEqual([await earlier(first), await earlier(other)], [[], []]);
    assert.equal((await related(second)).registers, 'no-hit');
  });

  it('finds what the own State asked, and keeps quiet about the thread itself', async () => {
    const fields = { ...REQUEST, facts: 'The car AA 1234 BB crossed.' };
    const sent = await edge.post('/api/messages/send', operator, {
      ...{ to: [{ state: 'MDA' }], kind: 'information-request', caseRef: 'GEO-4', fields },
    });
    const { id: own } = sent.json as { id: string };
    const inThread = await receiveMessage(edge, MDA, {
      ...{ kind: 'information', caseRef: 'GEO-4', inReplyTo: own },
      fields: { coverage: 'complete', text: 'АА1234ВВ is known.' },
    });
    const elsewhere = await ask(UKR, 'UKR-8', { facts: 'Seeks AA1234BB' });
    await look();
    assert.deepEqual(await earlier(inThread), []);
    assert.deepEqual(await earlier(elsewhere), [
      [inThread, 'same-number', false],
      [own, 'same-number', false],
    ]);
  });

  it('marks what one State says again in the same kind of message within thirty days, and not what it is meant to repeat', async () => {
    const fields = { persons: [{ name: 'IONESCU, Andrei', birthDate: '1990-01-02' }] };
    const first = await ask(MDA, 'MDA-1', fields);
    const again = await ask(MDA, 'MDA-2', fields);
    const sameCase = await ask(MDA, 'MDA-2', fields);
    edge.forward(31 * DAY);
    operator = await edge.signIn('operator');
    const late = await ask(MDA, 'MDA-3', fields);
    await look();
    assert.deepEqual(await earlier(again), [[first, 'same-person', true]]);
    assert.deepEqual(await earlier(sameCase), [
      [again, 'same-person', true],
      [first, 'same-person', true],
    ]);
    assert.deepEqual(
      (await earlier(late)).map(([, , isDuplicate]) => isDuplicate),
      [false, false, false],
    );
    const confirmation = { type: 'document', ownCaseNumber: 'N1', alertId: 'GEO-STD-7', found: 'AB777777' } as const;
    const confirm = (requestNumber: number, caseRef: string) =>
      receiveMessage(edge, MDA, { kind: 'hit-confirmation', caseRef, fields: { ...confirmation, requestNumber } });
    const one = await confirm(1, 'MDA-7');
    const two = await confirm(2, 'MDA-7');
    const three = await confirm(1, 'MDA-8');
    await look();
    assert.deepEqual(await earlier(two), []);
    assert.ok((await earlier(three)).some(([id, , isDuplicate]) => id === one && isDuplicate === true));
  });

  it('finds the same attachment under another name', async () => {
    const bytes = utf8('the same page');
    const sha256 = new Uint8Array(createHash('sha256').update(bytes).digest());
    const attachment = (name: string): Attachment => ({ id: 1, name, mediaType: 'text/plain', bytes, sha256 });
    const fields = { subject: 'x', text: 'y' };
    const first = await receiveMessage(edge, UKR, { kind: 'free-message', fields, attachments: [attachment('a.txt')] });
    const second = await receiveMessage(edge, MDA, {
      kind: 'free-message',
      fields,
      attachments: [attachment('b.txt')],
    });
    await look();
    assert.deepEqual(await earlier(second), [[first, 'same-attachment', false]]);
  });

  it('shows alerts of own registers, and never a covert one, which its own entry names', async () => {
    const persons = [
      { name: 'KOVAL, IVAN', birthDate: '1980-02-29', document: 'AB 111111' },
      { name: 'NOBODY, ANNA', birthDate: '1999-09-09', document: 'AB222222' },
    ];
    const id = await ask(UKR, 'UKR-30', { persons });
    await look();
    const { registers, alerts = [] } = await related(id);
    assert.equal(registers, 'hit');
    assert.deepEqual(alerts.map(({ alertId }) => alertId).sort(), ['UKR-PER-3', 'UKR-STD-1']);
    const entry = (await checks()).at(-1)!;
    assert.deepEqual([entry.body.messageId, entry.body.alerts, entry.own.covert], [id, 2, ['UKR-STD-2']]);
    await load('papers', 'travel-document', [passportAlert('AB111111', 1, { covert: true })]);
    const shown = (await related(id)).alerts!.map(({ alertId }) => alertId);
    assert.deepEqual(shown, ['UKR-PER-3'], 'made covert since');
  });

  it('looks at each message once, also after it was stopped in between', async () => {
    const before = (await checks()).length;
    const ids = [await ask(UKR, 'UKR-40', { persons: [GRIGORI] }), await ask(UKR, 'UKR-41', { persons: [GRIGORI] })];
    await receiveMessage(edge, UKR, { kind: 'free-message', fields: { subject: 'x', text: 'y' } });
    await look(() => true);
    assert.equal((await related(ids[0]!)).standing, 'pending');
    let asked = 0;
    await look(() => ++asked > 2);
    await look();
    await look();
    const named = (await checks()).slice(before).map(({ body }) => body.messageId);
    assert.deepEqual(named, ids);
  });

  it('forgets what was found with the content of the message, and does not show what has ended', async () => {
    const first = await ask(UKR, 'UKR-50', { persons: [{ name: 'POPA, Maria', birthDate: '1991-01-02' }] });
    const second = await ask(MDA, 'MDA-50', { persons: [{ name: 'POPA, Maria', birthDate: '1991-01-02' }] });
    await look();
    assert.equal((await earlier(second)).length, 1);
    await receiveMessage(edge, UKR, { kind: 'recall', fields: { messageId: first, ground: 'sent-in-error' } });
    assert.deepEqual(await earlier(second), []);
    await receiveMessage(edge, MDA, { kind: 'recall', fields: { messageId: second, ground: 'sent-in-error' } });
    assert.deepEqual(await related(second), { standing: 'nothing-named' });
  });

  it('takes whatever a partner writes for a name or a number', async () => {
    const name = `${'Ж'.repeat(199)}`;
    const persons = Array.from({ length: 50 }, (_, at) => ({ name, document: `A${at}B2345`, birthDate: '1900' }));
    const facts = Array.from({ length: 2_000 }, (_, at) => `X${at}Y`).join(' ');
    const id = await ask(UKR, 'UKR-60', { persons, facts });
    await look();
    const { standing, isCut } = await related(id);
    assert.deepEqual([standing, isCut], ['checked', true]);
  });

  it('is refused to who may not open messages', async () => {
    const { status, json } = await edge.get(
      '/api/messages/related?id=01890000-0000-7000-8000-000000000000',
      await edge.signIn('auditor'),
    );
    assert.deepEqual([status, (json as { error: { code: string } }).error.code], [403, 'access.denied']);
  });
});
