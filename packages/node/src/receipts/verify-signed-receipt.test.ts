// SPDX-License-Identifier: Apache-2.0
// What shows that a message was received, or that alerts have ended; that nothing in it can be changed, and what it is worth when a key is
// listed no more.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { AZE, foundedForTests, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import { everyNth } from './flip-bytes.fixture.ts';
import { LOG_INDEX, makeReceipt } from './receipt.fixture.ts';
import {
  ENDED_ALERTS,
  flipsOfSignedReceipt,
  type MadeSignedReceipt,
  MESSAGE_ID,
  makeDeletionReceipt,
  makeMessageReceipt,
  RECEIVED_AT,
  type SignedReceiptChanges,
  withoutItsKeys,
} from './signed-receipt.fixture.ts';
import { formatSignedReceipt, type SignedReceiptFile, signedReceiptKind } from './signed-receipt-file.ts';
import { verifyReceipt } from './verify-receipt.ts';
import { verifySignedReceipt } from './verify-signed-receipt.ts';

const DAY_MS = 86_400_000;
const LOGGED = { origin: 'iims/UKR/audit/1', index: LOG_INDEX, treeSize: 7, treeSignedAt: RECEIVED_AT + 1_000 };
const WITNESSED = { ...LOGGED, witnesses: [AZE, MDA], quorum: 2, witnessedAt: RECEIVED_AT + 5_000 };

const verify = ({ file, rootOfTrust }: MadeSignedReceipt) => verifySignedReceipt({ file, rootOfTrust });
const refuses = (made: MadeSignedReceipt, code: string) => assert.throws(() => verify(made), { code });
const withParts = (made: MadeSignedReceipt, parts: Partial<SignedReceiptFile>) => ({
  ...made,
  file: formatSignedReceipt({ ...made.parts, ...parts }),
});
/** As partners gave it before they showed their entries. */
const unlogged = ({ parts: { logged: _logged, ...parts }, ...made }: MadeSignedReceipt) => ({
  ...made,
  parts,
  file: formatSignedReceipt(parts),
});

