// SPDX-License-Identifier: Apache-2.0
// Sessions as a thief meets them: cookies, forged requests, and when a session is over.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SESSION_IDLE_MS, SESSION_LIFE_MS } from '../../access/session.ts';
import { openTestEdge, PASSWORD, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';

let edge: TestEdge;
before(async () => {
  edge = await openTestEdge();
});
after(() => edge.close());

test('the cookie is out of reach of scripts and other sites, and lasts as long as a session', async () => {
  const answer = await edge.tryPassword('officer', PASSWORD);
  const [cookie, ...more] = answer.headers['set-cookie']!;
  assert.deepEqual(more, []);
  assert.match(cookie!, /^iims-GEO=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.equal(answer.headers['cache-control'], 'no-store');
});

test('a token that the browser brought along never becomes a session', async () => {
  const planted = `iims-GEO=${'A'.repeat(43)}`;
  const answer = await edge.send({
    verb: 'POST',
    path: '/api/login',
    headers: { cookie: planted },
    json: { user: 'officer', password: PASSWORD },
  });
  assert.equal(answer.status, 200);
  assert.ok(!answer.headers['set-cookie']![0]!.startsWith(planted));
  assert.equal((await edge.get('/api/session', { cookie: planted, csrf: '' })).code, 'access.not-signed-in');
});

test('an act needs the anti-forgery token of its own session', async () => {
  const session = await edge.signIn('officer');
  const other = await edge.signIn('officer');
  const wrong = {
    missing: undefined,
    empty: '',
    short: session.csrf.slice(1),
    random: 'A'.repeat(43),
    other: other.csrf,
  };
  for (const [name, csrf] of Object.entries(wrong)) {
    const headers = { cookie: session.cookie, ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }) };
    const answer = await edge.send({ verb: 'POST', path: '/api/logout', headers, json: {} });
    assert.deepEqual([answer.status, answer.code], [403, 'access.csrf'], name);
  }
  assert.equal((await edge.get('/api/session', session)).status, 200, 'none of them signed out');
});

test('other hosts and the pages of other sites are refused, also on the way in', async () => {
  const session = await edge.signIn('officer');
  const own = `127.0.0.1:${edge.port}`;
  const headers = { cookie: session.cookie, 'x-csrf-token': session.csrf };
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { host: 'evil.example' },
    { host: '127.0.0.1' },
    { host: `${own}@evil.example` },
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: `http://127.0.0.1:${edge.port + 1}` },
    { origin: `http://${own}.evil.example` },
    { origin: `http://${own}/` },
    { origin: `ftp://${own}` },
    { origin: own },
  ];
  for (const odd of foreign) {
    for (const [verb, path] of [
      ['POST', '/api/logout'],
      ['POST', '/api/login'],
      ['GET', '/api/session'],
      ['GET', '/'],
    ] as const) {
      const answer = await edge.send({ verb, path, headers: { ...headers, ...odd } });
      assert.deepEqual([answer.status, answer.code], [403, 'access.host'], `${verb} ${path} ${JSON.stringify(odd)}`);
    }
  }
  for (const site of ['cross-site', 'same-site', 'evil']) {
    const fromElsewhere = { ...headers, 'sec-fetch-site': site };
    const answer = await edge.send({ verb: 'GET', path: '/api/session', headers: fromElsewhere });
    assert.equal(answer.code, 'access.host', site);
    const start = await edge.send({ verb: 'GET', path: '/', headers: fromElsewhere });
    assert.notEqual(start.code, 'access.host', 'a link may lead to the start page');
  }
  for (const same of [
    { origin: `http://${own}` },
    { origin: `http://localhost:${edge.port}` },
    { 'sec-fetch-site': 'none' },
  ]) {
    const answer = await edge.send({
      verb: 'GET',
      path: '/api/session',
      headers: { ...headers, ...same } as Record<string, string>,
    });
    assert.equal(answer.status, 200, JSON.stringify(same));
  }
});

test('signing out ends the session at the node and takes the cookie away', async () => {
  const session = await edge.signIn('officer');
  const answer = await edge.post('/api/logout', session, {});
  assert.equal(answer.status, 200);
  assert.match(
    answer.headers['set-cookie']![0]!,
    /^iims-GEO=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict$/,
  );
  assert.equal(await isOver(session), true);
});

test('closing an account ends its sessions at their next request', async () => {
  await edge.addUser('leaver', 'officer');
  const [one, two] = [await edge.signIn('leaver'), await edge.signIn('leaver')];
  assert.equal(await isOver(one), false);
  await edge.store.write(
    { event: 'user.disabled', body: { user: 'leaver', by: 'test' } },
    { name: 'disable-user', args: { user: 'leaver' } },
  );
  assert.equal(await isOver(one), true);
  assert.equal(await isOver(two), true);
  assert.equal((await edge.tryPassword('leaver', PASSWORD)).code, 'access.credentials');
});

test('an account has sixteen sessions; the seventeenth ends the oldest', async () => {
  await edge.addUser('many', 'officer');
  const sessions: SignedIn[] = [];
  for (let i = 0; i < 17; i++) {
    sessions.push(await edge.signIn('many'));
    edge.forward(1);
  }
  assert.equal(await isOver(sessions[0]!), true);
  assert.equal(await isOver(sessions[1]!), false);
});

test('a session that was not used for half an hour is over', async () => {
  const session = await edge.signIn('officer');
  edge.forward(SESSION_IDLE_MS - 1_000);
  assert.equal(await isOver(session), false);
  edge.forward(SESSION_IDLE_MS - 1_000);
  assert.equal(await isOver(session), false, 'each request counts anew');
  edge.forward(SESSION_IDLE_MS + 1_000);
  assert.equal(await isOver(session), true);
});

test('a session that went idle right after its start does not come back with the clock', async () => {
  const session = await edge.signIn('officer');
  edge.forward(SESSION_IDLE_MS + 1_000);
  assert.equal(await isOver(session), true);
  edge.forward(-60_000);
  assert.equal(await isOver(session), true);
});

test('a session in use all the time is over after twelve hours', async () => {
  const session = await edge.signIn('officer');
  const stepMs = SESSION_IDLE_MS / 2;
  for (let usedMs = stepMs; usedMs < SESSION_LIFE_MS; usedMs += stepMs) {
    edge.forward(stepMs);
    assert.equal(await isOver(session), false);
  }
  edge.forward(stepMs);
  assert.equal(await isOver(session), true);
});

async function isOver(session: SignedIn): Promise<boolean> {
  const answer = await edge.get('/api/session', session);
  if (answer.status === 200) return false;
  assert.equal(answer.code, 'access.not-signed-in');
  return true;
}
