// SPDX-License-Identifier: Apache-2.0
// What the receipt of a message shows, and that nothing in it can be changed.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { holderSigner } from '../keys/seed-files.ts';
import { AZE, foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { reissueState } from '../trust/found.ts';
import { makeNodeIdentity } from '../trust/node-identity.ts';
import { everyNth } from './flip-bytes.fixture.ts';
import {
  flipsOfMessageReceipt,
  type MadeMessageReceipt,
  MESSAGE_ID,
  type MessageReceiptChanges,
  makeMessageReceipt,
  RECEIVED_AT,
} from './message-receipt.fixture.ts';
import { formatMessageReceipt, isMessageReceipt } from './message-receipt-file.ts';
import { makeReceipt, receiptDocument } from './receipt.fixture.ts';
import { signedFileOf } from './receipt-trust.ts';
import { verifyMessageReceipt } from './verify-message-receipt.ts';
import { verifyReceipt } from './verify-receipt.ts';

const DAY_MS = 86_400_000;

describe('the receipt of a message', () => {
  let good: MadeMessageReceipt;
  before(async () => {
    good = await makeMessageReceipt();
  });
  const refuses = ({ file, rootOfTrust }: Pick<MadeMessageReceipt, 'file' | 'rootOfTrust'>, code: string) =>
    assert.throws(() => verifyMessageReceipt({ file, rootOfTrust }), { code });

  it('shows who received what of whom, and when', () => {
    const { envelope, entry, ...shown } = verifyMessageReceipt(good);
    assert.match(`${envelope} ${entry}`, /^[0-9a-f]{64} [0-9a-f]{64}$/);
    assert.deepEqual(shown, {
      federation: 'demo-message-receipts',
      messageId: MESSAGE_ID,
      sender: GEO,
      recipient: UKR,
      sequence: 7,
      receivedAt: RECEIVED_AT,
      node: 'ukr-1',
    });
  });

  it('has one spelling', () => {
    const text = fromUtf8(good.file);
    const json = JSON.parse(text) as Record<string, unknown>;
    const { type, ...rest } = json;
    const spellings = [
      JSON.stringify(json),
      `${text}\n`,
      `${JSON.stringify({ ...rest, type }, undefined, 2)}\n`,
      text.replace('"sender": "GEO"', '"sender": "MDA"'),
      text.replace(MESSAGE_ID, MESSAGE_ID.replace('b001', 'b002')),
      text.replace('message-receipt/1', 'message-receipt/2'),
      text.replace('"roots": []', '"roots": [],\n  "note": "x"'),
    ];
    for (const spelling of spellings) refuses({ ...good, file: utf8(spelling) }, 'receipt.malformed');
  });

  it('cannot be changed in one byte, wherever one looks', () => {
    assert.deepEqual(flipsOfMessageReceipt(good, everyNth(good.file.length, 509)), []);
  });

  it('is told from the receipt of a query, and neither passes for the other', async () => {
    const ofQuery = await makeReceipt();
    assert.deepEqual([isMessageReceipt(good.file), isMessageReceipt(ofQuery.file)], [true, false]);
    refuses(ofQuery, 'receipt.malformed');
    assert.throws(() => verifyReceipt(good), { code: 'receipt.malformed' });
  });

  const forged: [string, string, MessageReceiptChanges][] = [
    ['signed by another State than the recipient', 'receipt.message', { signedBy: AZE, documentsOf: [UKR, AZE] }],
    ['without the recipient’s document', 'receipt.message', { documentsOf: [GEO] }],
    ['from before the document was in force', 'receipt.message', { receivedAt: RECEIVED_AT - 30 * DAY_MS }],
    ['from long after the document’s end', 'receipt.message', { receivedAt: RECEIVED_AT + 4_000 * DAY_MS }],
    ['of a State to itself', 'receipt.malformed', { sender: UKR }],
  ];
  for (const [what, code, changes] of forged) {
    it(`is refused ${what}`, async () => {
      let made: MadeMessageReceipt;
      try {
        made = await makeMessageReceipt(changes);
      } catch (fault) {
        assert.equal((fault as { code: string }).code, code);
        return;
      }
      refuses(made, code);
    });
  }

  it('is refused under another root of trust', () => {
    const other = foundedForTests(RECEIVED_AT - DAY_MS, 'demo-others');
    refuses({ file: good.file, rootOfTrust: other.rootFile }, 'receipt.document');
  });

  it('is refused where a newer document lists the keys no more', () => {
    const newer = withoutItsKeys(good);
    const documents = [newer];
    assert.throws(() => verifyMessageReceipt({ ...good, documents }), { code: 'receipt.key-revoked' });
    const file = formatMessageReceipt({ ...good.parts, documents: [...good.parts.documents, newer] });
    refuses({ ...good, file }, 'receipt.key-revoked');
  });
});

/** The recipient's next document, whose node signs with other keys. */
function withoutItsKeys({ founded, parts }: MadeMessageReceipt) {
  const { officers, documentEntry } = founded.states.get(UKR)!;
  const endpoint = { host: '127.0.0.1', port: 1 };
  const random = (length: number) => new Uint8Array(length).fill(9);
  const now = RECEIVED_AT + DAY_MS;
  const { signing } = makeNodeIdentity({ state: UKR, nodeId: 'ukr-1', endpoint, now, random }).documentEntry;
  const file = reissueState({
    file: signedFileOf(parts.documents[0]!),
    changes: { nodes: [{ ...documentEntry, signing, kem: documentEntry.kem.slice(0, 1) }] },
    officers: officers.slice(0, 2).map(holderSigner),
    now,
  });
  return receiptDocument(UKR, file);
}
