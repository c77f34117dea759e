// SPDX-License-Identifier: Apache-2.0
// The digest over a real store, with messages that came by the real road; time and the relay are the test's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { openTestEdge } from '../api/officer/officer-edge.fixture.ts';
import { receiveMessage } from '../api/officer/receive-message.fixture.ts';
import type { MailConfig } from '../config.ts';
import { MailLine } from './mail-line.ts';
import type { MailToSubmit } from './submit-mail.ts';

const UKR = 'UKR' as StateCode;
const MINUTE = 60_000;
const CONFIG: MailConfig = {
  host: 'relay.example',
  port: 465,
  security: 'implicit',
  from: 'node@iims.example',
  to: ['desk@bureau.example'],
  language: 'en',
  everyMinutes: 15,
  caseReferences: false,
};

async function openLine(t: { after(close: () => unknown): void }) {
  const edge = await openTestEdge({ partners: { UKR: 1 } });
  t.after(() => edge.close());
  const mails: MailToSubmit[] = [];
  const relay: { fault?: IimsError; passedMs: number } = { passedMs: 0 };
  const restart = (config = CONFIG) =>
    new MailLine(
      {
        state: 'GEO' as StateCode,
        exercise: false,
        store: edge.store,
        clock: { now: edge.edge.door.clock.now, monotonic: () => relay.passedMs },
        random: (length) => new Uint8Array(length),
        submit: async (mail) => {
          if (relay.fault) throw relay.fault;
          mails.push(mail);
        },
      },
      config,
    );
  const pass = (ms: number) => {
    edge.forward(ms);
    relay.passedMs += ms;
  };
  const receive = (urgency: 'urgent' | 'routine') =>
    receiveMessage(edge, UKR, {
      kind: 'free-message',
      caseRef: 'CASE-7',
      urgency,
      fields: { subject: 'a secret', text: 'a secret' },
    });
  const events = async () =>
    (await edge.entries()).filter(({ event }) => event.startsWith('mail.')).map(({ event }) => event);
  return { edge, mails, relay, restart, pass, receive, events };
}

const goOn = () => false;
const bodyOf = ({ text }: MailToSubmit) => Buffer.from(text.split('\r\n\r\n')[1]!, 'base64').toString();
const numbersOf = (mail: MailToSubmit) => bodyOf(mail).match(/\d+/g)?.map(Number);

test('mailboxes hear once of what has come, with numbers and nothing else, and so often and no more', async (t) => {
  const { mails, restart, pass, receive, events } = await openLine(t);
  const line = restart();
  await line.look(goOn);
  await receive('routine');
  await line.look(goOn);
  await line.look(goOn);
  assert.deepEqual(mails.map(numbersOf), [[1, 0]]);
  for (let n = 0; n < 3; n += 1) await receive('routine');
  pass(14 * MINUTE);
  await line.look(goOn);
  assert.equal(mails.length, 1);
  pass(MINUTE);
  await line.look(goOn);
  await line.look(goOn);
  assert.deepEqual(mails.map(numbersOf), [
    [1, 0],
    [4, 0],
  ]);
  assert.ok(mails.every((mail) => !/secret|CASE-7|UKR|operator/.test(mail.text + bodyOf(mail))));
  assert.deepEqual(await events(), ['mail.started', 'mail.announced', 'mail.announced']);
});

test('what is urgent is told sooner, and a node that starts again forgets neither what came nor when it told', async (t) => {
  const { mails, restart, pass, receive } = await openLine(t);
  await restart().look(goOn);
  await receive('routine');
  await restart().look(goOn);
  await receive('urgent');
  await restart().look(goOn);
  assert.equal(mails.length, 1, 'less than a minute after the last one');
  pass(MINUTE);
  await restart().look(goOn);
  await restart().look(goOn);
  assert.deepEqual(mails.map(numbersOf), [
    [1, 0],
    [2, 1],
  ]);
});

test('what somebody has opened meanwhile is no reason for a mail', async (t) => {
  const { edge, mails, restart, receive } = await openLine(t);
  const line = restart();
  await line.look(goOn);
  const id = await receive('urgent');
  await edge.post('/api/messages/open', await edge.signIn('operator'), { id });
  await line.look(goOn);
  assert.equal(mails.length, 0);
});

test('a relay that fails is tried again after a rest, one entry says so, and the next mail tells what waits then', async (t) => {
  const { mails, relay, restart, pass, receive, events } = await openLine(t);
  const line = restart();
  await line.look(goOn);
  relay.fault = new IimsError('mail.unreachable', { message: 'no' });
  await receive('urgent');
  await line.look(goOn);
  pass(10 * MINUTE);
  await line.look(goOn);
  assert.equal((await line.state()).failing?.code, 'mail.unreachable');
  await receive('urgent');
  delete relay.fault;
  await line.look(goOn);
  assert.equal(mails.length, 0, 'it rests');
  pass(10 * MINUTE);
  await line.look(goOn);
  assert.deepEqual(mails.map(numbersOf), [[2, 2]]);
  assert.equal((await line.state()).failing, undefined);
  assert.deepEqual(await events(), ['mail.started', 'mail.failed', 'mail.announced']);
});

test('case references stand in the text where the State wants them', async (t) => {
  const { mails, restart, receive } = await openLine(t);
  const line = restart({ ...CONFIG, caseReferences: true });
  await line.look(goOn);
  await receive('urgent');
  await line.look(goOn);
  assert.ok(bodyOf(mails[0]!).includes('Cases: CASE-7') && !mails[0]!.text.includes('CASE-7'));
});

test('an administrator has one mail sent, and the outcome is an entry', async (t) => {
  const { mails, relay, restart, events } = await openLine(t);
  const line = restart();
  await line.test('administrator');
  relay.fault = new IimsError('mail.tls', { message: 'no' });
  await assert.rejects(line.test('administrator'), { code: 'mail.tls' });
  assert.deepEqual(mails.map(numbersOf), [[0, 0]]);
  assert.deepEqual(await events(), ['mail.tested', 'mail.tested']);
});
