// SPDX-License-Identifier: Apache-2.0
// The way to a relay on real sockets: nothing in clear, and what a relay may do to the node.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCertificate, openRelay, type RelayBehaviour } from './smtp-relay.fixture.ts';
import { type MailRelay, submitMail } from './submit-mail.ts';

const CERTIFICATE = makeCertificate();
const MAIL = { from: 'node@iims.example', to: ['a@desk.example', 'b@desk.example'], text: 'Subject: s\r\n\r\nAAAA' };
const LOGIN = { user: 'node', password: 'a pass word' };

async function submitTo(behaviour: RelayBehaviour, relay: Partial<MailRelay> = {}, certificate = CERTIFICATE) {
  const opened = await openRelay(certificate, behaviour);
  const usual = { host: '127.0.0.1', port: opened.port, ca: opened.ca, clientName: 'iims.example', timeoutMs: 2_000 };
  const fault = await submitMail({ ...usual, security: behaviour.security, login: LOGIN, ...relay }, MAIL).then(
    () => undefined,
    (thrown: { code?: string }) => thrown.code ?? String(thrown),
  );
  opened.close();
  return { fault, said: opened.said };
}

const HANDED = [
  'EHLO iims.example',
  `AUTH PLAIN ${Buffer.from('\0node\0a pass word').toString('base64')}`,
  'MAIL FROM:<node@iims.example>',
  'RCPT TO:<a@desk.example>',
  'RCPT TO:<b@desk.example>',
  'DATA',
  'Subject: s\n\nAAAA',
];
const handed = (said: readonly string[]) => said.filter((line) => line !== 'QUIT');

test('a mail is handed over once for all mailboxes, over TLS from the start', async () => {
  const { fault, said } = await submitTo({ security: 'implicit' });
  assert.deepEqual([fault, handed(said)], [undefined, HANDED]);
});

test('a mail is handed over after STARTTLS, and nothing but the greeting before it', async () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const { fault, said } = await submitTo({ security: 'starttls' }, { host });
    assert.deepEqual([fault, handed(said)], [undefined, ['EHLO iims.example', 'STARTTLS', ...HANDED]]);
  }
});

test('without TLS nothing is said of a mail or an account', async () => {
  const [stripped, injected] = ['454 not now', '220 go\r\n250 injected'].map((STARTTLS) => ({
    security: 'starttls' as const,
    replies: { STARTTLS },
  }));
  for (const behaviour of [stripped!, injected!]) {
    const { fault, said } = await submitTo(behaviour);
    assert.deepEqual([fault, said], ['mail.tls', ['EHLO iims.example', 'STARTTLS']]);
  }
  const plain = await submitTo({ security: 'starttls' }, { security: 'implicit' });
  assert.deepEqual([plain.fault, plain.said], ['mail.tls', []]);
});

test('a certificate of another authority, or for another name, ends the attempt', async () => {
  const other = makeCertificate();
  for (const security of ['implicit', 'starttls'] as const) {
    const unknown = await submitTo({ security }, { ca: other.cert });
    assert.equal(unknown.fault, 'mail.tls');
    assert.ok(!unknown.said.some((line) => /AUTH|MAIL/.test(line)));
    const named = await submitTo({ security }, {}, makeCertificate('DNS:relay.example'));
    assert.equal(named.fault, 'mail.tls');
  }
});

test('a refusal at any step hands nothing over', async () => {
  for (const start of ['greeting', 'EHLO', 'AUTH', 'MAIL', 'RCPT TO:<b@', 'DATA', '.']) {
    const { fault, said } = await submitTo({ security: 'implicit', replies: { [start]: '550 no' } });
    assert.equal(fault, 'mail.refused', start);
    assert.ok(start === '.' || !said.some((line) => line.startsWith('Subject')), start);
  }
});

test('what is no reply, and replies without end, are no answer', async () => {
  for (const reply of ['hello', `250-${'x'.repeat(20_000)}`, '250-more\r\nno']) {
    const { fault } = await submitTo({ security: 'implicit', replies: { EHLO: reply } });
    assert.equal(fault, 'mail.unreachable');
  }
  const silent = await submitTo({ security: 'implicit', replies: { EHLO: '250-waiting' } }, { timeoutMs: 200 });
  assert.equal(silent.fault, 'mail.unreachable');
  const nobody = await submitTo({ security: 'implicit' }, { port: 1 });
  assert.equal(nobody.fault, 'mail.unreachable');
});