describe('the receipt of a message', () => {
  let good: MadeSignedReceipt;
  before(async () => {
    good = await makeMessageReceipt();
  });

  it('shows who received what of whom, when, where it is logged, and who witnessed that', () => {
    const shown = verify(good);
    assert.ok(shown.kind === 'message');
    const { envelope, entry, ...others } = shown;
    assert.match(`${envelope} ${entry}`, /^[0-9a-f]{64} [0-9a-f]{64}$/);
    assert.deepEqual(others, {
      federation: 'demo-signed-receipts',
      kind: 'message',
      messageId: MESSAGE_ID,
      sender: GEO,
      recipient: UKR,
      sequence: 7,
      receivedAt: RECEIVED_AT,
      node: 'ukr-1',
      standing: 'witnessed',
      log: { ...WITNESSED, loggedAt: RECEIVED_AT },
    });
    assert.doesNotMatch(JSON.stringify(shown), /CASE-1|free-message/);
  });

  it('has one spelling', () => {
    const text = fromUtf8(good.file);
    const json = JSON.parse(text) as Record<string, unknown>;
    const { type, ...rest } = json;
    const { salt: _salt, ...lacking } = json.entry as Record<string, unknown>;
    const spellings = [
      JSON.stringify(json),
      `${text}\n`,
      `${JSON.stringify({ ...rest, type }, undefined, 2)}\n`,
      `${JSON.stringify({ ...json, entry: lacking }, undefined, 2)}\n`,
      text.replace('"sender": "GEO"', '"sender": "MDA"'),
      text.replace(MESSAGE_ID, MESSAGE_ID.replace('b001', 'b002')),
      text.replace('message-receipt/1', 'message-receipt/2'),
      text.replace('message-receipt/1', 'deletion-receipt/1'),
      text.replace('"roots": []', '"roots": [],\n  "note": "x"'),
    ];
    for (const spelling of spellings) refuses({ ...good, file: utf8(spelling) }, 'receipt.malformed');
  });

  it('cannot be changed in one byte, wherever one looks', () => {
    assert.deepEqual(flipsOfSignedReceipt(good, everyNth(good.file.length, 1_009)), []);
  });

  it('is told from the other receipts, and none passes for another', async () => {
    const ofQuery = await makeReceipt();
    const ofDeletion = makeDeletionReceipt();
    const kinds = [good, ofDeletion, ofQuery].map(({ file }) => signedReceiptKind(file));
    assert.deepEqual(kinds, ['message', 'deletion', undefined]);
    assert.throws(() => verifySignedReceipt(ofQuery), { code: 'receipt.malformed' });
    assert.throws(() => verifyReceipt(good), { code: 'receipt.malformed' });
    refuses(withParts(ofDeletion, { signed: good.parts.signed }), 'receipt.message');
  });

  const forged: [string, string, SignedReceiptChanges][] = [
    ['signed by another State than the recipient', 'receipt.message', { signedBy: AZE }],
    ['without the recipient’s document', 'receipt.message', { documentsOf: [GEO] }],
    ['from before the document was in force', 'receipt.message', { at: RECEIVED_AT - 30 * DAY_MS }],
    ['from long after the document’s end', 'receipt.message', { at: RECEIVED_AT + 4_000 * DAY_MS }],
    ['of a State to itself', 'receipt.malformed', { sender: UKR }],
    ['with an entry about another sender', 'receipt.entry', { entry: { state: MDA } }],
    ['with an entry about another message', 'receipt.entry', { entry: { messageId: 'x' } }],
    ['with an entry about another number', 'receipt.entry', { entry: { sequence: 8 } }],
    ['with an entry about another envelope', 'receipt.entry', { entry: { envelope: new Uint8Array(32) } }],
    ['with an entry of another moment', 'receipt.entry', { entry: { at: RECEIVED_AT + 1 } }],
    ['with an entry of another event', 'receipt.entry', { entry: { event: 'message.stored' } }],
    ['with an entry in the log of another State', 'receipt.log', { loggedBy: AZE }],
    ['under a checkpoint from before the entry', 'receipt.log', { checkpointAt: RECEIVED_AT - DAY_MS / 12 }],
    ['that its own State witnessed', 'receipt.log', { cosignedBy: [AZE, UKR] }],
  ];
  for (const [what, code, changes] of forged) {
    it(`is refused ${what}: ${code}`, async () => {
      await assert.rejects(async () => verify(await makeMessageReceipt(changes)), { code });
    });
  }

  it('with the entry of another receipt is refused', async () => {
    const { logged: other } = (await makeMessageReceipt({ at: RECEIVED_AT + 10 })).parts;
    refuses(withParts(good, { logged: other! }), 'receipt.entry');
    // About the same message, and in the log: but not the entry that the receipt names.
    const { logged: second } = (await makeMessageReceipt({ entry: { kind: 'notice' } })).parts;
    refuses(withParts(good, { logged: second! }), 'receipt.entry');
    refuses(withParts(good, { logged: { ...good.parts.logged!, salt: other!.salt.slice(1) } }), 'receipt.entry');
    refuses(withParts(good, { logged: { ...good.parts.logged!, proof: other!.proof } }), 'receipt.log');
  });

  it('is refused under another root of trust', () => {
    const other = foundedForTests(RECEIVED_AT - DAY_MS, 'demo-others');
    refuses({ ...good, rootOfTrust: other.rootFile }, 'receipt.document');
  });
});

