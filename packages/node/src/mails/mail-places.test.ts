// SPDX-License-Identifier: Apache-2.0
// Attachments of mails are held in memory by few at once, and an account that reads slowly takes no place from others.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MailPlaces } from './mail-places.ts';

it('gives an account one place, the others theirs, and tells those who are too many', async () => {
  const places = new MailPlaces();
  const order: string[] = [];
  const take = (account: string, name = account) =>
    places.take(account).then((leave) => {
      order.push(name);
      return leave;
    });
  const [slow, slowAgain] = [take('slow'), take('slow', 'slow again')];
  const [other, third] = [take('other'), take('third')];
  const [leaveSlow, leaveOther] = await Promise.all([slow, other]);
  assert.deepEqual(order, ['slow', 'other']);
  leaveOther();
  leaveOther();
  const leaveThird = await third;
  assert.deepEqual(order, ['slow', 'other', 'third'], 'who holds a place waits behind those who hold none');
  leaveSlow();
  (await slowAgain)();
  leaveThird();

  const held = await take('held');
  const more = Array.from({ length: 4 }, () => take('held'));
  await assert.rejects(take('held'), { code: 'access.busy' });
  held();
  for (const waiting of more) (await waiting)();
});

it('lets no more wait than it may, whoever they are', async () => {
  const places = new MailPlaces();
  const held = await Promise.all([places.take('a'), places.take('b')]);
  const waiting = Array.from({ length: 16 }, (_, place) => places.take(`account ${place}`));
  await assert.rejects(places.take('last'), { code: 'access.busy' });
  for (const leave of held) leave();
  for (const asked of waiting) (await asked)();
  (await places.take('last'))();
});

it('gives the place of whoever asks again and again to somebody else first', async () => {
  const places = new MailPlaces();
  const [leave] = await Promise.all([places.take('greedy'), places.take('other')]);
  const again = places.take('greedy');
  const patient = places.take('patient');
  leave();
  const leavePatient = await patient;
  leavePatient();
  (await again)();
});

it('keeps no place among those who wait for whoever has gone', async () => {
  const places = new MailPlaces();
  const held = await Promise.all([places.take('a'), places.take('b')]);
  const line = new AbortController();
  const gone = Array.from({ length: 4 }, () => places.take('c', line.signal));
  const stays = places.take('d');
  line.abort();
  for (const { status } of await Promise.allSettled(gone)) assert.equal(status, 'rejected');
  await assert.rejects(places.take('c', line.signal), { code: 'access.busy' });
  const again = Array.from({ length: 4 }, () => places.take('c'));
  for (const leave of held) leave();
  for (const asked of [stays, ...again]) (await asked)();
});

it('tells whoever has waited too long, and gives him no place later', async () => {
  const places = new MailPlaces(1);
  const held = await Promise.all([places.take('a'), places.take('b')]);
  await assert.rejects(places.take('c'), { code: 'access.busy' });
  for (const leave of held) leave();
  for (const leave of await Promise.all([places.take('c'), places.take('d')])) leave();
});
