// SPDX-License-Identifier: Apache-2.0
// Guessing passwords: how often one may try, what the log says about it, and that the lock ends by itself.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { ACCOUNT_FAILURES_MAX, LOCK_WINDOW_MS, SOURCE_FAILURES_MAX } from '../../access/lockout.ts';
import { openTestEdge, PASSWORD, type TestEdge } from './officer-edge.fixture.ts';

let edge: TestEdge;
beforeEach(async () => {
  edge = await openTestEdge();
});
afterEach(() => edge.close());

const WRONG = 'not the password at all';

test('five failures lock the account, for the right password too, and only that account', async () => {
  for (let i = 0; i < ACCOUNT_FAILURES_MAX; i++) assert.equal(await codeOf('officer', WRONG), 'access.credentials');
  assert.equal(await codeOf('officer', PASSWORD), 'access.locked');
  assert.equal(await codeOf('operator', PASSWORD), 'open');
});

test('the lock ends by itself after ten minutes, however often it was tried meanwhile', async () => {
  for (let i = 0; i < ACCOUNT_FAILURES_MAX; i++) await codeOf('officer', WRONG);
  for (let minute = 0; minute < 9; minute++) {
    edge.forward(LOCK_WINDOW_MS / 10);
    assert.equal(await codeOf('officer', WRONG), 'access.locked');
  }
  edge.forward(LOCK_WINDOW_MS / 10 + 1_000);
  assert.equal(await codeOf('officer', PASSWORD), 'open');
});

test('names that do not exist lock like those that do', async () => {
  for (let i = 0; i < ACCOUNT_FAILURES_MAX; i++) assert.equal(await codeOf('nobody', WRONG), 'access.credentials');
  assert.equal(await codeOf('nobody', WRONG), 'access.locked');
});

test('a burst of fifty attempts tries no more passwords than five single ones', async () => {
  const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf('officer', WRONG)));
  assert.equal(codes.filter((code) => code === 'access.credentials').length, ACCOUNT_FAILURES_MAX);
  assert.equal(codes.filter((code) => code === 'access.locked').length, 50 - ACCOUNT_FAILURES_MAX);
  assert.equal(await codeOf('officer', PASSWORD), 'access.locked');
});

test('a source that fails twenty times over many accounts is locked for all of them', async () => {
  const codes = await Promise.all(Array.from({ length: 50 }, (_, i) => codeOf(`nobody-${i}`, WRONG)));
  assert.equal(codes.filter((code) => code === 'access.credentials').length, SOURCE_FAILURES_MAX);
  assert.equal(await codeOf('officer', PASSWORD), 'access.locked');
  edge.forward(LOCK_WINDOW_MS + 1_000);
  assert.equal(await codeOf('officer', PASSWORD), 'open');
});

test('every refusal is an entry with its ground, and holds neither the name as typed nor the password', async () => {
  await codeOf('officer', WRONG);
  await codeOf('hunter2-typed-in-the-wrong-field', WRONG);
  for (let i = 1; i < ACCOUNT_FAILURES_MAX; i++) await codeOf('officer', WRONG);
  await codeOf('officer', PASSWORD);
  const refusals = (await edge.entries()).filter(({ event }) => event === 'access.sign-in-refused');
  const told = refusals.map(({ body: { event: _event, at: _at, ...told } }) => told);
  const wrong = { user: 'officer', source: '127.0.0.1', ground: 'password' };
  assert.deepEqual(told, [
    wrong,
    { source: '127.0.0.1', ground: 'unknown-account' },
    ...Array.from({ length: ACCOUNT_FAILURES_MAX - 1 }, () => wrong),
    { source: '127.0.0.1', ground: 'locked' },
  ]);
});

test('a closed account is refused in the words for a wrong password', async () => {
  await edge.store.write(
    { event: 'user.disabled', body: { user: 'officer', by: 'test' } },
    { name: 'disable-user', args: { user: 'officer' } },
  );
  const closed = await edge.tryPassword('officer', PASSWORD);
  const unknown = await edge.tryPassword('nobody', PASSWORD);
  assert.equal(closed.text, unknown.text);
  assert.equal((await edge.entries()).at(-2)!.body.ground, 'disabled');
});

test('a flood of tries on a locked account fills no disk: what is left out is counted', async () => {
  for (let i = 0; i < ACCOUNT_FAILURES_MAX; i++) await codeOf('officer', WRONG);
  const before = (await edge.entries()).length;
  for (let i = 0; i < 6; i++) await Promise.all(Array.from({ length: 50 }, () => codeOf('officer', WRONG)));
  assert.equal((await edge.entries()).length - before, 60);
  edge.forward(60_000);
  assert.equal(await codeOf('officer', WRONG), 'access.locked');
  assert.equal((await edge.entries()).at(-1)!.body.leftOut, 240);
});

async function codeOf(user: string, password: string): Promise<string> {
  const answer = await edge.tryPassword(user, password);
  return answer.status === 200 ? 'open' : answer.code!;
}
