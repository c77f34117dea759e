// SPDX-License-Identifier: Apache-2.0
// What a deletion receipt shows, and what is none.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openMessage, sealMessage } from '@iims/crypto/envelope';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, verifyKeyOf } from '@iims/crypto/keys';
import { proveMessage } from '@iims/crypto/message-proof';
import { utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { AZE, countingRandom, foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { formatDeletionReceipt, isDeletionReceipt } from './deletion-receipt-file.ts';
import { makeMessageReceipt } from './message-receipt.fixture.ts';
import { documentOf, ANSWERED_AT as SIGNED_AT } from './receipt.fixture.ts';
import { verifyDeletionReceipt } from './verify-deletion-receipt.ts';
import { verifyMessageReceipt } from './verify-message-receipt.ts';

const DAY_MS = 86_400_000;
const ID = '0199b3a2-5c00-7000-8000-00000000b001';
const founded = foundedForTests(SIGNED_AT - DAY_MS, 'demo-deletion-receipts');
const kem = kemPrivateKeyFromSeed(new Uint8Array(32).fill(3));
const alerts = [{ register: 'documents', alertId: 'GEO-STD-1', marked: 2 }];

interface Story {
  readonly signedBy: StateCode;
  readonly documentsOf: readonly StateCode[];
  readonly signedAt: number;
  readonly said: Readonly<Record<string, unknown>>;
}

/** What Ukraine's node signs for Georgia, or what goes otherwise. */
function made(changes: Partial<Story> = {}): { readonly file: Uint8Array; readonly rootOfTrust: Uint8Array } {
  const { signedBy = UKR, documentsOf = [UKR], signedAt = SIGNED_AT, said = {} } = changes;
  const { ed25519, mldsa65: mlDsa65 } = founded.states.get(signedBy)!.keys.signing[0]!;
  const message = {
    version: 1,
    id: ID,
    kind: 'alert-deleted',
    from: { state: UKR },
    to: [{ state: GEO }],
    caseRef: 'alert-deletion 1',
    urgency: 'routine',
    sentAt: signedAt,
    author: 'node',
    handling: { code: 'H0' },
    fields: { alerts, markedAt: signedAt },
    attachments: [],
    ...said,
  };
  const envelope = sealMessage({
    header: {
      id: uuidToBytes(ID),
      createdAt: signedAt,
      expiresAt: signedAt + DAY_MS,
      exercise: false,
      trustListVersion: 1,
    },
    about: { kind: 'message' },
    content: encodeCbor(message),
    signers: { ed25519, mlDsa65 },
    recipients: [kemPublicKeyFromRaw(kem.publicKey)],
    random: countingRandom('deletion receipt'),
  });
  const senderKeys = { ed25519: verifyKeyOf(ed25519), mlDsa65: verifyKeyOf(mlDsa65) };
  const opened = openMessage(envelope, { now: signedAt, kemKey: () => kem, verifyKeys: () => senderKeys });
  const documents = documentsOf.map((state) => documentOf(founded, state));
  const file = formatDeletionReceipt({ proof: proveMessage(opened), documents, roots: [] });
  return { file, rootOfTrust: founded.rootFile };
}

describe('a deletion receipt', () => {
  it('shows who knows of the end of which alerts, and since when', () => {
    const good = made();
    assert.deepEqual(verifyDeletionReceipt(good), {
      federation: 'demo-deletion-receipts',
      messageId: ID,
      state: UKR,
      owner: GEO,
      notice: 'alert-deletion 1',
      alerts,
      markedAt: SIGNED_AT,
      node: 'ukr-1',
    });
  });

  const forged: readonly (readonly [string, Partial<Story>])[] = [
    ['signed by another State than it says it is from', { signedBy: AZE, documentsOf: [UKR, AZE] }],
    ['without the document of the State', { documentsOf: [GEO] }],
    ['from before the document was in force', { signedAt: SIGNED_AT - 30 * DAY_MS }],
    ['that is the notice itself', { said: { kind: 'alert-deletion', fields: { alerts: [] } } }],
    ['that is another kind of message', { said: { kind: 'free-message', fields: { subject: 'a', text: 'b' } } }],
    ['with another id than its envelope', { said: { id: ID.replace('b001', 'b002') } }],
    ['to more than the owner', { said: { to: [{ state: GEO }, { state: AZE }] } }],
  ];
  for (const [what, changes] of forged) {
    it(`is refused ${what}`, () => {
      assert.throws(() => verifyDeletionReceipt(made(changes)), { code: 'receipt.message' });
    });
  }

  it('has one spelling, is told from the receipt of a message, and neither passes for the other', async () => {
    const good = made();
    const ofMessage = await makeMessageReceipt();
    assert.deepEqual([isDeletionReceipt(good.file), isDeletionReceipt(ofMessage.file)], [true, false]);
    assert.throws(() => verifyDeletionReceipt(ofMessage), { code: 'receipt.malformed' });
    assert.throws(() => verifyMessageReceipt(good), { code: 'receipt.malformed' });
    for (const file of [utf8('{}'), utf8('null'), good.file.subarray(0, -1), new Uint8Array([...good.file, 0x0a])]) {
      assert.throws(() => verifyDeletionReceipt({ ...good, file }), { code: 'receipt.malformed' });
    }
  });

  it('with a proof that is none is refused, whatever stands in its place', () => {
    const documents = [documentOf(founded, UKR)];
    for (const proof of [encodeCbor(null), encodeCbor([1]), encodeCbor({ header: new Uint8Array(3) }), utf8('no')]) {
      const file = formatDeletionReceipt({ proof, documents, roots: [] });
      assert.throws(() => verifyDeletionReceipt({ file, rootOfTrust: founded.rootFile }), { code: 'receipt.message' });
    }
  });
});
