// SPDX-License-Identifier: Apache-2.0
// A node is killed before the signature of the moment is in its log: answers that had left have their entries all the same, and are proven
// by these, without the batch, and so they say.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeReceiptRequest, frameHeaderOf } from '@iims/node/receipts/receipt-exchange';
import { parseReceipt } from '@iims/node/receipts/receipt-file';
import { type VerifiedReceipt, verifyReceipt } from '@iims/node/receipts/verify-receipt';
import { utf8 } from '@iims/wire/bytes';
import { type QueryId, uuidToBytes } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { DrivenNode } from '../federation/driven-node.ts';
import type { HandPlayedState } from '../federation/hand-played-state.ts';
import { HURRIED_PACE } from '../federation/hurried-pace.ts';
import { stolenPassport } from '../federation/stolen-passport.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

let federation: TestFederation;
let ukraine: DrivenNode;
/** A query whose answer arrived and whose frame is in no batch. */
let queryId: QueryId;

before(async () => {
  federation = await TestFederation.found({
    alerts: { [UKR]: [stolenPassport('BAT123456')] },
    witnessing: { pace: HURRIED_PACE },
  });
  await federation.start(GEO, AZE);
});
after(async () => {
  await ukraine?.kill();
  await federation.close();
});

describe('an answer whose batch was lost', { timeout: 300_000 }, () => {
  before(async () => {
    // Whether the last answer arrived before the node died depends on the machine.
    await until(async () => {
      const lost = await answeredUntilKilled();
      if (lost !== undefined) queryId = lost;
      return lost !== undefined;
    }, 'an answer arrived that no batch names');
    ukraine = await start();
  });

  it('is proven by its entry, witnessed, and says that it has one signature alone', async () => {
    await until(async () => (await receiptOfUkraine()).standing === 'witnessed', 'its entry is given and witnessed');
    const { outcome, entry, batchSignedAt, questionBatchSignedAt } = await receiptOfUkraine();
    assert.equal(outcome, 'hit');
    assert.equal(batchSignedAt, undefined);
    assert.ok(questionBatchSignedAt !== undefined, 'that of the question was not lost');
    const [answered] = (await federation.entries(UKR, 'query.answered')).filter(({ body }) => body.queryId === queryId);
    assert.equal(entry!.index, answered!.index);
  });

  it('is given to the State that asked and to no other, and for its own time alone', async () => {
    const { id: frame, createdAt: frameAt } = frameHeaderOf(parseReceipt(utf8(await fileOfUkraine())).answer);
    const [georgia, azerbaijan] = [federation.play(GEO), federation.play(AZE)];
    const codeOf = async (from: HandPlayedState, changes: { readonly queryId?: string; readonly frameAt?: number }) => {
      const asked = { queryId: uuidToBytes(changes.queryId ?? queryId), frame, frameAt: changes.frameAt ?? frameAt };
      const body = encodeReceiptRequest({ ...asked, index: 0 });
      const { status, bytes } = await from.post(UKR, '/v1/receipts', body);
      if (status === 200) return 'given';
      return (JSON.parse(Buffer.from(bytes).toString()) as { error: { code: string } }).error.code;
    };
    /** When the pace lets it be answered. */
    const heard = (...asked: Parameters<typeof codeOf>) =>
      until(async () => {
        const code = await codeOf(...asked);
        return code !== 'partner.busy' && code;
      }, 'it is not busy');
    assert.equal(await heard(georgia, {}), 'given');
    assert.equal(await heard(azerbaijan, {}), 'receipt.unknown');
    assert.equal(await heard(georgia, { queryId: crypto.randomUUID() }), 'receipt.unknown');
    assert.equal(await heard(georgia, { frameAt: frameAt - 3_600_000 }), 'receipt.unknown');
    assert.equal(await heard(georgia, { frameAt: frameAt + 3_600_000 }), 'receipt.unknown');
    assert.equal(await heard(georgia, { frameAt: Number.MAX_SAFE_INTEGER }), 'receipt.unknown');
    await until(async () => (await codeOf(azerbaijan, {})) === 'partner.busy', 'it searches at its own pace');
  });
});

/** Ukraine dies at its third batch while Georgia asks. Gives the last of Georgia's queries that it answered, if no batch names the answer. */
async function answeredUntilKilled(): Promise<QueryId | undefined> {
  ukraine = await start('before:keep-batch');
  let last: QueryId | undefined;
  while (!ukraine.isDead) {
    const verdict = await federation.ask(GEO, 'UTO BAT123456');
    if (verdict.states.find(({ state }) => state === UKR)?.outcome === 'hit') last = verdict.queryId as QueryId;
  }
  await ukraine.died();
  const batches = await federation.entries(UKR, 'frames.batch-signed');
  const named = new Set(batches.flatMap(({ body }) => (body.entries as number[][]).flat()));
  const answered = await federation.entries(UKR, 'query.answered');
  return answered.some(({ index, body }) => body.queryId === last && !named.has(index)) ? last : undefined;
}

async function start(crash?: string): Promise<DrivenNode> {
  const node = await DrivenNode.start(federation.directoryOf(UKR), {
    isHurried: true,
    ...(crash === undefined ? {} : { crash }),
  });
  assert.ok(node, 'it serves');
  return node;
}

async function fileOfUkraine(): Promise<string> {
  const { receipts = [] } = await (await federation.officerOf(GEO)).receipts(queryId);
  return receipts.find(({ state }) => state === UKR)!.file;
}

async function receiptOfUkraine(): Promise<VerifiedReceipt> {
  return verifyReceipt({ file: utf8(await fileOfUkraine()), rootOfTrust: federation.founded.rootFile });
}
