// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { readWebhookSecret, signedHeaders } from './webhook-signature.ts';

const FILE = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

test('a call is signed as the published example of the scheme is', () => {
  const call = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
  assert.deepEqual(signedHeaders(readWebhookSecret(utf8(FILE)), call), {
    'webhook-id': call.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('the signature covers id, time and body, each in its place', () => {
  const secret = readWebhookSecret(utf8(`${FILE}\n`));
  const signatures = [
    { id: 'a', timestamp: 1, body: '{}' },
    { id: 'b', timestamp: 1, body: '{}' },
    { id: 'a', timestamp: 2, body: '{}' },
    { id: 'a', timestamp: 1, body: '{ }' },
  ].map((call) => signedHeaders(secret, call)['webhook-signature']);
  assert.equal(new Set(signatures).size, signatures.length);
});

test('what is no secret is refused, and nothing of it is told', () => {
  for (const text of [
    '',
    'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'whsec_c2hvcnQ=',
    `${FILE}\n${FILE}`,
    'whsec_%%%%',
    ` ${FILE}`,
  ]) {
    assert.throws(
      () => readWebhookSecret(utf8(text)),
      (fault: Error & { code?: string }) => fault.code === 'webhook.secret' && !fault.message.includes('MfKQ'),
    );
  }
});
