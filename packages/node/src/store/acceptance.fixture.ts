// SPDX-License-Identifier: Apache-2.0
// What every store must do, whatever database it stands on: registers the tests of `store.ts`'s promises for one maker of stores.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { countSignInFailures, findAccount, findSession, listAccounts, SESSIONS_PER_USER_MAX } from './accounts.ts';
import { describeAlerts } from './alerts-acceptance.fixture.ts';
import { describeAnnouncers } from './announcers-acceptance.fixture.ts';
import { ANSWERED_QUERY_KEPT_MS, findAnsweredQuery } from './answered-queries.ts';
import { describeAskedConfirmations } from './asked-confirmations-acceptance.fixture.ts';
import { describeAtRest } from './at-rest-acceptance.fixture.ts';
import { describeAttachments } from './attachments-acceptance.fixture.ts';
import { describeCaseHolds } from './case-holds-acceptance.fixture.ts';
import { describeCases } from './cases-acceptance.fixture.ts';
import { describeCheckSchedules } from './check-schedules-acceptance.fixture.ts';
import { describeConnectors } from './connectors-acceptance.fixture.ts';
import { describeDrafts } from './drafts-acceptance.fixture.ts';
import { countEntries, readCommitments, readEntries, readEntryRows, readTrustRefusals } from './entries.ts';
import { describeImportedMails } from './imported-mails-acceptance.fixture.ts';
import { describeIssued } from './issued-acceptance.fixture.ts';
import { readLogHead } from './log-head.ts';
import { describeMessageClocks } from './message-clocks-acceptance.fixture.ts';
import { describeMessageHolders } from './message-holders-acceptance.fixture.ts';
import { describeMessageTerms } from './message-terms-acceptance.fixture.ts';
import { describeMessages } from './messages-acceptance.fixture.ts';
import { describeNearKeys } from './near-keys-acceptance.fixture.ts';
import { describeNotices } from './notices-acceptance.fixture.ts';
import { describePacks } from './packs-acceptance.fixture.ts';
import { HISTORY_FORGOTTEN_AT_ONCE, HISTORY_PER_USER, readHistory } from './query-history.ts';
import { describeReceipts } from './receipts-acceptance.fixture.ts';
import { describeShownAlerts } from './shown-alerts-acceptance.fixture.ts';
import type { Store, StoreSources } from './store.ts';
import { describeWaitingMessages } from './waiting-messages-acceptance.fixture.ts';
import { describeWitnesses } from './witnesses-acceptance.fixture.ts';

/** An empty database for one suite, on which any number of stores can be opened at once. */
export interface StoreMaker {
  open(sources: StoreSources): Promise<Store>;
  /** Does to the database what no release does, past all stores. */
  execute(text: string): Promise<void>;
  remove(): Promise<void>;
}