describe('a deletion receipt', () => {
  it('shows who knows of the end of which alerts, since when, and where that is logged', () => {
    assert.deepEqual(verify(makeDeletionReceipt()), {
      federation: 'demo-signed-receipts',
      kind: 'deletion',
      messageId: MESSAGE_ID,
      state: UKR,
      owner: GEO,
      notice: 'alert-deletion 1',
      alerts: ENDED_ALERTS,
      markedAt: RECEIVED_AT,
      node: 'ukr-1',
      standing: 'witnessed',
      log: { ...WITNESSED, loggedAt: RECEIVED_AT + 3 },
    });
  });

  const forged: readonly (readonly [string, string, SignedReceiptChanges])[] = [
    ['signed by another State than it says it is from', 'receipt.message', { signedBy: AZE }],
    ['without the document of the State', 'receipt.message', { documentsOf: [GEO] }],
    ['from before the document was in force', 'receipt.message', { at: RECEIVED_AT - 30 * DAY_MS }],
    ['that is the notice itself', 'receipt.message', { said: { kind: 'alert-deletion', fields: { alerts: [] } } }],
    ['of another kind', 'receipt.message', { said: { kind: 'free-message', fields: { subject: 'a', text: 'b' } } }],
    ['with another id than its envelope', 'receipt.message', { said: { id: MESSAGE_ID.replace('b001', 'b002') } }],
    ['to more than the owner', 'receipt.message', { said: { to: [{ state: GEO }, { state: AZE }] } }],
    ['with an entry about another message', 'receipt.entry', { entry: { messageId: 'x' } }],
    ['with an entry about other content', 'receipt.entry', { entry: { content: new Uint8Array(32) } }],
    ['with an entry without its content', 'receipt.entry', { entry: { content: 'x' } }],
    ['with an entry of another hour', 'receipt.entry', { entry: { at: RECEIVED_AT + DAY_MS / 24 } }],
  ];
  for (const [what, code, changes] of forged) {
    it(`is refused ${what}: ${code}`, () => {
      refuses(makeDeletionReceipt(changes), code);
    });
  }

  it('has one spelling', () => {
    const good = makeDeletionReceipt();
    for (const file of [utf8('{}'), utf8('null'), good.file.subarray(0, -1), new Uint8Array([...good.file, 0x0a])]) {
      refuses({ ...good, file }, 'receipt.malformed');
    }
  });

  it('with a proof that is none is refused, whatever stands in its place', () => {
    const good = makeDeletionReceipt();
    for (const signed of [encodeCbor(null), encodeCbor([1]), encodeCbor({ header: new Uint8Array(3) }), utf8('no')]) {
      refuses(withParts(good, { signed }), 'receipt.message');
    }
  });
});

describe('a word that a message can be read no more', () => {
  const fields = { messageId: MESSAGE_ID.replace('b001', 'a001'), cause: 'expired', deletedAt: RECEIVED_AT - 5 };
  const said = { kind: 'deleted', caseRef: 'CASE-1', inReplyTo: fields.messageId, fields };

  it('shows who says so of which message, since when, for which cause, and where that is logged', () => {
    assert.deepEqual(verify(makeDeletionReceipt({ said })), {
      federation: 'demo-signed-receipts',
      kind: 'ending',
      messageId: MESSAGE_ID,
      state: UKR,
      owner: GEO,
      of: fields.messageId,
      cause: 'expired',
      deletedAt: RECEIVED_AT - 5,
      node: 'ukr-1',
      standing: 'witnessed',
      log: { ...WITNESSED, loggedAt: RECEIVED_AT + 3 },
    });
  });

  it('passes for no deletion receipt of alerts, nor the other way round', () => {
    const made = makeDeletionReceipt({ said });
    refuses(withParts(made, { kind: 'deletion' }), 'receipt.message');
    refuses(withParts(makeDeletionReceipt(), { kind: 'ending' }), 'receipt.message');
    refuses(makeDeletionReceipt({ said, entry: { content: new Uint8Array(32) } }), 'receipt.entry');
    refuses(makeDeletionReceipt({ said, signedBy: AZE }), 'receipt.message');
  });
});

for (const [name, make] of [
  ['the receipt of a message', makeMessageReceipt],
  ['a deletion receipt', makeDeletionReceipt],
] as const) {
  describe(`${name}, by its standing`, () => {
    it('with fewer cosignatures than the quorum is provisional, and without an entry unlogged', async () => {
      assert.equal(verify(await make({ cosignedBy: [AZE] })).standing, 'provisional');
      const shown = verify(unlogged(await make()));
      assert.deepEqual([shown.standing, shown.log], ['unlogged', undefined]);
    });

    it('holds where a quorum saw its entry before the key was listed no more, and says since when', async () => {
      const good = await make();
      const newer = withoutItsKeys(good);
      const revokedSince = RECEIVED_AT + DAY_MS;
      assert.equal(verifySignedReceipt({ ...good, documents: [newer] }).revokedSince, revokedSince);
      const documents = [...good.parts.documents, newer];
      assert.equal(verify(withParts(good, { documents })).revokedSince, revokedSince);
      const late = await make({ cosignedAt: revokedSince + 1_000 });
      const provisional = await make({ cosignedBy: [AZE] });
      for (const made of [late, provisional, unlogged(good)]) {
        refuses(withParts(made, { documents }), 'receipt.key-revoked');
      }
    });
  });
}
