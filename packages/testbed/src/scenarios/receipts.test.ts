// SPDX-License-Identifier: Apache-2.0
// Four real nodes: one asks, the others answer, log and witness; and what the asker can prove afterwards to somebody who has
// nothing but the root of trust.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { systemRandom } from '@iims/node/clock';
import { sendMessage } from '@iims/node/messages/send';
import {
  decodeGivenEntries,
  encodeEntriesRequest,
  encodeEntryRequest,
  encodeReceiptRequest,
} from '@iims/node/receipts/receipt-exchange';
import { type VerifiedReceipt, verifyReceipt } from '@iims/node/receipts/verify-receipt';
import { verifySignedReceipt } from '@iims/node/receipts/verify-signed-receipt';
import { deliveriesOf } from '@iims/node/store/outbox';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { stolenPassport } from '../federation/stolen-passport.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const MDA = 'MDA' as StateCode;
const PACE = {
  settleMs: 50,
  roundEveryMs: 300,
  quietRoundEveryMs: 86_400_000,
  againFirstMs: 100,
  againMaxMs: 1_000,
  gossipEveryMs: 60_000,
};

describe('a receipt', { timeout: 300_000 }, () => {
  let federation: TestFederation;
  let queryId: string;

  before(async () => {
    federation = await TestFederation.found({
      states: [GEO, UKR, AZE, MDA],
      alerts: { UKR: [stolenPassport('REC123456')], AZE: [stolenPassport('REC123456', { covert: true })] },
      witnessing: { pace: PACE },
    });
    await federation.start(GEO, UKR, AZE, MDA);
    const verdict = await federation.ask(GEO, 'UTO REC123456');
    assert.equal(verdict.verdict, 'hit');
    queryId = verdict.queryId;
  });
  after(() => federation.close());

  const receiptsOf = async (state: StateCode, id = queryId) => (await federation.officerOf(state)).receipts(id);
  const verify = (file: string): VerifiedReceipt =>
    verifyReceipt({ file: utf8(file), rootOfTrust: federation.founded.rootFile });
  const verified = async () => {
    const { receipts = [] } = await receiptsOf(GEO);
    return receipts.map(({ file }) => verify(file));
  };

  it('of each partner is had at once, and is witnessed soon after', async () => {
    const standing = async () => (await verified()).map((receipt) => receipt.standing);
    let last = await standing();
    assert.equal(last.length, 3);
    for (let tries = 0; tries < 100 && last.some((one) => one !== 'witnessed'); tries += 1) {
      await setTimeout(200);
      last = await standing();
    }
    assert.deepEqual(last, ['witnessed', 'witnessed', 'witnessed']);
  });

  it('shows from the root of trust alone who asked whom, with what outcome, under both kinds of signature', async () => {
    const shown = await verified();
    assert.deepEqual(
      shown.map(({ state, askedBy, outcome }) => [state, askedBy, outcome]),
      [
        [AZE, GEO, 'no-hit'],
        [MDA, GEO, 'no-hit'],
        [UKR, GEO, 'hit'],
      ],
    );
    for (const receipt of shown) {
      assert.equal(receipt.queryId, queryId);
      assert.deepEqual([receipt.registers, receipt.behind], [1, 0]);
      assert.equal(receipt.changedOn, new Date(receipt.asOf).toISOString().slice(0, 10), 'loaded and changed at once');
      assert.ok(receipt.batchSignedAt! >= receipt.signedAt && receipt.batchSignedAt! <= receipt.signedAt + 2_000);
      const { questionBatchSignedAt = 0, askedAt } = receipt;
      assert.ok(questionBatchSignedAt >= askedAt && questionBatchSignedAt <= askedAt + 2_000);
      assert.ok(receipt.entry!.witnesses.length >= 2 && !receipt.entry!.witnesses.includes(receipt.state));
      const [entry] = (await federation.entries(receipt.state, 'query.answered')).filter(
        ({ body }) => body.queryId === queryId,
      );
      assert.equal(receipt.entry!.index, entry!.index);
    }
  });

  it('tells the asker nothing of a covert alert that matched', async () => {
    const { receipts = [] } = await receiptsOf(GEO);
    const bodies = receipts.map(({ state, file }) => {
      const { entry } = JSON.parse(file) as { entry: { body: string } };
      return [state, decodeCbor(new Uint8Array(Buffer.from(entry.body, 'base64'))) as Record<string, unknown>] as const;
    });
    const fields = new Map(bodies.map(([state, body]) => [state, Object.keys(body).sort()]));
    assert.deepEqual(fields.get(AZE), fields.get(MDA));
    assert.doesNotMatch(JSON.stringify(bodies), /covert|STD-123456/);
    const [covert] = (await federation.entries(AZE, 'query.answered')).filter(({ body }) => body.queryId === queryId);
    assert.deepEqual(covert!.own, { covert: ['GEO-STD-123456'], covertCount: 1, shown: [] });
  });

  it('is given to the State that asked, and to no other', async () => {
    const played = await TestFederation.found();
    try {
      const ukraine = played.play(UKR);
      await ukraine.serve(() => undefined);
      await played.start(GEO);
      const [answer] = await ukraine.ask(GEO, [ukraine.question('X1')]);
      const body = encodeReceiptRequest({
        queryId: uuidToBytes(answer!.queryId),
        frame: new Uint8Array(16),
        frameAt: Date.now() - 3_600_000,
        index: 0,
      });
      const codeOf = async (bytes: Uint8Array, from = ukraine) => {
        const reply = await from.post(GEO, '/v1/receipts', bytes);
        return (JSON.parse(Buffer.from(reply.bytes).toString()) as { error: { code: string } }).error.code;
      };
      assert.equal(await codeOf(body), 'receipt.unknown');
      assert.equal(await codeOf(body.subarray(1)), 'receipt.request');
      assert.equal(await codeOf(new Uint8Array(300)), 'frame.too-large');
      const batches = () => played.entries(GEO, 'frames.batch-signed');
      await until(async () => (await batches()).length > 0, 'the frames are signed together');
      const [batch] = await batches();
      const { frames, signedAt } = batch!.body as { frames: Uint8Array; signedAt: number };
      const real = (index: number) =>
        encodeReceiptRequest({
          queryId: uuidToBytes(answer!.queryId),
          frame: frames.slice(0, 16),
          frameAt: timeOf(frames),
          index,
        });
      assert.ok(Math.abs(signedAt - timeOf(frames)) < 2_000);
      assert.equal(await codeOf(real(0), played.play(AZE)), 'receipt.unknown');
      assert.equal(await codeOf(real(1)), 'receipt.unknown');
      // Not before the entry is published.
      await until(async () => (await ukraine.post(GEO, '/v1/receipts', real(0))).status !== 503, 'it is published');
      assert.equal((await ukraine.post(GEO, '/v1/receipts', real(0))).status, 200);
      assert.equal(
        (await played.entries(GEO, 'receipt.given')).length,
        1,
        'a State that asks again is told what it was told',
      );
    } finally {
      await played.close();
    }
  });

  it('is for the officer who asked; others learn no more than of a query that never was', async () => {
    const other = await federation.signIn(GEO, 'other.test');
    assert.deepEqual((await other.receipts(queryId)).error?.code, 'receipt.not-found');
    const auditor = await federation.signIn(GEO, 'auditor.test');
    assert.equal((await auditor.receipts(queryId)).receipts?.length, 3);
    const exported = await federation.entries(GEO, 'receipt.exported');
    assert.ok(exported.some(({ body }) => body.by === 'auditor.test' && body.queryId === queryId));
  });

  it('is fetched and given once, and each time is an entry', async () => {
    const fetched = await federation.entries(GEO, 'receipt.fetched');
    assert.deepEqual([...new Set(fetched.map(({ body }) => body.state))].sort(), [AZE, MDA, UKR]);
    const before = (await federation.entries(UKR, 'receipt.given')).length;
    await verified();
    assert.equal(
      (await federation.entries(UKR, 'receipt.given')).length,
      before,
      'a witnessed one is not asked for again',
    );
  });

  describe('of a message', () => {
    let messageId: string;
    before(async () => {
      const said = { kind: 'free-message', caseRef: 'CASE-9', urgency: 'routine', handling: { code: 'H0' } } as const;
      const fields = { subject: 'Sarpi', text: 'Line two is open.' };
      const draft = { ...said, to: [{ state: UKR }, { state: MDA }], fields, attachments: [] };
      ({ id: messageId } = await sendMessage(federation.messagesOf(GEO), draft, { account: 'operator.test' }));
      await until(
        async () => (await deliveries()).every(({ receipt }) => receipt !== undefined),
        'every delivery has its receipt',
      );
    });
    const deliveries = () => deliveriesOf(federation.messagesOf(GEO).store.reader, messageId);
    const isAbout = ({ messageId: one, messages = [] }: Readonly<Record<string, unknown>>) =>
      one === messageId || (messages as readonly unknown[]).includes(messageId);
    const exported = async (id = messageId) => {
      const response = await (await federation.signIn(GEO, 'operator.test')).call(`/api/messages/receipt?id=${id}`);
      const { receipts } = (await response.json()) as { receipts: { state: string; standing: string; file: string }[] };
      return receipts.map(({ state, standing, file }) => {
        const shown = verifySignedReceipt({ file: utf8(file), rootOfTrust: federation.founded.rootFile });
        assert.deepEqual([shown.kind === 'message' && shown.recipient, shown.standing], [state, standing]);
        return { state, shown, file };
      });
    };

    it('shows the entry in the log of each recipient, and is witnessed soon after', async () => {
      await until(
        async () => (await exported()).every(({ shown }) => shown.standing === 'witnessed'),
        'every receipt is witnessed',
      );
      for (const { state, shown, file } of await exported()) {
        const [received] = await federation.entries(state as StateCode, 'message.received');
        assert.deepEqual([shown.messageId, shown.log!.index], [messageId, received!.index]);
        assert.ok(shown.log!.witnesses.length >= 2 && !shown.log!.witnesses.includes(state as StateCode));
        const { entry } = JSON.parse(file) as { entry: { body: string } };
        const fields = decodeCbor(new Uint8Array(Buffer.from(entry.body, 'base64'))) as Record<string, unknown>;
        const known = ['at', 'caseRef', 'envelope', 'event', 'exercise', 'kind', 'messageId', 'sequence', 'state'];
        assert.deepEqual(Object.keys(fields).sort(), known, 'nothing that the sender did not know');
      }
      const fetches = async () =>
        (await federation.entries(GEO, 'receipt.fetched')).filter(({ body }) => isAbout(body));
      const before = await fetches();
      assert.ok(before.some(({ body }) => body.standing === 'witnessed'));
      await exported();
      assert.equal((await fetches()).length, before.length, 'a witnessed one is not asked for again');
    });

    it('fills the giver’s log with one entry a day, however often it is asked for', async () => {
      const given = async () => (await federation.entries(UKR, 'receipt.given')).filter(({ body }) => isAbout(body));
      const [one, many] = [
        encodeEntryRequest({ messageId: uuidToBytes(messageId) }),
        encodeEntriesRequest([uuidToBytes(messageId)]),
      ];
      const played = federation.play(GEO);
      for (let n = 0; n < 20; n += 1) {
        assert.equal((await played.post(UKR, '/v1/receipts/messages', one)).status, 200);
        const { status, bytes } = await played.post(UKR, '/v1/receipts/messages/many', many);
        assert.equal(status, 200);
        const [entry] = decodeGivenEntries(new Uint8Array(bytes), 1).entries;
        assert.equal(typeof entry, 'object');
      }
      assert.equal((await given()).length, 1);
      const statuses: number[] = [];
      for (let n = 0; n < 60; n += 1)
        statuses.push((await played.post(UKR, '/v1/receipts/messages/many', many)).status);
      assert.deepEqual([...new Set(statuses)].sort(), [200, 503], 'no more often than the pace is');
      // The next one may ask again.
      await setTimeout(1_000);
    });

    it('is given to the State that sent the message, and to no other', async () => {
      const codeOf = async (id: string, from: StateCode, to: StateCode) => {
        const body = encodeEntryRequest({ messageId: uuidToBytes(id) });
        const { status, bytes } = await federation.play(from).post(to, '/v1/receipts/messages', body);
        if (status === 200) return 'given';
        return (JSON.parse(Buffer.from(bytes).toString()) as { error: { code: string } }).error.code;
      };
      assert.equal(await codeOf(messageId, AZE, UKR), 'receipt.unknown');
      // One recipient learns nothing of another's, and nobody of what the sender's own log says.
      assert.equal(await codeOf(messageId, MDA, UKR), 'receipt.unknown');
      assert.equal(await codeOf(messageId, UKR, GEO), 'receipt.unknown');
      assert.equal(await codeOf(queryId, GEO, UKR), 'receipt.unknown');
      for (const [from, to, known] of [
        [AZE, UKR, 'receipt.unknown'],
        [UKR, GEO, 'receipt.unknown'],
        [GEO, UKR, undefined],
      ] as const) {
        const asked = encodeEntriesRequest([uuidToBytes(queryId), uuidToBytes(messageId)]);
        const many = await federation.play(from).post(to, '/v1/receipts/messages/many', asked);
        const { entries, checkpoints } = decodeGivenEntries(new Uint8Array(many.bytes), 2);
        assert.equal(entries[0], 'receipt.unknown');
        if (known === undefined) assert.equal(typeof entries[1], 'object');
        else assert.deepEqual([entries[1], checkpoints], [known, []]);
      }
      assert.equal(await codeOf(messageId, GEO, UKR), 'given');
      const { bytes } = await federation.play(GEO).post(UKR, '/v1/receipts/messages', new Uint8Array(3));
      assert.match(Buffer.from(bytes).toString(), /"receipt.request"/);
    });
  });

  it('of a partner that gives nothing shows what the answer itself is signed with', async () => {
    const { queryId: id } = await federation.ask(GEO, 'UTO REC999999');
    await federation.stop(MDA);
    const shown = async () => ((await receiptsOf(GEO, id)).receipts ?? []).map(({ file }) => verify(file));
    const standingOf = async (state: StateCode) => (await shown()).find((receipt) => receipt.state === state)?.standing;
    await until(async () => (await standingOf(UKR)) !== 'unlogged', 'Ukraine gives its entry');
    const silent = (await shown()).find(({ state }) => state === MDA)!;
    assert.deepEqual([silent.standing, silent.outcome, silent.entry], ['unlogged', 'no-hit', undefined]);
  });

  it('still verifies after the key that signed it is revoked, and says since when; one that does not keeps back no other', async () => {
    const draft = { kind: 'free-message', caseRef: 'CASE-9', urgency: 'routine', handling: { code: 'H0' } } as const;
    const said = { fields: { subject: 'Sarpi', text: 'Line three is open.' }, attachments: [] };
    const late = await sendMessage(
      federation.messagesOf(GEO),
      { ...draft, ...said, to: [{ state: UKR }, { state: AZE }] },
      { account: 'operator.test' },
    );
    const lateOf = () => deliveriesOf(federation.messagesOf(GEO).store.reader, late.id);
    await until(
      async () => (await lateOf()).every(({ receipt }) => receipt !== undefined),
      'the late ones are receipted',
    );
    // Nobody will say any more when Ukraine had it.
    await federation.stop(UKR);

    const endpoint = { host: '127.0.0.1', port: 1 };
    const { documentEntry } = makeNodeIdentity({
      state: UKR,
      nodeId: 'ukr-1',
      endpoint,
      now: Date.now(),
      random: systemRandom,
    });
    await setTimeout(1_100);
    await federation.bring(federation.play(AZE), GEO, federation.withNode(UKR, { signing: documentEntry.signing }));
    const revoked = (await verified()).find(({ state }) => state === UKR)!;
    assert.equal(revoked.standing, 'witnessed');
    assert.ok(revoked.revokedSince! > revoked.entry!.witnessedAt!);
    assert.equal((await verified()).find(({ state }) => state === MDA)!.revokedSince, undefined);
    const operator = await federation.signIn(GEO, 'operator.test');
    const [of] = await federation.entries(GEO, 'message.receipted');
    const response = await operator.call(`/api/messages/receipt?id=${of!.body.messageId}&state=UKR`);
    const { receipts } = (await response.json()) as { receipts: { file: string }[] };
    const ofMessage = verifySignedReceipt({
      file: utf8(receipts[0]!.file),
      rootOfTrust: federation.founded.rootFile,
    });
    assert.deepEqual([ofMessage.standing, ofMessage.revokedSince], ['witnessed', revoked.revokedSince]);
    const partly = (await (await operator.call(`/api/messages/receipt?id=${late.id}`)).json()) as {
      receipts: { state: string }[];
      unverified: object[];
    };
    assert.deepEqual(
      partly.receipts.map(({ state }) => state),
      [AZE],
    );
    assert.deepEqual(partly.unverified, [{ state: UKR, because: 'receipt.key-revoked' }]);
    const alone = (await (await operator.call(`/api/messages/receipt?id=${late.id}&state=UKR`)).json()) as {
      error: { code: string };
    };
    assert.equal(alone.error.code, 'receipt.key-revoked');
  });
});

/** The time in a UUIDv7: frames are named when they are made. */
function timeOf(id: Uint8Array): number {
  return Number(BigInt(`0x${Buffer.from(id.subarray(0, 6)).toString('hex')}`));
}