/** A clock that a test moves, and salts that differ. */
export class TestSources implements StoreSources {
  readonly atRest = new Uint8Array(32).fill(0x5a);
  nowMs = 1_700_000_000_000;
  #salts = 0;
  now = (): number => this.nowMs;
  random = (length: number): Uint8Array => {
    const salt = new Uint8Array(length);
    new DataView(salt.buffer).setUint32(0, ++this.#salts);
    return salt;
  };
}

export function describeStore(title: string, make: () => Promise<StoreMaker>): void {
  describe(`the store on ${title}`, () => {
    let maker: StoreMaker;
    let store: Store;
    const sources = new TestSources();

    before(async () => {
      maker = await make();
      store = await maker.open(sources);
    });
    after(async () => {
      await store?.close();
      await maker?.remove();
    });

    describeWriting(() => ({ store, maker, sources }));
    describeHead(() => ({ store, maker, sources }));
    describeAccounts(() => ({ store, sources }));
    describeAlerts(() => ({ store, sources }));
    describeNearKeys(() => ({ store, maker, sources }));
    describeConnectors(() => ({ store }));
    describeIssued(() => ({ store, sources }));
    describeDrafts(() => ({ store, sources }));
    describeImportedMails(() => ({ store, sources }));
    describeAnnouncers(() => ({ store, sources }));
    describeAnsweredQueries(() => ({ store, sources }));
    describeHistory(() => ({ store, sources }));
    describeShownAlerts(() => ({ store, sources }));
    describeAtRest(() => ({ store, maker, sources }));
    describeWitnesses(() => ({ store, sources }));
    describeReceipts(() => ({ store, sources }));
    describePacks(() => ({ store, sources }));
    describeMessages(() => ({ store, sources }));
    describeMessageClocks(() => ({ store, sources }));
    describeMessageHolders(() => ({ store, sources }));
    describeCases(() => ({ store, sources }));
    describeMessageTerms(() => ({ store, sources }));
    describeNotices(() => ({ store, sources }));
    describeCaseHolds(() => ({ store, sources }));
    describeWaitingMessages(() => ({ store, sources }));
    describeAttachments(() => ({ store, sources }));
    describeAskedConfirmations(() => ({ store, sources }));
    describeCheckSchedules(() => ({ store, sources }));
  });
}

interface Fixture {
  readonly store: Store;
  readonly maker: StoreMaker;
  readonly sources: TestSources;
}

function describeWriting(fixture: () => Fixture): void {
  test('an entry holds event, time and body, and its commitment opens', async () => {
    const { store, sources } = fixture();
    const { index, result } = await store.write({ event: 'node.started', body: { version: '0.1.0' } });
    assert.equal(index, 0);
    assert.equal(result, undefined);
    const [row] = await readEntryRows(store.reader, 0, 10);
    assert(row !== undefined);
    assert(row.content.kind === 'open');
    const { salt, body } = row.content;
    assert.deepEqual(decodeCbor(body), { event: 'node.started', at: sources.nowMs, version: '0.1.0' });
    assert(equalBytes(row.commitment, entryCommitment(salt, body)));
    assert(!equalBytes(row.commitment, entryCommitment(new Uint8Array(32), body)));
  });

  test('refusals of the trust list are found among other entries, the latest first', async () => {
    const { store } = fixture();
    for (let i = 0; i < 3; i++) {
      await store.write({ event: 'trust-list.refused', body: { code: 'trust.rollback', i } });
      await store.write({ event: 'trust-list.accepted', body: { i } });
    }
    const found = await readTrustRefusals(store.reader, 2);
    assert.deepEqual(
      found.map(({ event, body }) => [event, body.code, body.i]),
      [2, 1].map((i) => ['trust-list.refused', 'trust.rollback', i]),
    );
    assert.equal(found[0]!.index, found[1]!.index + 2);
  });

  test('an act that throws takes back its rows and its entry, and nobody else suffers', async () => {
    const { store } = fixture();
    const first = await countEntries(store.reader);
    const outcomes = await Promise.allSettled([
      addUser(store, 'natia'),
      addUser(store, 'olena'),
      addUser(store, 'natia'),
      addUser(store, 'rashad'),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.index - first : outcome.reason.code)),
      [0, 1, 'input.invalid', 2],
    );
    assert.equal(await countEntries(store.reader), first + 3);
    const names = (await listAccounts(store.reader)).map((account) => account.user);
    assert.deepEqual(names, ['natia', 'olena', 'rashad']);
  });

  test('what stands beside an act that throws happens once', async () => {
    const { store, sources } = fixture();
    const first = await countEntries(store.reader);
    const [account, source] = [new Uint8Array(32).fill(8), new Uint8Array(32).fill(9)];
    const outcomes = await Promise.allSettled([
      failSignIn(store, account, source),
      addUser(store, 'natia'),
      askQuery(store, 'rashad', 'once'),
      failSignIn(store, account, source),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    );
    assert.equal(await countEntries(store.reader), first + 3);
    assert.deepEqual(await countSignInFailures(store.reader, { account, source, since: sources.nowMs }), {
      account: 2,
      source: 2,
    });
    assert.deepEqual(
      (await readHistory(store.reader, 'rashad', 5)).map((row) => row.logIndex),
      [first + 1],
    );
  });

  test('a fault of an act keeps its code, field, rule and fix', async () => {
    const { store } = fixture();
    await assert.rejects(addUser(store, 'natia'), {
      name: 'IimsError',
      code: 'input.invalid',
      field: 'user',
      rule: 'a name is given once and never again',
    });
  });

  test("a programmer's error in an act is its caller's alone", async () => {
    const { store } = fixture();
    const first = await countEntries(store.reader);
    const wrong = store.write(
      { event: 'user.added', body: {} },
      { name: 'add-user', args: { user: 'ion', role: null as unknown as string, passwordHash: '-' } },
    );
    const right = store.write({ event: 'node.started', body: {} });
    await assert.rejects(wrong, (error: Error) => error.name !== 'IimsError');
    assert.equal((await right).index, first);
  });

  test('many writers at once: indexes are gapless and stand in the order of the calls', async () => {
    const { store } = fixture();
    const first = await countEntries(store.reader);
    const written = await Promise.all(
      Array.from({ length: 700 }, (_, i) => store.write({ event: 'query.asked', body: { i } })),
    );
    assert.deepEqual(
      written.map(({ index }) => index),
      Array.from({ length: 700 }, (_, i) => first + i),
    );
    const rows = await readEntryRows(store.reader, first, 1_000);
    assert.deepEqual(
      rows.map(({ content }) => content.kind === 'open' && (decodeCbor(content.body) as { i: number }).i),
      Array.from({ length: 700 }, (_, i) => i),
    );
  });

  test('two stores on one database share one sequence of indexes', async () => {
    const { store, maker, sources } = fixture();
    const first = await countEntries(store.reader);
    const other = await maker.open(sources);
    const writers = [store, other, store, other].map(async (writer, w) => {
      const indexes: number[] = [];
      for (let i = 0; i < 25; i++)
        indexes.push((await writer.write({ event: 'query.asked', body: { w, i } })).index - first);
      return indexes;
    });
    const indexes = (await Promise.all(writers)).flat().sort((a, b) => a - b);
    await other.close();
    assert.deepEqual(
      indexes,
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  test('the latest entries come newest first, below a given index', async () => {
    const { store } = fixture();
    const { index } = await store.write({ event: 'log.verified', body: { user: 'natia', result: true } });
    const entries = await readEntries(store.reader, { limit: 2 });
    assert.deepEqual(
      entries.map((entry) => entry.index),
      [index, index - 1],
    );
    assert.equal(entries[0]?.event, 'log.verified');
    assert.equal(entries[0]?.body.user, 'natia');
    const below = await readEntries(store.reader, { before: index - 1, limit: 1 });
    assert.equal(below[0]?.index, index - 2);
    assert.deepEqual(await readCommitments(store.reader, index + 1, 10), []);
  });

  test('nobody writes through the reader', async () => {
    const { store } = fixture();
    await assert.rejects(store.reader.all('delete from entry'));
    assert.notEqual(await countEntries(store.reader), 0);
  });

  test('closing finishes what waits, and a store opened again has it', async () => {
    const { maker, sources } = fixture();
    const brief = await maker.open(sources);
    const first = await countEntries(brief.reader);
    const waiting = Array.from({ length: 10 }, (_, i) => brief.write({ event: 'query.asked', body: { i } }));
    await brief.close();
    assert.equal((await Promise.all(waiting)).length, 10);
    const again = await maker.open(sources);
    assert.equal(await countEntries(again.reader), first + 10);
    await again.close();
  });
}

function describeHead(fixture: () => Fixture): void {
  test('the head advances only from the size that the caller knows', async () => {
    const { store, maker, sources } = fixture();
    const head = (size: number) => ({
      size,
      root: new Uint8Array(32).fill(size),
      checkpoint: utf8(`iims/GEO\n${size}\n`),
    });
    assert.equal(await readLogHead(store.reader), undefined);
    assert.equal(await store.advanceHead(3, head(4)), false);
    assert.deepEqual(await Promise.all([store.advanceHead(0, head(1)), store.advanceHead(0, head(2))]), [true, false]);
    const other = await maker.open(sources);
    const raced = await Promise.all([store.advanceHead(1, head(5)), other.advanceHead(1, head(6))]);
    assert.equal(raced.filter((advanced) => advanced).length, 1);
    const stands = await readLogHead(other.reader);
    await other.close();
    assert.equal(stands?.size, raced[0] ? 5 : 6);
    assert(equalBytes(stands?.root ?? new Uint8Array(), head(stands?.size ?? 0).root));
    assert(equalBytes(stands?.checkpoint ?? new Uint8Array(), head(stands?.size ?? 0).checkpoint));
  });

  test('advancing the head leaves no entry', async () => {
    const { store } = fixture();
    const before = await countEntries(store.reader);
    const head = await readLogHead(store.reader);
    assert(head !== undefined);
    assert.equal(await store.advanceHead(head.size, { ...head, size: head.size + 1 }), true);
    assert.equal(await countEntries(store.reader), before);
  });
}

function describeAccounts(fixture: () => Pick<Fixture, 'store' | 'sources'>): void {
  test('a closed account keeps its name and loses its sessions', async () => {
    const { store, sources } = fixture();
    const user = 'tamar';
    await addUser(store, user);
    await openSession(store, user, 1, sources.nowMs);
    const session = await findSession(store.reader, tokenHash(1));
    assert.deepEqual(session, {
      user,
      role: 'officer',
      createdAt: sources.nowMs,
      expiresAt: sources.nowMs + 1_000,
      disabled: false,
    });
    await store.write({ event: 'user.disabled', body: { user } }, { name: 'disable-user', args: { user } });
    assert.equal(await findSession(store.reader, tokenHash(1)), undefined);
    assert.equal((await findAccount(store.reader, user))?.disabled, true);
    await assert.rejects(addUser(store, user), { code: 'input.invalid' });
    await assert.rejects(
      store.write({ event: 'user.disabled', body: { user } }, { name: 'disable-user', args: { user } }),
      { code: 'access.not-found' },
    );
    assert.equal(await findAccount(store.reader, 'nobody'), undefined);
  });

  test('opening one session too many closes the oldest, and expired ones go', async () => {
    const { store, sources } = fixture();
    const user = 'otar';
    await addUser(store, user);
    for (let i = 0; i <= SESSIONS_PER_USER_MAX; i++) await openSession(store, user, 100 + i, sources.nowMs + i);
    assert.equal(await findSession(store.reader, tokenHash(100)), undefined);
    assert.notEqual(await findSession(store.reader, tokenHash(101)), undefined);
    sources.nowMs += 10_000;
    await openSession(store, user, 200, sources.nowMs);
    assert.equal(await findSession(store.reader, tokenHash(101)), undefined);
    await store.write(
      { event: 'access.signed-out', body: { user } },
      { name: 'close-session', args: { tokenHash: tokenHash(200) } },
    );
    assert.equal(await findSession(store.reader, tokenHash(200)), undefined);
  });

  test('failed sign-ins count by account and by source, and are forgotten after the window', async () => {
    const { store, sources } = fixture();
    const [a, b, x, y] = [1, 2, 3, 4].map((n) => new Uint8Array(32).fill(n)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    await failSignIn(store, a, x);
    sources.nowMs += 60_000;
    await failSignIn(store, a, y);
    await failSignIn(store, b, x);
    const since = sources.nowMs - 600_000;
    assert.deepEqual(await countSignInFailures(store.reader, { account: a, source: x, since }), {
      account: 2,
      source: 2,
    });
    assert.deepEqual(await countSignInFailures(store.reader, { account: b, source: y, since: sources.nowMs }), {
      account: 1,
      source: 1,
    });
    sources.nowMs += 600_000;
    await failSignIn(store, b, y);
    assert.deepEqual(await countSignInFailures(store.reader, { account: a, source: x, since: 0 }), {
      account: 1,
      source: 1,
    });
  });
}

function describeAnsweredQueries(fixture: () => Pick<Fixture, 'store' | 'sources'>): void {
  test('a query id has one answer for ever, each State its own ids', async () => {
    const { store } = fixture();
    const first = await countEntries(store.reader);
    const raced = await Promise.allSettled([answer(store, 'UKR', 1), answer(store, 'UKR', 1), answer(store, 'AZE', 1)]);
    assert.deepEqual(
      raced.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.index - first : outcome.reason.code)),
      [0, 'query.id-used', 1],
    );
    const found = await findAnsweredQuery(store.reader, 'UKR', queryId(1));
    assert(equalBytes(found?.answer ?? new Uint8Array(), utf8('answer to UKR')));
    assert(equalBytes(found?.questionDigest ?? new Uint8Array(), new Uint8Array(32).fill(1)));
    assert.equal(await findAnsweredQuery(store.reader, 'MDA', queryId(1)), undefined);
  });

  test('answers are kept for the window and then forgotten', async () => {
    const { store, sources } = fixture();
    await answer(store, 'UKR', 2);
    sources.nowMs += ANSWERED_QUERY_KEPT_MS;
    await answer(store, 'UKR', 3);
    assert.notEqual(await findAnsweredQuery(store.reader, 'UKR', queryId(2)), undefined);
    sources.nowMs += 1_000;
    await answer(store, 'UKR', 4);
    assert.equal(await findAnsweredQuery(store.reader, 'UKR', queryId(2)), undefined);
    assert.notEqual(await findAnsweredQuery(store.reader, 'UKR', queryId(3)), undefined);
  });

  test('of the answers that a rush left, a few go with the next entries, never all at once', async () => {
    const { store, sources } = fixture();
    const countAnswers = async () =>
      (await store.reader.all<{ count: number }>('select count(*) as count from answered_query'))[0]?.count;
    sources.nowMs += 2 * ANSWERED_QUERY_KEPT_MS;
    await Promise.all(Array.from({ length: 200 }, (_, i) => answer(store, 'MDA', 10 + i)));
    const entries = async (count: number) => {
      for (let i = 0; i < count; i++) await store.write({ event: 'query.asked', body: { i } });
    };
    sources.nowMs += ANSWERED_QUERY_KEPT_MS + 1_000;
    await entries(1);
    const left = (await countAnswers()) ?? 0;
    assert(left > 0 && left < 200, `${left} answers are left after one entry in another second`);
    await entries(64);
    assert.equal(await countAnswers(), 0);
  });
}

function describeHistory(fixture: () => Pick<Fixture, 'store' | 'sources'>): void {
  test('an officer sees the own latest queries, newest first, open ones without a verdict', async () => {
    const { store, sources } = fixture();
    const one = await askQuery(store, 'natia', 'q1');
    const two = await askQuery(store, 'natia', 'q2');
    await askQuery(store, 'olena', 'q3');
    await store.write(
      { event: 'query.closed', body: {} },
      { name: 'close-query', args: { logIndex: one.index, verdict: 'incomplete', complete: false } },
    );
    const common = { askedAt: sources.nowMs, kind: 'vehicle', label: 'AA1234BB' };
    assert.deepEqual(await readHistory(store.reader, 'natia', 20), [
      { ...common, queryId: 'q2', logIndex: two.index },
      { ...common, queryId: 'q1', logIndex: one.index, verdict: 'incomplete', complete: false },
    ]);
    assert.equal((await readHistory(store.reader, 'natia', 1)).length, 1);
  });

  test('the history of one officer is bounded, and the oldest goes first', async () => {
    const { store } = fixture();
    const asked = await Promise.all(
      Array.from({ length: 2 * HISTORY_PER_USER + 5 }, (_, i) => askQuery(store, 'ion', `h${i}`)),
    );
    const kept = await readHistory(store.reader, 'ion', asked.length);
    assert(kept.length >= HISTORY_PER_USER && kept.length < HISTORY_PER_USER + HISTORY_FORGOTTEN_AT_ONCE);
    assert.deepEqual(
      kept.map((row) => row.logIndex).reverse(),
      asked.slice(-kept.length).map(({ index }) => index),
    );
    assert.equal((await readHistory(store.reader, 'natia', 20)).length, 2, "another officer's history stays");
  });
}

const addUser = (store: Store, user: string) =>
  store.write(
    { event: 'user.added', body: { user } },
    { name: 'add-user', args: { user, role: 'officer', passwordHash: 'argon2id$…' } },
  );

const openSession = (store: Store, user: string, token: number, createdAt: number) =>
  store.write(
    { event: 'access.signed-in', body: { user } },
    { name: 'open-session', args: { tokenHash: tokenHash(token), user, createdAt, expiresAt: createdAt + 1_000 } },
  );

const failSignIn = (store: Store, account: Uint8Array, source: Uint8Array) =>
  store.write(
    { event: 'access.sign-in-refused', body: {} },
    { name: 'record-sign-in-failure', args: { account, source } },
  );

const answer = (store: Store, askerState: string, n: number) =>
  store.write(
    { event: 'query.answered', body: { asker: askerState } },
    {
      name: 'answer-query',
      args: {
        askerState,
        queryId: queryId(n),
        questionDigest: new Uint8Array(32).fill(n),
        answer: utf8(`answer to ${askerState}`),
      },
    },
  );

const askQuery = (store: Store, user: string, id: string) =>
  store.write(
    { event: 'query.asked', body: { label: 'AA1234BB' } },
    { name: 'ask-query', args: { queryId: id, user, kind: 'vehicle' } },
  );

const tokenHash = (n: number) => new Uint8Array(32).fill(n);
const queryId = (n: number) => new Uint8Array(16).fill(n);
